import {
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  type MouseEvent,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../cx';
import { useUi } from '../theme/UiProvider';
import { LineLayout, sameLine } from './line-layout';
import { LogLineView, type LogColumns, type LogLine, type LogWords } from './LogLineView';
import { LogSideways, type SidewaysHandle } from './LogSideways';
import { maximumOffset, physicalHeight, windowAt, endWindow } from './scroll-model';
import { selectionHas, type RowSelection } from './selection';
import { movedBy, offsetAtEnd, type MeasuredRow } from './uneven-rows';
import { titleOfCutText } from './title';
import { useLineSelection } from './use-line-selection';
import { useRowScroller } from './useRowScroller';
import styles from './LogList.module.css';

export interface LogListHandle {
  /** Brings a row into sight; `middle` puts it there when it is not in sight. */
  scrollToRow: (row: number, where?: 'nearest' | 'middle' | 'top') => void;
  /** The row that is first in sight. */
  topRow: () => number;
  focus: () => void;
}

export interface LogListProps {
  label: string;
  /** Rows of one line each, from 0; `layout` says more. */
  lineCount?: number;
  /** Which rows there are and how many lines they take. Keep it while nothing changes. */
  layout?: LineLayout | undefined;
  /**
   * A line that is at hand, or undefined while it is being fetched. Give the same object while
   * nothing about the line changes.
   */
  getLine: (line: number) => LogLine | undefined;
  /** Tells which lines are in sight, half-open, so that the caller can fetch them. */
  onWindow?: (from: number, to: number) => void;
  /** True keeps the newest line in sight. */
  follow: boolean;
  /** Called with false when the user scrolls or moves up. */
  onFollowChange: (follow: boolean) => void;
  /** Rows by their number. */
  selection: RowSelection;
  onSelectionChange: (selection: RowSelection) => void;
  onPinClick?: ((label: string) => void) | undefined;
  /** Search text to mark, case-insensitive, literal, in lines that say nothing of spans. */
  highlight?: string | undefined;
  wrap?: boolean;
  /** Replaces copying of the selected lines. */
  onCopy?: ((selection: RowSelection) => void) | undefined;
  /** Opens the whole of a row: Enter, or the mark of one that is too long to draw. */
  onMore?: ((row: number) => void) | undefined;
  /** The fold badge of a line was pressed. */
  onFold?: ((line: number) => void) | undefined;
  /** Right click or menu key, in CSS pixels of the window. */
  onMenu?: ((at: { x: number; y: number }) => void) | undefined;
  showTime?: boolean;
  showLevel?: boolean;
  showNumber?: boolean;
  /** Characters of the time column. */
  timeCharacters?: number;
  /** Names of the sources, in the order of `lane`; none or one draws no lanes. */
  lanes?: readonly string[];
  emptyText: string;
  /** Any number that differs after `getLine` would answer differently. */
  revision?: number;
  handle?: Ref<LogListHandle>;
}

/** Few: what comes into sight is drawn within the scroll event itself. */
const overscan = 3;
const lineHeightBase = 22;
const noLanes: readonly string[] = [];
const sidewaysStep = 120;
const countFormat = new Intl.NumberFormat('en-US');

/** Log lines, any number of them. Selects whole rows; text inside one line can be marked too. */
export function LogList({
  label,
  lineCount = 0,
  layout: givenLayout,
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
  onFold,
  onMenu,
  showTime = true,
  showLevel = true,
  showNumber = false,
  timeCharacters = 12,
  lanes = noLanes,
  emptyText,
  revision = 0,
  handle,
}: LogListProps) {
  const { t } = useTranslation('ui');
  const { zoom } = useUi();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const drawn = useRef<HTMLDivElement>(null);
  const sideways = useRef<SidewaysHandle>(null);
  const rowHeight = lineHeightBase * zoom;
  const layout = useMemo(
    () => givenLayout ?? new LineLayout(0, lineCount),
    [givenLayout, lineCount],
  );
  const words = useMemo<LogWords>(
    () => ({
      levels: {
        fatal: t('level.fatal'),
        error: t('level.error'),
        warn: t('level.warn'),
        info: t('level.info'),
        debug: t('level.debug'),
        trace: t('level.trace'),
      },
      more: (left) => t('log.more', { total: countFormat.format(left) }),
      bookmark: t('log.bookmark'),
    }),
    [t],
  );
  const columns = useMemo<LogColumns>(
    () => ({ number: showNumber, time: showTime, level: showLevel }),
    [showNumber, showTime, showLevel],
  );

  const measured = (): MeasuredRow[] =>
    [...(drawn.current?.children ?? [])].map((child) => ({
      row: Number((child as HTMLElement).dataset['line']),
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
    : windowAt(scroll.offset, scroll.geometry, wrap ? 0 : overscan);
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
    if (!atEnd && scroll.offset > 0 && shown.to === layout.lines && top + height < viewport) {
      scrollTo(maximum);
    }
  });

  useEffect(() => {
    if (shown.to > shown.from) onWindow?.(shown.from, shown.to);
  }, [onWindow, shown.from, shown.to, revision]);

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
    const element = wrap
      ? drawn.current?.querySelector<HTMLElement>(`[data-line="${line}"]`)
      : undefined;
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

  useImperativeHandle(handle, () => ({
    scrollToRow: (row, where) => {
      if (follow) onFollowChange(false);
      showRow(row, where);
    },
    topRow: () =>
      layout.at(Math.min(layout.lines - 1, Math.max(0, Math.round(currentOffset() / rowHeight))))
        .row,
    focus: () => scroller.current?.focus(),
  }));

  const lastRow = layout.firstRow + layout.rows - 1;
  const change = (next: RowSelection) => {
    onSelectionChange(next);
    if (next.focus === undefined) return;
    // Reading an older line means not following any more; the newest one may stay selected.
    if (follow && next.focus < lastRow) onFollowChange(false);
    showRow(next.focus);
  };
  const chosen = useLineSelection({
    scroller,
    layout,
    getLine,
    selection,
    onChange: change,
    page: Math.floor(scroll.geometry.viewport / rowHeight),
    onMore,
    onCopy,
  });

  const onContextMenu = (event: MouseEvent) => {
    if (!onMenu) return;
    event.preventDefault();
    const area = scroller.current?.getBoundingClientRect();
    // The menu key says no place: below the focused row then.
    const byKey = event.button !== 2;
    const focused =
      byKey && selection.focus !== undefined
        ? drawn.current?.querySelector(`[data-row="${selection.focus}"]`)?.getBoundingClientRect()
        : undefined;
    onMenu(
      byKey
        ? { x: (area?.left ?? 0) + 120, y: focused?.bottom ?? area?.top ?? 0 }
        : { x: event.clientX, y: event.clientY },
    );
  };

  // Lines that leave give their elements to those that come: more than can be drawn at once.
  const pool = Math.ceil(scroll.geometry.viewport / rowHeight) + 2 * overscan + 2;
  const focusLine = selection.focus === undefined ? undefined : layout.lineOf(selection.focus);
  const focusShown = focusLine !== undefined && focusLine >= shown.from && focusLine < shown.to;

  return (
    <div className={styles['frame']}>
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={layout.lines}
        aria-multiselectable="true"
        aria-readonly="true"
        aria-activedescendant={focusShown ? `${id}-${focusLine}` : undefined}
        className={cx(styles['scroller'], chosen.dragging && styles['dragging'])}
        style={{ ['--time-characters' as string]: timeCharacters }}
        {...chosen.grid}
        onKeyDown={(event) => {
          if (!wrap && event.shiftKey && /^Arrow(Left|Right)$/.test(event.key)) {
            event.preventDefault();
            event.stopPropagation();
            sideways.current?.moveBy(event.key === 'ArrowLeft' ? -sidewaysStep : sidewaysStep);
          } else chosen.grid.onKeyDown(event);
        }}
        onWheel={(event) => {
          const across = event.deltaX === 0 && event.shiftKey ? event.deltaY : event.deltaX;
          if (!wrap && across !== 0) sideways.current?.moveBy(across);
        }}
        onContextMenu={onContextMenu}
        onMouseOver={(event) => titleOfCutText(event, '[data-text]')}
      >
        <div className={styles['spacer']} style={{ height: physicalHeight(scroll.geometry) }}>
          <div
            role="rowgroup"
            className={cx(styles['layer'], atEnd && styles['atEnd'])}
            style={{ height: scroll.geometry.viewport }}
            {...chosen.rows}
          >
            <div ref={drawn} role="presentation">
              {Array.from({ length: shown.to - shown.from }, (_, position) => {
                const line = shown.from + position;
                const { row, part } = layout.at(line);
                const own = part >= 0;
                return (
                  <LogLineView
                    key={line % pool}
                    id={`${id}-${line}`}
                    index={line}
                    row={own ? row : undefined}
                    line={getLine(line)}
                    selected={own && selectionHas(selection, row)}
                    focused={part === 0 && row === selection.focus}
                    highlight={highlight || undefined}
                    wrap={wrap}
                    columns={columns}
                    lanes={lanes}
                    words={words}
                    onPinClick={onPinClick}
                    onMore={onMore}
                    onFold={onFold}
                  />
                );
              })}
            </div>
          </div>
        </div>
        {layout.lines === 0 && <p className={styles['empty']}>{emptyText}</p>}
      </div>
      {!wrap && (
        <LogSideways
          content={drawn}
          revision={`${shown.from} ${shown.to} ${revision} ${scroll.width}`}
          handle={sideways}
        />
      )}
    </div>
  );
}
