import type { LineElement, LinesLook } from './line-element';
import type { LineLayout } from './line-layout';
import type { LogLine } from './log-line';
import type { RowSelection } from './selection';

/** What a pane of lines shows, and whom it tells. */
export interface PaneOptions {
  layout: LineLayout;
  /** CSS pixels of a line that is not wrapped. */
  rowHeight: number;
  look: LinesLook;
  /** True keeps the newest line in sight. */
  follow: boolean;
  selection: RowSelection;
  /** What the id of the line of the keyboard begins with. */
  id: string;
  /** A line that is at hand. */
  getLine: (line: number) => LogLine | undefined;
  /** Lines that are wanted in sight, half-open; told again when lines have come. */
  onWindow: ((from: number, to: number) => void) | undefined;
  /** Lines that are in sight: the wanted ones, as soon as they are at hand. */
  onDrawn: ((from: number, to: number) => void) | undefined;
  /** The user moved away from the newest line. */
  onAway: () => void;
  /**
   * Other parts of lines than before are to be drawn by React; `now`: before this returns, or
   * they are painted a moment after their lines.
   */
  onParts: (parts: readonly LinePart[], now: boolean) => void;
  /** Other texts are drawn, or the pane has another width. */
  onOther: () => void;
}

/** A drawn line that has icons, and where. */
export interface LinePart {
  element: LineElement;
  line: LogLine;
}

/** Where a pane is drawn, from the outside in. */
export interface PaneElements {
  scroller: HTMLElement;
  /** As high as all lines. */
  spacer: HTMLElement;
  /** As high as what is in sight. */
  layer: HTMLElement;
  /** Holds the drawn lines. */
  lines: HTMLElement;
}

/** Whether React has drawn these parts already. */
export function sameParts(a: readonly LinePart[], b: readonly LinePart[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ element, line }, at) => element === b[at]?.element && line === b[at].line)
  );
}
