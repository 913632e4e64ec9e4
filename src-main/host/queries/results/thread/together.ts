import type { ColumnKind, ColumnSummary, CellsSummary } from '../../../../contract/query-results';
import { isNumeric, orderOf } from './filters';
import { ExactSum } from './numbers';

/**
 * The numbers of several columns summed up as if they were one: exact, unless one of the columns
 * is of floating point. Null where none of them has numbers.
 */
export function togetherOf(
  rows: number,
  kinds: readonly ColumnKind[],
  columns: readonly ColumnSummary[],
): CellsSummary | null {
  const numeric = columns.filter(({ column, sum }) => isNumeric(kinds[column] ?? 'text') && sum);
  const numbers = numeric.reduce(
    (all, { nulls, notNumbers }) => all + rows - nulls - notNumbers,
    0,
  );
  if (numbers === 0) return null;
  const order = orderOf('decimal');
  const bounds = numeric.flatMap(({ min, max }) => [min, max]).filter((bound) => bound !== null);
  bounds.sort(order);
  const ends = { min: bounds[0] ?? null, max: bounds.at(-1) ?? null };
  if (numeric.some(({ column }) => kinds[column] === 'float')) {
    const total = numeric.reduce((all, { sum }) => all + Number(sum), 0);
    return { numbers, sum: String(total), mean: String(total / numbers), ...ends };
  }
  const exact = new ExactSum();
  for (const { sum } of numeric) exact.add(sum ?? '0');
  return { numbers, sum: exact.toString(), mean: exact.mean(numbers), ...ends };
}
