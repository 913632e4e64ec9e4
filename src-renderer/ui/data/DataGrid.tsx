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
import { flushSync } from 'react-dom';
import { useUi } from '../theme/UiProvider';
import { GridHead } from './GridHead';
import { GridParts, useRowParts } from './GridParts';
import type { GridRow } from './grid-model';
import type { DataGridProps } from './grid-props';
import { GridPane } from './grid-pane';
import { selectColumns, type GridSelection } from './grid-selection';
import { physicalHeight } from './scroll-model';
import { titleOfCutText } from './title';
import { useGridClipboard } from './use-grid-clipboard';
import { useGridColumns } from './use-grid-columns';
import { useGridKeys } from './use-grid-keys';
import { useGridPointer } from './use-grid-pointer';
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
  const [pane] = useState(() => new GridPane());
  const [size, setSize] = useState(pane.scroll.size);
  const [scrollLeft, setScrollLeft] = useState(0);

  const numberWidth =
    (Math.max(3, (rowNumbers?.largest ?? rowCount).toLocaleString('en-US').length) * 6.6 +
      18 +
      (rowMarks?.size ? 36 : 0)) *
    zoom;
  const { edges, visible, frozenWidth, resize, fit } = useGridColumns({
    columns,
    rowCount,
    getRow,
    firstRow: pane.shown.from,
    headRoom: head ? headMenuRoom : 0,
    frozen,
    numberWidth,
    zoom,
    scrollLeft,
    width: size.width,
  });

  useEffect(() => pane.want(), [pane, onWindow, revision]);
  useEffect(() => {
    onColumns?.(visible.from, visible.to);
  }, [onColumns, visible.from, visible.to]);

  const parts = useRowParts(templates);
  useLayoutEffect(() => {
    pane.show({
      id,
      extent: { rowCount, rowHeight, headerHeight: headHeight },
      onWindow,
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
  useLayoutEffect(() => {
    if (!scroller.current || !rows.current) return;
    return pane.attach(scroller.current, rows.current, {
      sideways: (left) => flushSync(() => setScrollLeft(left)),
      resized: setSize,
    });
  }, [pane, headHeight]);

  const change = (next: GridSelection) => {
    onSelectionChange(next);
    if (next.focus !== undefined) pane.showRow(next.focus);
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
    const { from, to } = pane.shown;
    for (let row = from; row < to; row += 1) {
      const values = getRow(row);
      if (values) sample.push(values);
    }
    fit(column, sample);
  };
  useImperativeHandle(handle, () => ({
    scrollToRow: (row) => pane.showRow(row),
    showCell: (row, column) => {
      pane.showRow(row);
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
          : `[aria-rowindex="${(selection.focus ?? -1) + 2}"] [data-column="${activeColumn}"]`,
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
    page: pane.page,
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
      const row = Math.floor((pane.scroll.offset + clientY - box.top - headHeight) / rowHeight);
      const within = clientX - box.left - numberWidth;
      const along = within < frozenWidth ? within : within + pane.scroll.scrollLeft;
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

  const height = physicalHeight({ rowCount, rowHeight, viewport: size.viewport }) + headHeight;
  const whole = useMemo(
    () => ({ width: numberWidth + (edges.at(-1) ?? 0), height }),
    [numberWidth, edges, height],
  );
  return (
    <div className={styles['frame']}>
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        className={styles['scroller']}
        data-sideways={scrollLeft > 0 || undefined}
        onKeyDown={onKeyDown}
        onCopy={onClipboard}
        onMouseOver={(event) => titleOfCutText(event, '[data-column]')}
      >
        <div className={styles['spacer']} style={whole}>
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
            style={{ top: headHeight, height: size.viewport }}
            {...onPointer}
          >
            <div ref={rows} className={styles['rows']} />
          </div>
        </div>
        <GridParts ref={templates} />
        {rowCount === 0 && <p className={styles['empty']}>{emptyText}</p>}
      </div>
    </div>
  );
}
