import type { LineLayout } from './line-layout';
import type { RowWindow } from './scroll-model';

/**
 * What a list draws while the lines of a jump are being fetched. Drawing them empty first, and
 * with their texts a moment later, costs twice the time; so the lines from before stay for that
 * moment, until all new ones are at hand or the list gives up waiting.
 */
export class HeldLines {
  private drawn: { window: RowWindow; layout: LineLayout } | null = null;
  private late = false;

  /**
   * The lines to draw: `shown` itself, or those that were drawn before.
   *
   * @param mayHold false where what is in sight must be drawn at once
   * @param has whether a line is at hand
   */
  windowOf(
    shown: RowWindow,
    layout: LineLayout,
    mayHold: boolean,
    has: (line: number) => boolean,
  ): RowWindow {
    const { drawn } = this;
    if (
      drawn &&
      mayHold &&
      !this.late &&
      drawn.layout === layout &&
      drawn.window.to > drawn.window.from &&
      (shown.from >= drawn.window.to || shown.to <= drawn.window.from) &&
      !hasAll(shown, has)
    )
      return drawn.window;
    this.late = false;
    this.drawn = { window: shown, layout };
    return shown;
  }

  /** The next lines are drawn whether they are at hand or not. */
  giveUp(): void {
    this.late = true;
  }
}

function hasAll({ from, to }: RowWindow, has: (line: number) => boolean): boolean {
  for (let line = from; line < to; line++) if (!has(line)) return false;
  return true;
}
