import type { ColumnKind, ResultView } from '../../../../contract/query-results';
import { frameFilter, isNumeric } from './filters';
import { mayRound, numberOf, sortableNumber } from './numbers';
import { sortByKeys } from './radix';
import type { Rows } from './rows';
import { sortByTexts } from './text-sort';
import { isFine, sortableTime, timeOf } from './times';

/**
 * Numbers of the rows that a view leaves, in its order.
 *
 * @throws AppError `logs.expression-…` where a pattern is none
 */
export function arrangeRows(
  rows: Rows,
  view: ResultView,
  kinds: readonly ColumnKind[],
): Uint32Array {
  rows.expect(view.sort.length + (view.filters.length > 0 ? 1 : 0));
  const stay = filteredRows(rows, view, kinds);
  let order = numbersOf(stay);
  // The last column first: each sort leaves equal rows as they were.
  for (const { column, descending } of [...view.sort].reverse()) {
    if (column < kinds.length && order.length > 1)
      order = sortedBy(rows, order, column, kinds[column] ?? 'text', descending);
  }
  return order;
}

/** 1 for each row that the filters of a view leave. */
export function filteredRows(
  rows: Rows,
  { filters }: Pick<ResultView, 'filters'>,
  kinds: readonly ColumnKind[],
): Uint8Array {
  const stay = new Uint8Array(rows.total).fill(1);
  if (filters.length === 0) return stay;
  const compiled = filters.map((filter) => frameFilter(filter, kinds));
  for (const { frame, first } of rows.frames()) {
    const here = stay.subarray(first, first + frame.rows);
    for (const filter of compiled) filter.apply(frame, here);
  }
  return stay;
}

function numbersOf(stay: Uint8Array): Uint32Array {
  let count = 0;
  for (const flag of stay) count += flag;
  const numbers = new Uint32Array(count);
  let at = 0;
  for (let row = 0; row < stay.length; row += 1) if (stay[row] === 1) numbers[at++] = row;
  return numbers;
}

function sortedBy(
  rows: Rows,
  before: Uint32Array,
  column: number,
  kind: ColumnKind,
  descending: boolean,
): Uint32Array {
  // Descending: the reverse of the reverse sorted, so that equal rows stay in their order.
  const order = descending ? before.toReversed() : before.slice();
  const wanted = new Uint8Array(rows.total);
  for (const row of order) wanted[row] = 1;
  const keyed = isNumeric(kind) || kind === 'time' ? keysOf(rows, column, kind, wanted) : null;
  const nulls = keyed?.nulls ?? new Uint8Array(rows.total);
  if (keyed && !keyed.rounded) sortByKeys(order, keyed.keys);
  else {
    const textOf = isNumeric(kind) ? sortableNumber : kind === 'time' ? sortableTime : null;
    sortByTexts(order, rows.total, (undecided, take) => {
      for (const { frame, first } of rows.frames(undecided)) {
        const cells = frame.column(column);
        for (let row = 0; row < frame.rows; row += 1) {
          if (undecided[first + row] !== 1) continue;
          const cell = cells.cell(row);
          if (cell === null) nulls[first + row] = 1;
          take(first + row, cell === null ? '' : textOf ? textOf(cell) : cell);
        }
      }
    });
  }
  if (descending) order.reverse();
  // NULL stands last whatever the direction, as it came.
  const some = order.filter((row) => nulls[row] === 0);
  const none = before.filter((row) => nulls[row] === 1);
  const all = new Uint32Array(order.length);
  all.set(some);
  all.set(none, some.length);
  return all;
}

/** Numbers and times as doubles; `rounded` where one holds more than a double does. */
function keysOf(
  rows: Rows,
  column: number,
  kind: ColumnKind,
  wanted: Uint8Array,
): { keys: Float64Array; nulls: Uint8Array; rounded: boolean } {
  const keys = new Float64Array(rows.total);
  const nulls = new Uint8Array(rows.total);
  const numeric = isNumeric(kind);
  let rounded = false;
  for (const { frame, first } of rows.frames(wanted)) {
    const cells = frame.column(column);
    for (let row = 0; row < frame.rows; row += 1) {
      const cell = cells.cell(row);
      if (cell === null) {
        nulls[first + row] = 1;
        continue;
      }
      keys[first + row] = numeric ? numberOf(cell) : timeOf(cell);
      rounded ||= numeric ? kind !== 'float' && mayRound(cell) : isFine(cell);
    }
  }
  return { keys, nulls, rounded };
}
