import {
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useUi } from '../theme/UiProvider';
import { GridHead } from './GridHead';
import { GridParts, useRowParts } from './GridParts';
import type { GridRow } from './grid-model';
import type { DataGridProps } from './grid-props';
import { GridRows } from './grid-rows';
import { selectColumns, type GridSelection } from './grid-selection';
import { physicalHeight, windowAt } from './scroll-model';
import { titleOfCutText } from './title';
import { useGridClipboard } from './use-grid-clipboard';
import { useGridColumns } from './use-grid-columns';
import { useGridKeys } from './use-grid-keys';
import { useGridPointer } from './use-grid-pointer';
import { useRowScroller } from './useRowScroller';
import styles from './DataGrid.module.css';

const rowHeightBase = 26;
const headHeightBase = 28;
/** Of the menu and the arrow in a head. */
const headMenuRoom = 48;

/**
 * Result rows, any number of them: fetches, draws and scrolls only what is in sight. Arrow keys
 * move, Shift extends, Ctrl+A selects all, Ctrl+C copies what is selected, or the cell when
 * nothing is; Alt+left and Alt+right change the width of the column.
 */
export function DataGrid({
  label,
  columns,
  rowCount,
  getRow,
  onWindow,
  onColumns,
  selection,
  onSelectionChange,
  cells = false,
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
  const { zoom } = useUi();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const templates = useRef<HTMLDivElement>(null);
  const [activeColumn, setColumn] = useState(0);

  const rowHeight = rowHeightBase * zoom;
  const headHeight = headHeightBase * zoom;
  const scroll = useRowScroller(scroller, { rowCount, rowHeight, headerHeight: headHeight });
  // What comes into sight is drawn within the scroll event itself.
  const shown = windowAt(scroll.offset, scroll.geometry, 0);

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

  useEffect(() => {
    if (shown.to > shown.from) onWindow?.(shown.from, shown.to);
  }, [onWindow, shown.from, shown.to, revision]);
  useEffect(() => {
    onColumns?.(visible.from, visible.to);
  }, [onColumns, visible.from, visible.to]);

  const parts = useRowParts(templates);
  const drawer = useRef<GridRows | null>(null);
  useLayoutEffect(() => {
    if (!rows.current) return;
    drawer.current ??= new GridRows(rows.current);
    drawer.current.draw({
      id,
      shown,
      getRow,
      numberOf: rowNumbers ? rowNumbers.of : (row) => row + 1,
      columns,
      edges,
      visible,
      frozen,
      numberWidth,
      zoom,
      selection,
      cells,
      activeColumn,
      markOf: (row) => rowMarks?.get(row),
      cellTone,
      cellState,
      parts,
    });
  });

  const change = (next: GridSelection) => {
    onSelectionChange(next);
    if (next.focus !== undefined) scroll.showRow(next.focus);
  };
  const setActiveColumn = (column: number) => {
    setColumn(column);
    onActiveColumn?.(column);
  };
  /** Puts the keyboard on a column and shows it. */
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
  const menuByKey = (of: 'head' | 'cell'): boolean => {
    if (of === 'head' ? !head : !onCellMenu) return false;
    const box = scroller.current
      ?.querySelector(
        of === 'head'
          ? `[data-head="${activeColumn}"]`
          : `[data-row="${selection.focus}"] [data-column="${activeColumn}"]`,
      )
      ?.getBoundingClientRect();
    if (!box) return true;
    const at = { x: box.left, y: box.bottom };
    if (of === 'head') head?.onMenu(activeColumn, at);
    else if (selection.focus !== undefined) onCellMenu?.(selection.focus, activeColumn, at);
    return true;
  };
  const activate = () => {
    if (selection.focus !== undefined) onActivateRow?.(selection.focus, activeColumn);
  };
  const onKeyDown = useGridKeys({
    selection,
    cells,
    rowCount,
    columnCount: columns.length,
    page: Math.floor(scroll.geometry.viewport / rowHeight),
    column: activeColumn,
    onChange: change,
    onColumn: moveColumn,
    onWiden: (by) => {
      const width = (edges[activeColumn + 1] ?? 0) - (edges[activeColumn] ?? 0);
      resize(activeColumn, width + by * zoom);
    },
    onMenu: menuByKey,
    onActivate: onActivateRow && selection.focus !== undefined ? activate : undefined,
  });
  const onClipboard = useGridClipboard({
    columns,
    getRow,
    selection,
    activeColumn,
    onCopyCell,
    onCopy,
  });
  const onPointer = useGridPointer({
    selection,
    cells,
    placeUnder: ({ clientX, clientY }) => {
      const box = scroller.current?.getBoundingClientRect();
      if (!box || rowCount === 0) return undefined;
      const row = Math.floor((scroll.offset + clientY - box.top - headHeight) / rowHeight);
      const within = clientX - box.left - numberWidth;
      const along = within < frozenWidth ? within : within + scroll.scrollLeft;
      const next = edges.findIndex((edge) => edge > along);
      return {
        row: Math.min(rowCount - 1, Math.max(0, row)),
        column: next < 0 ? columns.length - 1 : Math.max(0, next - 1),
      };
    },
    onChange: change,
    onColumn: cells ? moveColumn : setActiveColumn,
    onCellMenu,
    onActivate: onActivateRow ? activate : undefined,
    layer,
  });

  // The head is drawn again only where something of it differs, not with every frame of scrolling.
  const latest = useRef({ resize, fitColumn, selection, rowCount, change, moveColumn });
  useLayoutEffect(() => {
    latest.current = { resize, fitColumn, selection, rowCount, change, moveColumn };
  });
  const onResize = useCallback((at: number, width: number) => latest.current.resize(at, width), []);
  const onFit = useCallback((at: number) => latest.current.fitColumn(at), []);
  const onChoose = useCallback((at: number, extend: boolean) => {
    const now = latest.current;
    const anchor = extend ? (now.selection.span?.[0] ?? at) : at;
    now.moveColumn(at);
    now.change(selectColumns(anchor, at, now.rowCount, now.selection));
    scroller.current?.focus();
  }, []);

  const { focus } = selection;
  const focusId =
    focus !== undefined && focus >= shown.from && focus < shown.to ? `${id}-${focus}` : undefined;
  const columnInSight =
    activeColumn < frozen || (activeColumn >= visible.from && activeColumn < visible.to);
  const height = physicalHeight(scroll.geometry) + headHeight;
  const size = useMemo(
    () => ({ width: numberWidth + (edges.at(-1) ?? 0), height }),
    [numberWidth, edges, height],
  );
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={focusId && columnInSight ? `${focusId}-${activeColumn}` : focusId}
      className={styles['scroller']}
      data-sideways={scroll.scrollLeft > 0 || undefined}
      onKeyDown={onKeyDown}
      onCopy={onClipboard}
      onMouseOver={(event) => titleOfCutText(event, '[data-column]')}
    >
      <div className={styles['spacer']} style={size}>
        <GridHead
          columns={columns}
          edges={edges}
          from={visible.from}
          to={visible.to}
          frozen={frozen}
          numberWidth={numberWidth}
          actions={head}
          activeColumn={head ? activeColumn : undefined}
          onChoose={cells ? onChoose : undefined}
          onResize={onResize}
          onFit={onFit}
        />
        <div
          ref={layer}
          role="rowgroup"
          className={styles['layer']}
          style={{ top: headHeight, height: scroll.geometry.viewport }}
          {...onPointer}
        >
          <div ref={rows} className={styles['rows']} />
        </div>
      </div>
      <GridParts ref={templates} />
      {rowCount === 0 && <p className={styles['empty']}>{emptyText}</p>}
    </div>
  );
}
