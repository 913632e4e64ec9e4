import {
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type PointerEvent,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useAnnounce } from '../overlay/LiveRegion';
import { useToast } from '../overlay/toast';
import { useUi } from '../theme/UiProvider';
import { GridHead } from './GridHead';
import { GridRowView, type CellTone } from './GridRowView';
import {
  cellText,
  columnEdges,
  columnsWithin,
  columnWidths,
  rowsAsTsv,
  type GridColumn,
  type GridRow,
} from './grid-model';
import { physicalHeight, windowAt } from './scroll-model';
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
import { titleOfCutText } from './title';
import { useRowScroller } from './useRowScroller';
import styles from './DataGrid.module.css';

export interface GridHandle {
  scrollToRow: (row: number) => void;
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
  rowMarks?: ReadonlyMap<number, string>;
  cellTone?: (row: GridRow, column: number) => CellTone;
  /** Enter or double click. */
  onActivateRow?: (row: number) => void;
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
/** In CSS pixels before zoom. */
const narrowestColumn = 40;

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
  onActivateRow,
  onCopy,
  emptyText,
  revision = 0,
  handle,
}: DataGridProps) {
  const { t } = useTranslation('ui');
  const { zoom } = useUi();
  const announce = useAnnounce();
  const toast = useToast();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [resized, setResized] = useState<{ of: unknown; widths: Record<number, number> }>();
  const [activeColumn, setActiveColumn] = useState(0);
  const dragging = useRef(false);

  const rowHeight = rowHeightBase * zoom;
  const headHeight = headHeightBase * zoom;
  const scroll = useRowScroller(scroller, { rowCount, rowHeight, headerHeight: headHeight });
  const shown = windowAt(scroll.offset, scroll.geometry, overscan);

  // Widths come from the first rows at hand and then stay, or columns would jump while scrolling.
  const sampled = rowCount > 0 && getRow(0) !== undefined;
  const automatic = useMemo(() => {
    const sample: GridRow[] = [];
    for (let row = 0; row < Math.min(rowCount, 40); row += 1) {
      const values = getRow(row);
      if (values) sample.push(values);
    }
    return columnWidths(columns, sample);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [columns, sampled]);
  const overrides = resized?.of === columns ? resized.widths : undefined;
  const edges = useMemo(
    () => columnEdges(automatic.map((width, index) => (overrides?.[index] ?? width) * zoom)),
    [automatic, overrides, zoom],
  );
  const numberWidth =
    (Math.max(3, (rowNumbers?.largest ?? rowCount).toLocaleString('en-US').length) * 6.6 +
      18 +
      (rowMarks?.size ? 36 : 0)) *
    zoom;
  const total = numberWidth + (edges.at(-1) ?? 0);
  const visible = columnsWithin(
    edges,
    scroll.scrollLeft,
    scroll.scrollLeft + Math.max(0, scroll.width - numberWidth) + 80,
  );

  useEffect(() => {
    if (shown.to > shown.from) onWindow?.(shown.from, shown.to);
  }, [onWindow, shown.from, shown.to, revision]);

  useImperativeHandle(
    handle,
    () => ({ scrollToRow: scroll.showRow, focus: () => scroller.current?.focus() }),
    [scroll.showRow],
  );

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
    if (!element) return;
    if (left < element.scrollLeft) element.scrollLeft = left;
    else if (right > element.scrollLeft + element.clientWidth - numberWidth) {
      element.scrollLeft = right - element.clientWidth + numberWidth;
    }
  };

  const resize = (column: number, width: number) => {
    const next = Math.max(narrowestColumn, width / zoom);
    setResized({ of: columns, widths: { ...overrides, [column]: next } });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.altKey) {
      const step = { ArrowRight: 16, ArrowLeft: -16 }[event.key];
      if (step === undefined || columns.length === 0) return;
      const width = (edges[activeColumn + 1] ?? 0) - (edges[activeColumn] ?? 0);
      resize(activeColumn, width + step * zoom);
    } else if (event.key === 'ArrowRight') moveColumn(activeColumn + 1);
    else if (event.key === 'ArrowLeft') moveColumn(activeColumn - 1);
    else if (event.key === 'Enter' && onActivateRow && selection.focus !== undefined) {
      if (event.ctrlKey || event.metaKey) return;
      onActivateRow(selection.focus);
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

  const onClipboard = (event: ClipboardEvent) => {
    const size = selectionSize(selection);
    let text: string;
    if (size === 0) {
      const row = selection.focus === undefined ? undefined : getRow(selection.focus);
      if (!row) return;
      text = cellText(row[activeColumn]) ?? '';
    } else if (onCopy) {
      event.preventDefault();
      onCopy(selection);
      return;
    } else {
      const rows: GridRow[] = [];
      for (const index of selectionRows(selection)) {
        const row = getRow(index);
        if (row) rows.push(row);
      }
      text = rowsAsTsv(rows, columns.length);
      const counts = {
        copied: rows.length.toLocaleString('en-US'),
        total: size.toLocaleString('en-US'),
      };
      if (rows.length < size) toast.show({ tone: 'warn', title: t('grid.copiedPartly', counts) });
      else announce(t('grid.copied', counts));
    }
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  };

  const rowUnder = (event: PointerEvent): number | undefined => {
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
          numberWidth={numberWidth}
          onResize={resize}
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
          onDoubleClick={() => {
            if (selection.focus !== undefined) onActivateRow?.(selection.focus);
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
                  selected={selectionHas(selection, row)}
                  activeColumn={row === selection.focus ? activeColumn : undefined}
                  mark={rowMarks?.get(row)}
                  cellTone={cellTone}
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
