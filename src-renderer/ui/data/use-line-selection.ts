import {
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useAnnounce } from '../overlay/LiveRegion';
import type { LineLayout } from './line-layout';
import type { LogLine } from './log-line';
import {
  extendTo,
  selectionAfterKey,
  selectionRows,
  selectionSize,
  selectRange,
  toggleRow,
  type RowSelection,
} from './selection';

interface Options {
  scroller: RefObject<HTMLElement | null>;
  layout: LineLayout;
  getLine: (line: number) => LogLine | undefined;
  selection: RowSelection;
  /** Takes a new selection and shows its focus. */
  onChange: (selection: RowSelection) => void;
  /** Rows that a page key moves by. */
  page: () => number;
  onMore: ((row: number) => void) | undefined;
  onCopy: ((selection: RowSelection) => void) | undefined;
}

/** How often a drag beyond the edge goes on. */
const scrollMs = 50;

/** Keys that mean the same as arrows where letters are not typed. */
const letterKeys: Record<string, string> = { j: 'ArrowDown', k: 'ArrowUp' };

/** The line of a list that an element belongs to. */
export function lineOf(target: EventTarget | null): number | undefined {
  const line = target instanceof Element ? target.closest('[aria-rowindex]') : null;
  return line ? Number(line.getAttribute('aria-rowindex')) - 1 : undefined;
}

/** How rows of a log are chosen by keys, pointer and clipboard. */
export function useLineSelection({
  scroller,
  layout,
  getLine,
  selection,
  onChange,
  page,
  onMore,
  onCopy,
}: Options) {
  /** The row that an element belongs to; a note between rows belongs to none. */
  const rowOf = (target: EventTarget | null): number | undefined => {
    const line = lineOf(target);
    if (line === undefined) return undefined;
    const { row, part } = latest.current.layout.at(line);
    return part < 0 ? undefined : row;
  };
  const { t } = useTranslation('ui');
  const announce = useAnnounce();
  const [dragging, setDragging] = useState(false);
  // A drag outlives the render it began in.
  const latest = useRef({ selection, layout, onChange });
  useLayoutEffect(() => {
    latest.current = { selection, layout, onChange };
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.altKey) return;
    if (event.key === 'Enter' && onMore && selection.focus !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      onMore(selection.focus);
      return;
    }
    const ctrl = event.ctrlKey || event.metaKey;
    const key = (ctrl ? undefined : letterKeys[event.key.toLowerCase()]) ?? event.key;
    const next = selectionAfterKey(
      selection,
      { key, shift: event.shiftKey, ctrl },
      layout.rows,
      page(),
      layout.firstRow,
    );
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(next);
    const size = selectionSize(next);
    if (size > 1) announce(t('log.selected', { total: size.toLocaleString('en-US') }));
  };

  const onClipboard = (event: ClipboardEvent) => {
    const marked = document.getSelection();
    // Text marked inside a line wins over the selected lines.
    if (marked && !marked.isCollapsed && marked.toString() !== '') return;
    if (selectionSize(selection) === 0) return;
    event.preventDefault();
    if (onCopy) {
      onCopy(selection);
      return;
    }
    const lines: string[] = [];
    for (const row of selectionRows(selection)) {
      const line = getLine(layout.lineOf(row));
      if (line && !line.note) lines.push(line.text);
    }
    event.clipboardData.setData('text/plain', lines.join('\n'));
    announce(t('log.copied', { total: lines.length.toLocaleString('en-US') }));
  };

  const onPointerDown = (event: PointerEvent) => {
    const row = rowOf(event.target);
    if (row === undefined) return;
    if (event.target instanceof Element && event.target.closest('button')) return;
    // A right press means what is selected, or else the row under it.
    if (event.button === 2) {
      const within = selection.ranges.some(([from, to]) => row >= from && row < to);
      if (!within) onChange(selectRange(row, row));
      return;
    }
    if (event.button !== 0) return;
    if (event.shiftKey) {
      event.preventDefault();
      scroller.current?.focus();
      onChange(extendTo(selection, row));
    } else if (event.ctrlKey || event.metaKey) onChange(toggleRow(selection, row));
    else {
      onChange(selectRange(row, row));
      drag(row);
    }
  };

  /** Follows the pointer until it is let go, also outside of the list: there it scrolls. */
  const drag = (first: number) => {
    const ended = new AbortController();
    let moved = false;
    let beyond = 0;
    let timer = 0;
    const extend = (row: number) => {
      const { selection: now, onChange: change } = latest.current;
      if (row !== now.focus) change(extendTo(now, row));
    };
    const scroll = () => {
      const { selection: now, layout: rows } = latest.current;
      const last = rows.firstRow + rows.rows - 1;
      // Farther away is faster: a row at the edge, a dozen a hand's width from it.
      const step = Math.sign(beyond) * Math.min(12, Math.ceil(Math.abs(beyond) / 16));
      if (now.focus !== undefined)
        extend(Math.min(last, Math.max(rows.firstRow, now.focus + step)));
    };
    const move = (event: globalThis.PointerEvent) => {
      const area = scroller.current?.getBoundingClientRect();
      if (!area || (event.buttons & 1) === 0) {
        end();
        return;
      }
      beyond =
        event.clientY < area.top
          ? event.clientY - area.top
          : Math.max(0, event.clientY - area.bottom);
      const under = document.elementFromPoint(event.clientX, event.clientY);
      const row = scroller.current?.contains(under) ? rowOf(under) : undefined;
      if (!moved && beyond === 0 && (row === undefined || row === first)) return;
      if (!moved) {
        // From here on whole lines are meant, not the text inside one.
        moved = true;
        setDragging(true);
        document.getSelection()?.removeAllRanges();
      }
      if (beyond === 0 && row !== undefined) extend(row);
      if (beyond !== 0 && timer === 0) timer = window.setInterval(scroll, scrollMs);
      else if (beyond === 0) stop();
    };
    const stop = () => {
      window.clearInterval(timer);
      timer = 0;
    };
    const end = () => {
      stop();
      ended.abort();
      setDragging(false);
    };
    const { signal } = ended;
    window.addEventListener('pointermove', move, { signal });
    for (const type of ['pointerup', 'pointercancel', 'blur'])
      window.addEventListener(type, end, { signal });
  };

  return {
    dragging,
    grid: { onKeyDown, onCopy: onClipboard },
    rows: { onPointerDown },
  };
}
