import { useCallback, useImperativeHandle, useMemo, useRef, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultState } from '../../../src-main/contract/index';
import {
  DataGrid,
  type CellState,
  type GridHandle,
  type GridSelection,
  type HeadActions,
} from '../../ui/index';
import { useRowPages, type Arrangement, type ResultRow } from './result-rows';
import type { RowChanges } from './runs/row-changes';
import { isPlain, nextOrder, shownColumns, sortedBy, type ColumnLayout } from './result-view';
import { isRunning } from './use-run';

export interface ResultGridHandle extends GridHandle {
  /** A row that is at hand, by its position in the view. */
  rowAt: (position: number) => ResultRow | undefined;
}

export interface Place {
  x: number;
  y: number;
}

/** The rows of a result. It alone is drawn again when rows come into sight. */
export function ResultGrid({
  result,
  name,
  arrangement,
  layout,
  selection,
  findText,
  marks,
  changes,
  onSelection,
  onView,
  onColumn,
  onOpenCell,
  onColumnMenu,
  onCellMenu,
  onCopy,
  onCopyCell,
  handle,
}: {
  result: ResultState;
  name: string;
  arrangement: Arrangement;
  layout: ColumnLayout;
  selection: GridSelection;
  /** Marked in the cells. */
  findText: string;
  /** Labels of rows in the case, by their numbers in the result. */
  marks: ReadonlyMap<number, string>;
  /** What differs from the run before. */
  changes: RowChanges | undefined;
  onSelection: (selection: GridSelection) => void;
  onView: (view: Arrangement['view']) => void;
  /** Columns are told by their places in the result from here on. */
  onColumn: (column: number | undefined) => void;
  onOpenCell: (row: number, column: number) => void;
  onColumnMenu: (column: number, at: Place, fit: () => void) => void;
  onCellMenu: (row: ResultRow | undefined, column: number, at: Place, open: () => void) => void;
  onCopy: () => void;
  /** `row` is its number in the result. */
  onCopyCell: (row: number, column: number) => void;
  handle: Ref<ResultGridHandle>;
}) {
  const { t } = useTranslation(['queries', 'results']);
  const { t: say } = useTranslation('results');
  const { columns } = result;
  const { view, wanted, count } = arrangement;
  const shown = useMemo(() => shownColumns(layout), [layout]);
  const gridColumns = useMemo(
    () =>
      shown.flatMap((source) => {
        const column = columns[source];
        return column ? [{ ...column, source }] : [];
      }),
    [shown, columns],
  );
  const { pages, onColumns } = useRowPages(result, arrangement, shown, layout.frozen);
  const { get: rowAt } = pages;
  const grid = useRef<GridHandle>(null);
  useImperativeHandle(handle, () => ({
    scrollToRow: (row) => grid.current?.scrollToRow(row),
    showCell: (row, column) => grid.current?.showCell(row, column),
    fitColumn: (column) => grid.current?.fitColumn(column),
    focus: () => grid.current?.focus(),
    rowAt,
  }));

  const head: HeadActions = useMemo(
    () => ({
      orderOf: (at) => {
        const ordinal = wanted.sort.findIndex((one) => one.column === shown[at]);
        const found = wanted.sort[ordinal];
        return (
          found && {
            descending: found.descending,
            ordinal: wanted.sort.length > 1 ? ordinal + 1 : undefined,
          }
        );
      },
      filtered: (at) => wanted.filters.some((filter) => filter.column === shown[at]),
      onOrder: (at, add) => {
        const source = shown[at];
        if (source !== undefined) onView(sortedBy(wanted, source, nextOrder(wanted, source), add));
      },
      onMenu: (at, place) => {
        const source = shown[at];
        if (source !== undefined) onColumnMenu(source, place, () => grid.current?.fitColumn(at));
      },
    }),
    [wanted, shown, onView, onColumnMenu],
  );
  const getRow = useCallback((row: number) => rowAt(row)?.cells, [rowAt]);
  const cellState = useCallback(
    (row: number, source: number): CellState | undefined => {
      const found = rowAt(row);
      return found && stateOf(found, source, { findText, changes, first: shown[0] }, say);
    },
    [rowAt, findText, changes, shown, say],
  );
  const plain = isPlain(view);
  return (
    <DataGrid
      label={t('result.grid', { name })}
      cells
      columns={gridColumns}
      rowCount={count}
      getRow={getRow}
      onWindow={pages.want}
      onColumns={onColumns}
      selection={selection}
      onSelectionChange={onSelection}
      onActiveColumn={(at) => onColumn(shown[at])}
      rowMarks={{
        size: marks.size,
        get: (position) => marks.get(plain ? position : (rowAt(position)?.number ?? -1)),
      }}
      cellState={cellState}
      frozen={layout.frozen}
      head={head}
      {...(plain
        ? {}
        : {
            rowNumbers: {
              of: (row: number) => {
                const number = rowAt(row)?.number;
                return number === undefined ? undefined : number + 1;
              },
              largest: result.rows,
            },
          })}
      onActivateRow={(row, at) => onOpenCell(row, shown[at] ?? 0)}
      onCellMenu={(row, at, place) => {
        const source = shown[at] ?? 0;
        onCellMenu(rowAt(row), source, place, () => onOpenCell(row, source));
      }}
      onCopy={onCopy}
      onCopyCell={(row, at) => {
        const number = rowAt(row)?.number;
        if (number !== undefined) onCopyCell(number, shown[at] ?? 0);
      }}
      emptyText={
        isRunning(result.state)
          ? t('result.waiting')
          : plain
            ? t('result.noRows')
            : say('chip.noneLeft')
      }
      revision={pages.revision}
      handle={grid}
    />
  );
}

/** What is to be said of a cell beside its text. */
function stateOf(
  row: ResultRow,
  column: number,
  {
    findText,
    changes,
    first,
  }: { findText: string; changes: RowChanges | undefined; first: number | undefined },
  say: (key: 'cell.clipped' | 'severity.warning' | 'severity.critical') => string,
): CellState | undefined {
  const clipped = row.clipped?.has(column);
  const length = row.cut?.get(column);
  const level = row.severity?.columns.includes(column) ? row.severity.level : undefined;
  const change = changes?.of(row.number);
  const changed = change && (change.kind === 'added' || change.columns.has(column));
  if (!level && !changed && !clipped && length === undefined && findText === '') return undefined;
  const state: CellState = { length, highlight: findText || undefined };
  if (clipped) state.clipped = say('cell.clipped');
  if (level) {
    state.tone = level === 'critical' ? 'error' : 'warn';
    state.toneText = say(`severity.${level}`);
  } else if (changes && changed) {
    state.tone = change.kind;
    // An added row says so once.
    if (change.kind === 'changed' || column === first)
      state.toneText = changes.words(change, column);
  }
  return state;
}
