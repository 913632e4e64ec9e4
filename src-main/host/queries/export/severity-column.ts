import type { Severity, Threshold } from '../../../contract/query-document';
import type { Column, Row } from '../../../contract/query-results';
import { severityOf } from '../library/severity';

/** The last column of a file in which each row says how bad it is. */
export const severityColumn: Column = {
  name: 'severity',
  type: 'text',
  align: 'left',
  kind: 'text',
};

/** What stands in it, by all cells of a row. */
export function severityCell(
  thresholds: readonly Threshold[],
  columns: readonly Column[],
): (row: Row) => Severity | null {
  const names = columns.map(({ name }) => name);
  const of = severityOf(thresholds, names);
  return (row) => of(row)?.level ?? null;
}
