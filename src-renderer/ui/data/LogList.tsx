import {
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type PointerEvent,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useAnnounce } from '../overlay/LiveRegion';
import { cx } from '../cx';
import { useUi } from '../theme/UiProvider';
import { LogLineView, type LogLine } from './LogLineView';
import { maximumOffset, physicalHeight, windowAt, endWindow } from './scroll-model';
import {
  extendTo,
  selectionAfterKey,
  selectionHas,
  selectionRows,
  selectionSize,
  selectRange,
  toggleRow,
  type RowSelection,
} from './selection';
import { movedBy, offsetAtEnd, type MeasuredRow } from './uneven-rows';
import { titleOfCutText } from './title';
import { useRowScroller } from './useRowScroller';
import styles from './LogList.module.css';

export interface LogListHandle {
  scrollToLine: (line: number) => void;
  focus: () => void;
}

export interface LogListProps {
  label: string;
  lineCount: number;
  /** A line that is at hand, or undefined while it is being fetched. */
  getLine: (line: number) => LogLine | undefined;
  /** Tells which lines are in sight, half-open, so that the caller can fetch them. */
  onWindow?: (from: number, to: number) => void;
  /** True keeps the newest line in sight. */
  follow: boolean;
  /** Called with false when the user scrolls or moves up. */
  onFollowChange: (follow: boolean) => void;
  selection: RowSelection;
  onSelectionChange: (selection: RowSelection) => void;
  onPinClick?: (label: string) => void;
  /** Search text to mark, case-insensitive, literal. */
  highlight?: string | undefined;
  wrap?: boolean;
  /** Replaces copying of the selected lines. */
  onCopy?: (selection: RowSelection) => void;
  /** Opens the whole of a line: Enter, or the mark of one that is too long to draw. */
  onMore?: (line: number) => void;
  showTime?: boolean;
  showLevel?: boolean;
  emptyText: string;
  /** Any number that differs after `getLine` would answer differently. */
  revision?: number;
  handle?: Ref<LogListHandle>;
}

const overscan = 10;
const lineHeightBase = 22;

/** Log lines, any number of them. Selects whole lines; text inside one line can be marked too. */
export function LogList({
  label,
  lineCount,
  getLine,
  onWindow,
  follow,
  onFollowChange,
  selection,
  onSelectionChange,
  onPinClick,
  highlight,
  wrap = false,
  onCopy,
  onMore,
  showTime = true,
  showLevel = true,
  emptyText,
  revision = 0,
  handle,
}: LogListProps) {
  const { t } = useTranslation('ui');
  const { zoom } = useUi();
  const announce = useAnnounce();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const drawn = useRef<HTMLDivElement>(null);
  const drag = useRef<{ row: number; moved: boolean } | undefined>(undefined);
  const [dragging, setDragging] = useState(false);
  const rowHeight = lineHeightBase * zoom;

  const measured = (): MeasuredRow[] =>
    [...(drawn.current?.children ?? [])].map((child) => ({
      row: Number((child as HTMLElement).dataset['row']),
      height: child.getBoundingClientRect().height,
    }));

  const scroll = useRowScroller(scroller, {
    rowCount: lineCount,
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
    : windowAt(scroll.offset, scroll.geometry, wrap ? 0 : overscan);
  const { scrollTo } = scroll;

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
      layer.style.transform = `translateY(${shown.top}px)`;
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
    if (!atEnd && scroll.offset > 0 && shown.to === lineCount && top + height < viewport) {
      scrollTo(maximum);
    }
  });

  useEffect(() => {
    if (shown.to > shown.from) onWindow?.(shown.from, shown.to);
  }, [onWindow, shown.from, shown.to, revision]);

  const showLine = (line: number) => {
    const element = wrap
      ? drawn.current?.querySelector<HTMLElement>(`[data-row="${line}"]`)
      : undefined;
    const pane = scroller.current;
    if (!element || !pane) {
      if (wrap) scrollTo(line * rowHeight);
      else scroll.showRow(line);
      return;
    }
    const box = element.getBoundingClientRect();
    const area = pane.getBoundingClientRect();
    const rows = measured();
    const from = atEnd ? offsetAtEnd(rows, scroll.geometry.viewport, rowHeight) : scroll.offset;
    if (box.top < area.top) scrollTo(line * rowHeight);
    else if (box.bottom > area.top + pane.clientHeight) {
      scrollTo(movedBy(from, box.bottom - area.top - pane.clientHeight, rows, rowHeight));
    }
  };

  useImperativeHandle(handle, () => ({
    scrollToLine: (line: number) => {
      if (follow) onFollowChange(false);
      showLine(line);
    },
    focus: () => scroller.current?.focus(),
  }));

  const change = (next: RowSelection) => {
    onSelectionChange(next);
    if (next.focus === undefined) return;
    // Reading an older line means not following any more; the newest one may stay selected.
    if (follow && next.focus < lineCount - 1) onFollowChange(false);
    showLine(next.focus);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.altKey) return;
    if (event.key === 'Enter' && onMore && selection.focus !== undefined) {
      if (getLine(selection.focus)?.note) return;
      event.preventDefault();
      event.stopPropagation();
      onMore(selection.focus);
      return;
    }
    const page = Math.floor(scroll.geometry.viewport / rowHeight);
    const next = selectionAfterKey(
      selection,
      { key: event.key, shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey },
      lineCount,
      page,
    );
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    change(next);
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
      const line = getLine(row);
      if (line && !line.note) lines.push(line.text);
    }
    event.clipboardData.setData('text/plain', lines.join('\n'));
    announce(t('log.copied', { total: lines.length.toLocaleString('en-US') }));
  };

  const rowOf = (target: EventTarget | null): number | undefined => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : undefined;
    return row ? Number(row.dataset['row']) : undefined;
  };

  const onPointerDown = (event: PointerEvent) => {
    const row = rowOf(event.target);
    if (event.button !== 0 || row === undefined) return;
    if (event.target instanceof Element && event.target.closest('button')) return;
    if (event.shiftKey) {
      event.preventDefault();
      scroller.current?.focus();
      change(extendTo(selection, row));
    } else if (event.ctrlKey || event.metaKey) change(toggleRow(selection, row));
    else {
      change(selectRange(row, row));
      drag.current = { row, moved: false };
    }
  };

  const onPointerMove = (event: PointerEvent) => {
    const start = drag.current;
    if (!start) return;
    if ((event.buttons & 1) === 0) {
      drag.current = undefined;
      setDragging(false);
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
    if (row !== selection.focus) change(extendTo(selection, row));
  };

  const endDrag = () => {
    drag.current = undefined;
    setDragging(false);
  };

  const focusShown =
    selection.focus !== undefined && selection.focus >= shown.from && selection.focus < shown.to;

  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={lineCount}
      aria-multiselectable="true"
      aria-readonly="true"
      aria-activedescendant={focusShown ? `${id}-${selection.focus}` : undefined}
      className={cx(styles['scroller'], dragging && styles['dragging'])}
      onKeyDown={onKeyDown}
      onCopy={onClipboard}
      onMouseOver={(event) => titleOfCutText(event, '[data-text]')}
    >
      <div className={styles['spacer']} style={{ height: physicalHeight(scroll.geometry) }}>
        <div
          role="rowgroup"
          className={cx(styles['layer'], atEnd && styles['atEnd'])}
          style={{ height: scroll.geometry.viewport }}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={endDrag}
          onPointerCancel={endDrag}
        >
          <div ref={drawn} role="presentation">
            {Array.from({ length: shown.to - shown.from }, (_, position) => {
              const line = shown.from + position;
              const content = getLine(line);
              return (
                <LogLineView
                  key={line}
                  id={`${id}-${line}`}
                  index={line}
                  line={content}
                  pin={content?.pin}
                  selected={selectionHas(selection, line)}
                  focused={line === selection.focus}
                  highlight={highlight || undefined}
                  wrap={wrap}
                  showTime={showTime}
                  showLevel={showLevel}
                  onPinClick={onPinClick}
                  onMore={onMore}
                />
              );
            })}
          </div>
        </div>
      </div>
      {lineCount === 0 && <p className={styles['empty']}>{emptyText}</p>}
    </div>
  );
}
