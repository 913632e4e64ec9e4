import type { Dialect } from '../../../contract/dialects';
import type { Row } from '../../../contract/queries';
import { numberOf, type RawStep } from './step';

/** More tables than this in one plan are not asked about. */
const mostTables = 50;

/** A question about the sizes of tables: answers are name and rows. */
export interface SizeQuestion {
  text: string;
  values: string[];
}

/**
 * How large the tables are that a plan reads whole, as the server's statistics say now: where the
 * plan tells the rows after the filter only. Null where nothing has to be asked.
 */
export function sizeQuestion(dialect: Dialect, steps: readonly RawStep[]): SizeQuestion | null {
  if (dialect !== 'postgresql' && dialect !== 'oracle') return null;
  const scanned = steps.filter(({ facts, object }) => facts.fullScan && object.includes('.'));
  const values = [...new Set(scanned.map(({ object }) => object))].slice(0, mostTables);
  if (values.length === 0) return null;
  if (dialect === 'postgresql') {
    // Qualified, so that nothing in a search path of others can take its place.
    const name = "pg_catalog.concat(n.nspname, '.', c.relname)";
    const names = values.map((_, at) => `$${at + 1}::pg_catalog.text`).join(', ');
    return {
      text: `SELECT ${name}, c.reltuples::pg_catalog.int8
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'm']::pg_catalog."char"[])
   AND ${name} OPERATOR(pg_catalog.=) ANY (ARRAY[${names}])`,
      values,
    };
  }
  const names = values.map((_, at) => `:${at + 1}`).join(', ');
  return {
    text: `SELECT OWNER || '.' || TABLE_NAME, NUM_ROWS FROM ALL_TABLES WHERE OWNER || '.' || TABLE_NAME IN (${names})`,
    values,
  };
}

/** The steps with the sizes that were answered; a table that was never analysed has none. */
export function withSizes(steps: readonly RawStep[], rows: readonly Row[]): readonly RawStep[] {
  const sizes = new Map(rows.map(([name, count]) => [name ?? '', numberOf(count)]));
  return steps.map((step) => {
    const examined = step.facts.fullScan ? (sizes.get(step.object) ?? null) : null;
    if (examined === null || examined < 0) return step;
    return { ...step, facts: { ...step.facts, examined } };
  });
}
