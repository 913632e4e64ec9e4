import {
  emptySelection,
  selectionHas,
  selectionSize,
  selectRange,
  targetRow,
  type RowSelection,
  type SelectionKey,
} from './selection';

/**
 * Chosen cells of a grid: rows as in a list, whole or only in a stretch of columns. Columns are
 * counted as they are shown.
 */
export interface GridSelection extends RowSelection {
  /** Column in which it began, and that of the keyboard; undefined chooses whole rows. */
  readonly span?: readonly [anchor: number, focus: number] | undefined;
}

/** The cells between two corners, both included; the keyboard stands on the second. */
export function selectCells(
  from: { row: number; column: number },
  to: { row: number; column: number },
): GridSelection {
  return { ...selectRange(from.row, to.row), span: [from.column, to.column] };
}

/** Columns from one to another, in all rows. */
export function selectColumns(
  from: number,
  to: number,
  rowCount: number,
  selection: GridSelection,
): GridSelection {
  if (rowCount <= 0) return emptySelection;
  const focus = selection.focus ?? 0;
  return { ranges: [[0, rowCount]], anchor: 0, focus, span: [from, to] };
}

/** From where the selection began to a cell (Shift+click, a drag). */
export function extendCells(selection: GridSelection, row: number, column: number): GridSelection {
  return {
    ...selectRange(selection.anchor ?? selection.focus ?? row, row),
    span: [selection.span?.[0] ?? column, column],
  };
}

/** Chosen columns, half-open; all of them where rows are chosen whole. */
export function spanOf({ span }: GridSelection, columns: number): readonly [number, number] {
  return span ? [Math.min(...span), Math.min(columns, Math.max(...span) + 1)] : [0, columns];
}

export function selectionHasCell(selection: GridSelection, row: number, column: number): boolean {
  const { span } = selection;
  return (
    selectionHas(selection, row) &&
    (!span || (column >= Math.min(...span) && column <= Math.max(...span)))
  );
}

/** How many cells are chosen. */
export function cellsChosen(selection: GridSelection, columns: number): number {
  const [from, to] = spanOf(selection, columns);
  return selectionSize(selection) * (to - from);
}

/** One cell and no more: the place of the keyboard rather than a choice. */
export function isOneCell(selection: GridSelection, columns: number): boolean {
  return selection.span !== undefined && cellsChosen(selection, columns) === 1;
}

/** How much there is, and where the keyboard stands among the columns. */
export interface GridExtent {
  rows: number;
  columns: number;
  /** Rows in sight. */
  page: number;
  column: number;
}

/**
 * The selection after a key of a grid whose cells can be chosen, or undefined where the key means
 * nothing here. Arrows, Page Up and Down, Home and End move (WAI-ARIA grid pattern), with Shift
 * they choose; Ctrl+Space chooses columns, Shift+Space rows, Ctrl+A all, Escape nothing.
 */
export function selectionAfterGridKey(
  selection: GridSelection,
  pressed: SelectionKey,
  { rows, columns, page, column }: GridExtent,
): GridSelection | undefined {
  if (rows <= 0 || columns <= 0) return undefined;
  const { key, shift, ctrl } = pressed;
  const focus = selection.focus ?? 0;
  if (ctrl && key.toLowerCase() === 'a') return { ranges: [[0, rows]], anchor: 0, focus };
  if (key === 'Escape') {
    if (selection.ranges.length === 0) return undefined;
    return { ...emptySelection, focus: selection.focus };
  }
  if (key === ' ') {
    if (ctrl) {
      const [from, to] = selection.span ?? [column, column];
      return selectColumns(from, to, rows, selection);
    }
    return shift ? selectRange(selection.anchor ?? focus, focus) : undefined;
  }
  const sideways = columnAfter(pressed, column, columns);
  const toColumn = sideways ?? column;
  const row =
    sideways === undefined || (ctrl && (key === 'Home' || key === 'End'))
      ? targetRow(selection.focus, pressed, 0, rows - 1, page)
      : focus;
  if (row === undefined) return undefined;
  const to = { row, column: toColumn };
  // Whole rows are extended as whole rows until a key goes sideways.
  if (shift && selection.span === undefined && sideways === undefined && selection.ranges.length) {
    return selectRange(selection.anchor ?? row, row);
  }
  if (!shift) return selectCells(to, to);
  const from = selection.span?.[0] ?? column;
  return selectCells({ row: selection.anchor ?? focus, column: from }, to);
}

/** The column a key goes to; undefined where it goes up or down. */
function columnAfter(
  { key, ctrl }: SelectionKey,
  column: number,
  columns: number,
): number | undefined {
  const last = columns - 1;
  switch (key) {
    case 'ArrowLeft':
      return ctrl ? 0 : Math.max(0, column - 1);
    case 'ArrowRight':
      return ctrl ? last : Math.min(last, column + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
