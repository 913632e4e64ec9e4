import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import {
  clampOffset,
  isScaled,
  maximumOffset,
  offsetOf,
  offsetShowing,
  scrollTopOf,
  type ScrollGeometry,
} from './scroll-model';

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
  /** The offset at this moment, for effects that come before the next render. */
  currentOffset: () => number;
}

interface Position {
  offset: number;
  scrollLeft: number;
}

/**
 * Ties a scrolling element to a virtual offset over any number of rows (see scroll-model.ts).
 *
 * @param onUserScroll told about every move made by wheel or scroll bar, not by `scrollTo`
 * @param wheelStep maps a wheel movement to a new offset; setting it takes the wheel over, which
 *   rows of uneven height need
 */
export function useRowScroller(
  element: RefObject<HTMLElement | null>,
  {
    rowCount,
    rowHeight,
    headerHeight,
    onUserScroll,
    wheelStep,
  }: {
    rowCount: number;
    rowHeight: number;
    headerHeight: number;
    onUserScroll?: (offset: number, maximum: number) => void;
    wheelStep?: ((offset: number, delta: number) => number) | undefined;
  },
): RowScroller {
  const [size, setSize] = useState({ viewport: 0, width: 0 });
  const [position, setPosition] = useState<Position>({ offset: 0, scrollLeft: 0 });
  // With the wheel taken over, rows are uneven and the last one may stand at the top.
  const extra = wheelStep ? Math.max(0, size.viewport - rowHeight) : 0;
  const geometry: ScrollGeometry = { rowCount, rowHeight, viewport: size.viewport, extra };
  const offset = clampOffset(position.offset, geometry);

  // Listeners outlive renders, so they read the newest values here.
  const latest = useRef({ geometry, offset, onUserScroll, wheelStep });
  useLayoutEffect(() => {
    latest.current = { geometry, offset, onUserScroll, wheelStep };
  });
  // The browser rounds what it is given; a scroll event at this very place is our own echo.
  const echo = useRef<number | undefined>(undefined);

  const moveTo = useCallback((offset: number, scrollLeft: number) => {
    setPosition((now) =>
      now.offset === offset && now.scrollLeft === scrollLeft ? now : { offset, scrollLeft },
    );
  }, []);

  const scrollTo = useCallback(
    (wanted: number) => {
      const scroller = element.current;
      if (!scroller) return;
      const next = clampOffset(wanted, latest.current.geometry);
      latest.current.offset = next;
      scroller.scrollTop = scrollTopOf(next, latest.current.geometry);
      echo.current = scroller.scrollTop;
      moveTo(next, scroller.scrollLeft);
    },
    [element, moveTo],
  );

  const showRow = useCallback(
    (row: number) => {
      const { geometry: at, offset: from } = latest.current;
      scrollTo(offsetShowing(row, from, at));
    },
    [scrollTo],
  );

  const currentOffset = useCallback(() => latest.current.offset, []);

  useLayoutEffect(() => {
    const scroller = element.current;
    if (!scroller) return;
    const measure = () => {
      // A pane behind another tab has no size; what it showed must be there when it comes back.
      if (scroller.clientHeight === 0) return;
      const viewport = Math.max(0, scroller.clientHeight - headerHeight);
      setSize({ viewport, width: scroller.clientWidth });
      const at = { ...latest.current.geometry, viewport };
      const wanted = scrollTopOf(clampOffset(latest.current.offset, at), at);
      if (Math.abs(scroller.scrollTop - wanted) >= 1) scroller.scrollTop = wanted;
      // A pane that grew at its end was moved by the browser: that is no move of the user either.
      echo.current = scroller.scrollTop;
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [element, headerHeight]);

  useEffect(() => {
    const scroller = element.current;
    if (!scroller) return;
    const onScroll = () => {
      const { geometry: at, onUserScroll: tell } = latest.current;
      const own = echo.current !== undefined && Math.abs(scroller.scrollTop - echo.current) < 1;
      const next = own ? latest.current.offset : offsetOf(scroller.scrollTop, at);
      if (!own) {
        echo.current = undefined;
        latest.current.offset = next;
      }
      // The layer that shows the rows stands still while the browser scrolls: without a
      // synchronous render it would lag one frame behind.
      flushSync(() => moveTo(next, scroller.scrollLeft));
      if (!own) tell?.(next, maximumOffset(at));
    };
    const onWheel = (event: WheelEvent) => {
      const { geometry: at, offset: from, onUserScroll: tell, wheelStep: step } = latest.current;
      if (event.ctrlKey || Math.abs(event.deltaY) <= Math.abs(event.deltaX)) return;
      if (!step && !isScaled(at)) return;
      event.preventDefault();
      // deltaMode: 0 pixels, 1 lines, 2 pages (UI Events, WheelEvent).
      const unit = [1, at.rowHeight, at.viewport][event.deltaMode] ?? 1;
      const delta = event.deltaY * unit;
      scrollTo(step ? step(from, delta) : from + delta);
      tell?.(latest.current.offset, maximumOffset(at));
    };
    scroller.addEventListener('scroll', onScroll, { passive: true });
    scroller.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      scroller.removeEventListener('scroll', onScroll);
      scroller.removeEventListener('wheel', onWheel);
    };
  }, [element, scrollTo, moveTo]);

  return {
    geometry,
    offset,
    scrollLeft: position.scrollLeft,
    width: size.width,
    scrollTo,
    showRow,
    currentOffset,
  };
}
