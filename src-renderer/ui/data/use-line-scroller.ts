import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { HeldLines, type DrawnLines } from './held-lines';
import { sameLine, type LineLayout } from './line-layout';
import { endWindow, maximumOffset, windowAt, type RowWindow } from './scroll-model';
import { movedBy, offsetAtEnd, type MeasuredRow } from './uneven-rows';
import { useRowScroller } from './useRowScroller';

/** So long the lines of a jump may be awaited before empty ones are drawn. */
const patienceMs = 80;

interface Options<Line> {
  layout: LineLayout;
  /** CSS pixels of a line that is not wrapped. */
  rowHeight: number;
  wrap: boolean;
  follow: boolean;
  onFollowChange: (follow: boolean) => void;
  /** A line that is at hand. */
  getLine: (line: number) => Line | undefined;
}

/** Which lines are drawn of those in sight, see {@link HeldLines}. */
function useDrawn<Line>(
  shown: RowWindow,
  { layout, wrap, getLine }: Pick<Options<Line>, 'layout' | 'wrap' | 'getLine'>,
): DrawnLines<Line> {
  const [held] = useState(() => new HeldLines<Line>());
  const [, draw] = useState(0);
  const drawn = held.next(shown, layout, !wrap, getLine);
  const waiting = drawn.window !== shown;
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => {
      held.giveUp();
      draw((count) => count + 1);
    }, patienceMs);
    return () => clearTimeout(timer);
  }, [held, waiting]);
  return drawn;
}

/** Which lines of a log are in sight, and how it moves: over even lines, or over wrapped ones. */
export function useLineScroller<Line>(
  scroller: RefObject<HTMLElement | null>,
  drawn: RefObject<HTMLElement | null>,
  { layout, rowHeight, wrap, follow, onFollowChange, getLine }: Options<Line>,
) {
  const measured = (): MeasuredRow[] =>
    [...(drawn.current?.children ?? [])].map((child, index) => ({
      row: drawnWindow.from + index,
      height: child.getBoundingClientRect().height,
    }));

  const scroll = useRowScroller(scroller, {
    rowCount: layout.lines,
    rowHeight,
    headerHeight: 0,
    onUserScroll: (offset, maximum) => {
      if (follow && offset < maximum - 2) onFollowChange(false);
    },
    wheelStep: wrap
      ? (offset, delta) => {
          const rows = measured();
          const from = atEnd ? offsetAtEnd(rows, scroll.geometry.viewport, rowHeight) : offset;
          return atEnd && delta > 0 ? offset : movedBy(from, delta, rows, rowHeight);
        }
      : undefined,
  });
  const maximum = maximumOffset(scroll.geometry);
  const atEnd = wrap && scroll.offset >= maximum - 0.5;
  const shown = atEnd
    ? endWindow(scroll.geometry)
    : // What comes into sight is drawn within the scroll event itself.
      windowAt(scroll.offset, scroll.geometry, 0);
  const { window: drawnWindow, lines } = useDrawn(shown, { layout, wrap, getLine });
  const { scrollTo, currentOffset } = scroll;

  // Rows that come before what is in sight, or fold there, move nothing.
  const shownLayout = useRef(layout);
  useLayoutEffect(() => {
    const before = shownLayout.current;
    shownLayout.current = layout;
    if (before === layout || follow) return;
    const line = currentOffset() / rowHeight;
    const kept = sameLine(line, before, layout);
    if (kept !== line) scrollTo(kept * rowHeight);
  }, [layout, follow, rowHeight, scrollTo, currentOffset]);

  // New lines and new sizes keep the end in sight while following.
  useLayoutEffect(() => {
    if (follow) scrollTo(maximum);
  }, [follow, maximum, scrollTo]);

  // Wrapped rows: the fraction of the offset is a share of the first row's real height, and the
  // end of the list is never above the end of the pane.
  useLayoutEffect(() => {
    const layer = drawn.current;
    if (!layer) return;
    if (!wrap) {
      layer.style.transform = `translateY(${drawnWindow.top}px)`;
      return;
    }
    const rows = measured();
    const height = rows.reduce((sum, row) => sum + row.height, 0);
    const { viewport } = scroll.geometry;
    // A list that fits altogether begins at the top, also when it stands at its end.
    layer.style.marginBottom = atEnd && shown.from === 0 && height < viewport ? 'auto' : '';
    const share = atEnd ? 0 : scroll.offset / rowHeight - shown.from;
    const top = -share * (rows[0]?.height ?? rowHeight);
    layer.style.transform = `translateY(${top}px)`;
    if (!atEnd && scroll.offset > 0 && shown.to === layout.lines && top + height < viewport) {
      scrollTo(maximum);
    }
  });

  const showRow = (row: number, where: 'nearest' | 'middle' | 'top' = 'nearest') => {
    const line = layout.lineOf(row);
    const viewport = scroll.geometry.viewport;
    const top = line * rowHeight;
    const visible = top >= scroll.offset && top + rowHeight <= scroll.offset + viewport;
    if (where === 'top') {
      scrollTo(top);
      return;
    }
    if (where === 'middle' && !(visible && !wrap)) {
      scrollTo(top - Math.floor(viewport / 3 / rowHeight) * rowHeight);
      return;
    }
    const element = wrap ? drawn.current?.children[line - drawnWindow.from] : undefined;
    const pane = scroller.current;
    if (!element || !pane) {
      if (wrap) scrollTo(top);
      else {
        // As much of an unfolded record as fits.
        const last = line + layout.linesOf(row) - 1;
        const fits = (last - line + 1) * rowHeight <= viewport;
        if (fits) scroll.showRow(last);
        scroll.showRow(line);
      }
      return;
    }
    const box = element.getBoundingClientRect();
    const area = pane.getBoundingClientRect();
    const rows = measured();
    const from = atEnd ? offsetAtEnd(rows, viewport, rowHeight) : scroll.offset;
    if (box.top < area.top) scrollTo(top);
    else if (box.bottom > area.top + pane.clientHeight) {
      scrollTo(movedBy(from, box.bottom - area.top - pane.clientHeight, rows, rowHeight));
    }
  };

  return { scroll, shown, drawnWindow, lines, atEnd, showRow, currentOffset };
}
