import type { LineLayout, LinePlace } from './line-layout';
import type { RowWindow } from './scroll-model';

/** A line as it is drawn: what stands in it, and what it says; undefined while that is fetched. */
export interface DrawnLine<Line> {
  place: LinePlace;
  line: Line | undefined;
}

/** Lines that are drawn together. */
export interface DrawnLines<Line> {
  window: RowWindow;
  /** Of the window, in their order. */
  lines: readonly DrawnLine<Line>[];
}

/**
 * What a list draws while lines are being fetched, after a jump or when rows got other numbers.
 * Drawing them empty first, and with their texts a moment later, flickers and costs twice the
 * time; so the lines from before stay for that moment, until all new ones are at hand or the list
 * gives up waiting.
 */
export class HeldLines<Line> {
  private drawn: (DrawnLines<Line> & { layout: LineLayout; whole: boolean }) | null = null;
  private late = false;

  /**
   * The lines to draw: those of `shown`, or those that were drawn before.
   *
   * @param mayHold false where what is in sight must be drawn at once
   */
  next(
    shown: RowWindow,
    layout: LineLayout,
    mayHold: boolean,
    getLine: (line: number) => Line | undefined,
  ): DrawnLines<Line> {
    const { drawn } = this;
    if (
      drawn &&
      mayHold &&
      !this.late &&
      (drawn.layout !== layout || shown.from >= drawn.window.to || shown.to <= drawn.window.from) &&
      drawn.whole &&
      shown.to > shown.from &&
      !isAtHand(shown, getLine)
    )
      return drawn;
    this.late = false;
    const lines = Array.from({ length: shown.to - shown.from }, (_, at) => ({
      place: layout.at(shown.from + at),
      line: getLine(shown.from + at),
    }));
    const whole = lines.length > 0 && lines.every(({ line }) => line !== undefined);
    this.drawn = { window: shown, layout, lines, whole };
    return this.drawn;
  }

  /** The next lines are drawn whether they are at hand or not. */
  giveUp(): void {
    this.late = true;
  }
}

function isAtHand({ from, to }: RowWindow, getLine: (line: number) => unknown): boolean {
  for (let line = from; line < to; line++) if (getLine(line) === undefined) return false;
  return true;
}
