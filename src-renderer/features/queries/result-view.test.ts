import { describe, expect, it } from 'vitest';
import {
  movedColumn,
  nextOrder,
  plainLayout,
  plainView,
  shownColumns,
  sortedBy,
  withoutColumn,
  type ColumnLayout,
} from './result-view';

describe('the order of a result', () => {
  it('is by one column, or by several that keep their rank', () => {
    const one = sortedBy(plainView, 2, false, false);
    const two = sortedBy(one, 0, true, true);
    expect(two.sort).toEqual([
      { column: 2, descending: false },
      { column: 0, descending: true },
    ]);
    expect(sortedBy(two, 2, true, true).sort.map(({ column }) => column)).toEqual([2, 0]);
    expect(sortedBy(two, 0, false, false).sort).toEqual([{ column: 0, descending: false }]);
    expect(sortedBy(two, 2, null, true).sort).toEqual([{ column: 0, descending: true }]);
  });

  it('goes from ascending to descending to none', () => {
    expect(nextOrder(plainView, 1)).toBe(false);
    expect(nextOrder(sortedBy(plainView, 1, false, false), 1)).toBe(true);
    expect(nextOrder(sortedBy(plainView, 1, true, false), 1)).toBeNull();
  });
});

describe('the columns of a result', () => {
  it('hide, but never the last one; a frozen one that goes leaves its place', () => {
    let layout: ColumnLayout = { ...plainLayout(3), frozen: 2 };
    layout = withoutColumn(layout, 0);
    expect([shownColumns(layout), layout.frozen]).toEqual([[1, 2], 1]);
    const last = withoutColumn(withoutColumn(layout, 1), 2);
    expect(shownColumns(last)).toEqual([2]);
  });

  it('move past hidden ones', () => {
    const layout = withoutColumn(plainLayout(4), 1);
    expect(shownColumns(movedColumn(layout, 2, -1))).toEqual([2, 0, 3]);
    expect(movedColumn(layout, 0, -1)).toBe(layout);
  });
});
