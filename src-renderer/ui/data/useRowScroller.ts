import { useCallback, useLayoutEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { RowScroll } from './row-scroll';
import { clampOffset, type ScrollGeometry } from './scroll-model';

export interface RowScroller {
  geometry: ScrollGeometry;
  /** Virtual offset in CSS pixels. */
  offset: number;
  scrollLeft: number;
  /** Visible width in CSS pixels. */
  width: number;
  /** Moves to a virtual offset. */
  scrollTo: (offset: number) => void;
  /** Moves as little as needed to show a row in full. */
  showRow: (row: number) => void;
}

/** Rows of one height in a scrolling element, drawn by React: see {@link RowScroll}. */
export function useRowScroller(
  element: RefObject<HTMLElement | null>,
  {
    rowCount,
    rowHeight,
    headerHeight,
  }: { rowCount: number; rowHeight: number; headerHeight: number },
): RowScroller {
  const [scroll] = useState(() => new RowScroll());
  const [size, setSize] = useState(scroll.size);
  const [position, setPosition] = useState({ offset: 0, scrollLeft: 0 });
  const geometry: ScrollGeometry = { rowCount, rowHeight, viewport: size.viewport };

  useLayoutEffect(() => scroll.set({ rowCount, rowHeight, headerHeight }));

  const moved = useCallback(() => {
    const { offset, scrollLeft } = scroll;
    setPosition((now) =>
      now.offset === offset && now.scrollLeft === scrollLeft ? now : { offset, scrollLeft },
    );
  }, [scroll]);

  useLayoutEffect(() => {
    if (!element.current) return;
    return scroll.attach(element.current, {
      // The layer that shows the rows stands still while the browser scrolls: without a
      // synchronous render it would lag one frame behind.
      scrolled: () => flushSync(moved),
      resized: () => setSize(scroll.size),
    });
  }, [scroll, element, headerHeight, moved]);

  const scrollTo = useCallback(
    (offset: number) => {
      scroll.moveTo(offset);
      moved();
    },
    [scroll, moved],
  );
  const showRow = useCallback(
    (row: number) => {
      scroll.showRow(row);
      moved();
    },
    [scroll, moved],
  );

  return {
    geometry,
    offset: clampOffset(position.offset, geometry),
    scrollLeft: position.scrollLeft,
    width: size.width,
    scrollTo,
    showRow,
  };
}
