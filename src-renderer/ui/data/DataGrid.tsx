import {
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useAnnounce } from '../overlay/LiveRegion';
import { useUi } from '../theme/UiProvider';
import { GridHead, type HeadActions } from './GridHead';
import { GridRowView, type CellTone } from './GridRowView';
import type { CellState, GridColumn, GridRow } from './grid-model';
import { physicalHeight, windowAt } from './scroll-model';
import {
  extendTo,
  selectionAfterKey,
  selectionHas,
  selectionSize,
  selectRange,
  toggleRow,
  type RowSelection,
} from './selection';
import { titleOfCutText } from './title';
import { useGridClipboard } from './use-grid-clipboard';
import { useGridColumns } from './use-grid-columns';
import { useRowScroller } from './useRowScroller';
import styles from './DataGrid.module.css';

export interface GridHandle {
  scrollToRow: (row: number) => void;
  /** Shows a cell and puts the keyboard on its column. */
  showCell: (row: number, column: number) => void;
  /** Column as wide as the rows at hand need. */
  fitColumn: (column: number) => void;
  focus: () => void;
}

export interface DataGridProps {
  label: string;
  columns: readonly GridColumn[];
  rowCount: number;
  /** A row that is at hand, or undefined while it is being fetched. */
  getRow: (row: number) => GridRow | undefined;
  /** Tells which rows are in sight, half-open, so that the caller can fetch them. */
  onWindow?: (from: number, to: number) => void;
  selection: RowSelection;
  onSelectionChange: (selection: RowSelection) => void;
  /** Numbers of the rows where they have their own, with the largest of them; else their places. */
  rowNumbers?: { of: (row: number) => number | undefined; largest: number };
  /** Rows that are in the case, with their evidence label. */
  rowMarks?: Pick<ReadonlyMap<number, string>, 'get' | 'size'>;
  cellTone?: (row: GridRow, column: number) => CellTone;
  /** What is said of a cell beside its text; `source` is its place in the row. */
  cellState?: (row: number, source: number) => CellState | undefined;
  /** So many of the first columns stay in sight. */
  frozen?: number;
  /** Makes heads order, filter and open menus; Alt+down opens that of the keyboard's column. */
  head?: HeadActions;
  /** Told where the keyboard is among the columns. */
  onActiveColumn?: (column: number) => void;
  /** Enter or double click, with the column the keyboard is on. */
  onActivateRow?: (row: number, column: number) => void;
  /** Right click on a cell, or the menu key. */
  onCellMenu?: (row: number, column: number, at: { x: number; y: number }) => void;
  /** Copies one cell instead of its text at hand. */
  onCopyCell?: (row: number, column: number) => void;
  /** Replaces copying of the selected rows as tab-separated text. */
  onCopy?: (selection: RowSelection) => void;
  /** One sentence for a result without rows. */
  emptyText: string;
  /** Any number that differs after `getRow` would answer differently. */
  revision?: number;
  handle?: Ref<GridHandle>;
}

const overscan = 6;
const rowHeightBase = 26;
const headHeightBase = 28;
/** Of the menu and the arrow in a head. */
const headMenuRoom = 40;

/**
 * Result rows, any number of them: fetches, draws and scrolls only what is in sight. Arrow keys
 * move, Shift extends, Ctrl+A selects all, Ctrl+C copies the rows, or the cell when no row is
 * selected; Alt+left and Alt+right change the width of the column.
 */
export function DataGrid({
  label,
  columns,
  rowCount,
  getRow,
  onWindow,
  selection,
  onSelectionChange,
  rowNumbers,
  rowMarks,
  cellTone,
  cellState,
  frozen = 0,
  head,
  onActiveColumn,
  onActivateRow,
  onCellMenu,
  onCopyCell,
  onCopy,
  emptyText,
  revision = 0,
  handle,
}: DataGridProps) {
  const { t } = useTranslation('ui');
  const { zoom } = useUi();
  const announce = useAnnounce();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [activeColumn, setColumn] = useState(0);
  const setActiveColumn = (column: number) => {
    setColumn(column);
    onActiveColumn?.(column);
  };
  const dragging = useRef(false);

  const rowHeight = rowHeightBase * zoom;
  const headHeight = headHeightBase * zoom;
  const scroll = useRowScroller(scroller, { rowCount, rowHeight, headerHeight: headHeight });
  const shown = windowAt(scroll.offset, scroll.geometry, overscan);

  const numberWidth =
    (Math.max(3, (rowNumbers?.largest ?? rowCount).toLocaleString('en-US').length) * 6.6 +
      18 +
      (rowMarks?.size ? 36 : 0)) *
    zoom;
  const { edges, visible, frozenWidth, resize, fit } = useGridColumns({
    columns,
    rowCount,
    getRow,
    firstRow: shown.from,
    headRoom: head ? headMenuRoom : 0,
    frozen,
    numberWidth,
    zoom,
    scrollLeft: scroll.scrollLeft,
    width: scroll.width,
  });
  const total = numberWidth + (edges.at(-1) ?? 0);

  useEffect(() => {
    if (shown.to > shown.from) onWindow?.(shown.from, shown.to);
  }, [onWindow, shown.from, shown.to, revision]);

  const change = (next: RowSelection) => {
    onSelectionChange(next);
    if (next.focus !== undefined) scroll.showRow(next.focus);
  };

  const moveColumn = (column: number) => {
    const next = Math.min(columns.length - 1, Math.max(0, column));
    setActiveColumn(next);
    const element = scroller.current;
    const left = edges[next] ?? 0;
    const right = edges[next + 1] ?? 0;
    if (!element || next < frozen) return;
    if (left < element.scrollLeft + frozenWidth) element.scrollLeft = left - frozenWidth;
    else if (right > element.scrollLeft + element.clientWidth - numberWidth) {
      element.scrollLeft = right - element.clientWidth + numberWidth;
    }
  };

  const fitColumn = (column: number) => {
    const sample: GridRow[] = [];
    for (let row = shown.from; row < shown.to; row += 1) {
      const values = getRow(row);
      if (values) sample.push(values);
    }
    fit(column, sample);
  };

  useImperativeHandle(handle, () => ({
    scrollToRow: scroll.showRow,
    showCell: (row, column) => {
      scroll.showRow(row);
      moveColumn(column);
    },
    fitColumn,
    focus: () => scroller.current?.focus(),
  }));

  /** Opens a menu under the head or the cell that the keyboard is on. */
  const menuByKey = (ofHead: boolean) => {
    const found = scroller.current?.querySelector(
      ofHead
        ? `[data-head="${activeColumn}"]`
        : `[data-row="${selection.focus}"] [data-column="${activeColumn}"]`,
    );
    const box = found?.getBoundingClientRect();
    if (!box) return;
    const at = { x: box.left, y: box.bottom };
    if (ofHead) head?.onMenu(activeColumn, at);
    else if (selection.focus !== undefined) onCellMenu?.(selection.focus, activeColumn, at);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (head && event.altKey && event.key === 'ArrowDown') menuByKey(true);
    else if (
      onCellMenu &&
      (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10'))
    ) {
      menuByKey(false);
    } else if (event.altKey) {
      const step = { ArrowRight: 16, ArrowLeft: -16 }[event.key];
      if (step === undefined || columns.length === 0) return;
      const width = (edges[activeColumn + 1] ?? 0) - (edges[activeColumn] ?? 0);
      resize(activeColumn, width + step * zoom);
    } else if (event.key === 'ArrowRight') moveColumn(activeColumn + 1);
    else if (event.key === 'ArrowLeft') moveColumn(activeColumn - 1);
    else if (event.key === 'Enter' && onActivateRow && selection.focus !== undefined) {
      if (event.ctrlKey || event.metaKey) return;
      onActivateRow(selection.focus, activeColumn);
    } else {
      const page = Math.floor(scroll.geometry.viewport / rowHeight);
      const ctrl = event.ctrlKey || event.metaKey;
      const next = selectionAfterKey(
        selection,
        { key: event.key, shift: event.shiftKey, ctrl },
        rowCount,
        page,
      );
      if (!next) return;
      change(next);
      const size = selectionSize(next);
      if (size > 1) announce(t('grid.selected', { total: size.toLocaleString('en-US') }));
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const onClipboard = useGridClipboard({
    columns,
    getRow,
    selection,
    activeColumn,
    onCopyCell,
    onCopy,
  });

  const rowUnder = (event: { clientY: number }): number | undefined => {
    const layer = scroller.current?.getBoundingClientRect();
    if (!layer || rowCount === 0) return undefined;
    const within = event.clientY - layer.top - headHeight;
    return Math.min(rowCount - 1, Math.max(0, Math.floor((scroll.offset + within) / rowHeight)));
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const rowElement = event.target.closest<HTMLElement>('[data-row]');
    if (!rowElement || event.target.closest('button')) return;
    const row = Number(rowElement.dataset['row']);
    const column = event.target.closest<HTMLElement>('[data-column]')?.dataset['column'];
    if (column !== undefined) setActiveColumn(Number(column));
    if (event.shiftKey) change(extendTo(selection, row));
    else if (event.ctrlKey || event.metaKey) change(toggleRow(selection, row));
    else {
      change(selectRange(row, row));
      dragging.current = true;
      event.currentTarget.setPointerCapture(event.pointerId);
    }
  };

  const focusId =
    selection.focus !== undefined && selection.focus >= shown.from && selection.focus < shown.to
      ? `${id}-${selection.focus}`
      : undefined;

  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={
        focusId && activeColumn >= visible.from && activeColumn < visible.to
          ? `${focusId}-${activeColumn}`
          : focusId
      }
      className={styles['scroller']}
      onKeyDown={onKeyDown}
      onCopy={onClipboard}
      onMouseOver={(event) => titleOfCutText(event, '[data-column]')}
    >
      <div
        className={styles['spacer']}
        style={{ width: total, height: physicalHeight(scroll.geometry) + headHeight }}
      >
        <GridHead
          columns={columns}
          edges={edges}
          from={visible.from}
          to={visible.to}
          frozen={frozen}
          numberWidth={numberWidth}
          actions={head}
          activeColumn={head ? activeColumn : undefined}
          onResize={resize}
          onFit={fitColumn}
        />
        <div
          role="rowgroup"
          className={styles['layer']}
          style={{ top: headHeight, height: scroll.geometry.viewport }}
          onPointerDown={onPointerDown}
          onPointerMove={(event) => {
            const row = dragging.current ? rowUnder(event) : undefined;
            if (row !== undefined && row !== selection.focus) change(extendTo(selection, row));
          }}
          onLostPointerCapture={() => {
            dragging.current = false;
          }}
          onContextMenu={(event) => {
            if (!onCellMenu || !(event.target instanceof Element)) return;
            const row = rowUnder(event);
            const cell = event.target.closest<HTMLElement>('[data-column]')?.dataset['column'];
            if (row === undefined || cell === undefined) return;
            event.preventDefault();
            setActiveColumn(Number(cell));
            if (!selectionHas(selection, row)) onSelectionChange(selectRange(row, row));
            onCellMenu(row, Number(cell), { x: event.clientX, y: event.clientY });
          }}
          onDoubleClick={() => {
            if (selection.focus !== undefined) onActivateRow?.(selection.focus, activeColumn);
          }}
        >
          <div style={{ transform: `translateY(${shown.top}px)` }}>
            {Array.from({ length: shown.to - shown.from }, (_, position) => {
              const row = shown.from + position;
              return (
                <GridRowView
                  key={row}
                  id={`${id}-${row}`}
                  index={row}
                  number={rowNumbers ? rowNumbers.of(row) : row + 1}
                  row={getRow(row)}
                  columns={columns}
                  edges={edges}
                  from={visible.from}
                  to={visible.to}
                  numberWidth={numberWidth}
                  frozen={frozen}
                  selected={selectionHas(selection, row)}
                  activeColumn={row === selection.focus ? activeColumn : undefined}
                  mark={rowMarks?.get(row)}
                  cellTone={cellTone}
                  cellState={cellState}
                />
              );
            })}
          </div>
        </div>
      </div>
      {rowCount === 0 && <p className={styles['empty']}>{emptyText}</p>}
    </div>
  );
}
