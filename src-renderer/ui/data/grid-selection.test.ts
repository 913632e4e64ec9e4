import { describe, expect, it } from 'vitest';
import {
  cellsChosen,
  extendCells,
  isOneCell,
  selectCells,
  selectColumns,
  selectionAfterGridKey,
  selectionHasCell,
  spanOf,
  type GridSelection,
} from './grid-selection';
import { emptySelection, selectRange } from './selection';

const extent = { rows: 100, columns: 8, page: 20, column: 3 };

function press(
  selection: GridSelection,
  key: string,
  { shift = false, ctrl = false, column = extent.column } = {},
): GridSelection | undefined {
  return selectionAfterGridKey(selection, { key, shift, ctrl }, { ...extent, column });
}

describe('choosing cells', () => {
  const cell = selectCells({ row: 10, column: 3 }, { row: 10, column: 3 });

  it('makes a rectangle from any corner, also past where it began', () => {
    const up = extendCells(cell, 8, 1);
    expect(up.ranges).toEqual([[8, 11]]);
    expect(spanOf(up, 8)).toEqual([1, 4]);
    expect(cellsChosen(up, 8)).toBe(9);
    expect(selectionHasCell(up, 9, 1)).toBe(true);
    expect(selectionHasCell(up, 9, 4)).toBe(false);
    expect(selectionHasCell(up, 11, 2)).toBe(false);
    expect(spanOf(extendCells(up, 12, 5), 8)).toEqual([3, 6]);
  });

  it('tells one cell from a choice, and a whole row from its cells', () => {
    expect(isOneCell(cell, 8)).toBe(true);
    expect(isOneCell(selectRange(10, 10), 1)).toBe(false);
    expect(isOneCell(extendCells(cell, 10, 4), 8)).toBe(false);
  });

  it('keeps within the columns that are shown', () => {
    expect(spanOf(extendCells(cell, 10, 7), 5)).toEqual([3, 5]);
  });

  it('moves by arrows, and grows with Shift in both directions', () => {
    expect(press(cell, 'ArrowRight')).toEqual(selectCells({ row: 10, column: 4 }, { row: 10, column: 4 })); // prettier-ignore
    const wide = press(cell, 'ArrowRight', { shift: true });
    expect(wide?.span).toEqual([3, 4]);
    const both = press(wide ?? cell, 'ArrowDown', { shift: true, column: 4 });
    expect(both).toMatchObject({ ranges: [[10, 12]], span: [3, 4] });
    const end = press(both ?? cell, 'End', { shift: true, ctrl: true, column: 4 });
    expect(end).toMatchObject({ ranges: [[10, 100]], span: [3, 7] });
  });

  it('stops at the edges, and begins at the first cell', () => {
    expect(press(emptySelection, 'ArrowDown', { column: 0 })).toMatchObject({ focus: 0 });
    expect(press(cell, 'ArrowLeft', { column: 0 })?.span).toEqual([0, 0]);
    expect(press(cell, 'Home', { ctrl: true })).toMatchObject({ focus: 0, span: [0, 0] });
    expect(press(cell, 'Home')).toMatchObject({ focus: 10, span: [0, 0] });
  });

  it('chooses whole columns and whole rows by keys', () => {
    const columns = press(cell, ' ', { ctrl: true });
    expect(columns).toMatchObject({ ranges: [[0, 100]], focus: 10, span: [3, 3] });
    const rows = press(extendCells(cell, 12, 5), ' ', { shift: true });
    expect(rows).toEqual(selectRange(10, 12));
    expect(press(selectRange(10, 12), 'ArrowDown', { shift: true })).toEqual(selectRange(10, 13));
  });

  it('chooses all and nothing; a key without meaning changes nothing', () => {
    expect(cellsChosen(press(cell, 'a', { ctrl: true }) ?? cell, 8)).toBe(800);
    expect(press(cell, 'Escape')).toEqual({ ...emptySelection, focus: 10 });
    expect(press(emptySelection, 'Escape')).toBeUndefined();
    expect(press(cell, 'x')).toBeUndefined();
    expect(press(cell, ' ')).toBeUndefined();
    expect(selectColumns(0, 1, 0, cell)).toBe(emptySelection);
  });
});
