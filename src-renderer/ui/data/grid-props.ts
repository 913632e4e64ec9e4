import type { Ref } from 'react';
import type { CellState, CellTone, ColumnOrder, GridColumn, GridRow } from './grid-model';
import type { GridSelection } from './grid-selection';

/** What the heads of a grid offer beyond their names; columns are counted as they are shown. */
export interface HeadActions {
  orderOf: (column: number) => ColumnOrder | undefined;
  filtered: (column: number) => boolean;
  /** A click on the arrow; `add` with Shift. */
  onOrder: (column: number, add: boolean) => void;
  /** Opens the column's menu at a place of the window. */
  onMenu: (column: number, at: { x: number; y: number }) => void;
}

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
  /** A row that is at hand, or undefined while it is being fetched; so is a cell of it. */
  getRow: (row: number) => GridRow | undefined;
  /** Tells which rows are in sight, half-open, so that the caller can fetch them. */
  onWindow?: (from: number, to: number) => void;
  /** The same of the columns that scroll. */
  onColumns?: (from: number, to: number) => void;
  selection: GridSelection;
  onSelectionChange: (selection: GridSelection) => void;
  /** Cells and columns can be chosen, not only rows. */
  cells?: boolean;
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
  /** Replaces copying of what is chosen as tab-separated text. */
  onCopy?: (selection: GridSelection) => void;
  /** One sentence for a result without rows. */
  emptyText: string;
  /** Any number that differs after `getRow` would answer differently. */
  revision?: number;
  handle?: Ref<GridHandle>;
}
