import { describe, expect, it } from 'vitest';
import {
  emptySelection,
  extendTo,
  selectAll,
  selectionAfterKey,
  selectionHas,
  selectionRows,
  selectionSize,
  selectRange,
  toggleRow,
  type RowSelection,
} from './selection';

const key = (name: string, modifiers: { shift?: boolean; ctrl?: boolean } = {}) => ({
  key: name,
  shift: modifiers.shift ?? false,
  ctrl: modifiers.ctrl ?? false,
});

describe('selecting rows', () => {
  it('takes a range in either direction and stands where it ended', () => {
    expect(selectRange(7, 3)).toEqual({ ranges: [[3, 8]], anchor: 7, focus: 3 });
    expect([...selectionRows(selectRange(2, 4))]).toEqual([2, 3, 4]);
  });

  it('extends from the anchor, shrinking and turning round', () => {
    const start = selectRange(5, 5);
    const down = extendTo(start, 8);
    expect(down.ranges).toEqual([[5, 9]]);
    expect(extendTo(down, 6).ranges).toEqual([[5, 7]]);
    expect(extendTo(down, 2).ranges).toEqual([[2, 6]]);
  });

  it('adds and removes single rows, joining neighbours and splitting ranges', () => {
    let selection: RowSelection = selectRange(1, 2);
    selection = toggleRow(selection, 3);
    expect(selection.ranges).toEqual([[1, 4]]);
    selection = toggleRow(selection, 2);
    expect(selection.ranges).toEqual([
      [1, 2],
      [3, 4],
    ]);
    selection = toggleRow(toggleRow(selection, 1), 3);
    expect(selection.ranges).toEqual([]);
  });

  it('holds a million rows as one range', () => {
    const all = selectAll(1_000_000, emptySelection);
    expect(all.ranges).toEqual([[0, 1_000_000]]);
    expect(selectionSize(all)).toBe(1_000_000);
    expect(selectionHas(all, 999_999)).toBe(true);
    expect(selectionHas(all, 1_000_000)).toBe(false);
  });
});

describe('keys in a list', () => {
  it('move by one, by a page and to the ends without leaving the list', () => {
    const at = selectRange(5, 5);
    const focusAfter = (name: string, count = 100) =>
      selectionAfterKey(at, key(name), count, 20)?.focus;
    expect(
      ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].map((n) => focusAfter(n)),
    ).toEqual([6, 4, 24, 0, 0, 99]);
    expect(focusAfter('ArrowDown', 6)).toBe(5);
  });

  it('start at the first row, or at the last when going up', () => {
    expect(selectionAfterKey(emptySelection, key('ArrowDown'), 9, 5)?.focus).toBe(0);
    expect(selectionAfterKey(emptySelection, key('ArrowUp'), 9, 5)?.focus).toBe(8);
  });

  it('extend with Shift, take all with Ctrl+A, let go with Escape', () => {
    const three = selectionAfterKey(selectRange(5, 6), key('ArrowDown', { shift: true }), 100, 20);
    expect(three?.ranges).toEqual([[5, 8]]);
    const all = selectionAfterKey(selectRange(5, 6), key('a', { ctrl: true }), 100, 20);
    expect(all).toEqual({ ranges: [[0, 100]], anchor: 0, focus: 6 });
    const none = selectionAfterKey(selectRange(5, 6), key('Escape'), 100, 20);
    expect(none).toEqual({ ranges: [], anchor: undefined, focus: 6 });
  });

  it('leave other keys, and an empty list, alone', () => {
    expect(selectionAfterKey(selectRange(1, 1), key('e'), 10, 5)).toBeUndefined();
    expect(selectionAfterKey(emptySelection, key('Escape'), 10, 5)).toBeUndefined();
    expect(selectionAfterKey(emptySelection, key('ArrowDown'), 0, 5)).toBeUndefined();
  });
});

it('walks over rows whose numbers begin below 0', () => {
  const key = (name: string) => ({ key: name, shift: false, ctrl: false });
  expect(selectionAfterKey(emptySelection, key('Home'), 10, 5, -4)?.focus).toBe(-4);
  expect(selectionAfterKey(emptySelection, key('End'), 10, 5, -4)?.focus).toBe(5);
  expect(selectionAfterKey(selectRange(0, 0), key('PageUp'), 10, 20, -4)?.focus).toBe(-4);
  expect(selectAll(10, emptySelection, -4).ranges).toEqual([[-4, 6]]);
});
