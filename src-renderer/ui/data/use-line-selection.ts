import {
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
import type { LogLine } from './LogLineView';
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
  page: number;
  onMore: ((row: number) => void) | undefined;
  onCopy: ((selection: RowSelection) => void) | undefined;
}

/** Keys that mean the same as arrows where letters are not typed. */
const letterKeys: Record<string, string> = { j: 'ArrowDown', k: 'ArrowUp' };

function rowOf(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : undefined;
  return row ? Number(row.dataset['row']) : undefined;
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
  const { t } = useTranslation('ui');
  const announce = useAnnounce();
  const drag = useRef<{ row: number; moved: boolean } | undefined>(undefined);
  const [dragging, setDragging] = useState(false);

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
      page,
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
      drag.current = { row, moved: false };
    }
  };

  const onPointerMove = (event: PointerEvent) => {
    const start = drag.current;
    if (!start) return;
    if ((event.buttons & 1) === 0) {
      endDrag();
      return;
    }
    const row = rowOf(event.target);
    if (row === undefined || (row === start.row && !start.moved)) return;
    if (!start.moved) {
      // From here on whole lines are meant, not the text inside one.
      start.moved = true;
      setDragging(true);
      document.getSelection()?.removeAllRanges();
    }
    if (row !== selection.focus) onChange(extendTo(selection, row));
  };

  const endDrag = () => {
    drag.current = undefined;
    setDragging(false);
  };

  return {
    dragging,
    grid: { onKeyDown, onCopy: onClipboard },
    rows: { onPointerDown, onPointerMove, onPointerUp: endDrag, onPointerCancel: endDrag },
  };
}
