import type { Dialect } from '../../../contract/dialects';
import type { PlanWarning, PlanWarningKind } from '../../../contract/query-plans';
import { tableOf } from '../schema/columns';
import type { KeptSchema } from '../schema/file';
import { childrenOf, type RawPlan, type RawStep } from './step';

/** A table of so many rows is large: reading it whole is seen by its users. */
const largeTable = 100_000;
/** A smaller one hurts, too, where a filter keeps one row of a hundred: an index would find it. */
const searchedTable = 10_000;
const fewKept = 0.01;
/** A full scan inside a loop hurts from here on, any inner side from there on. */
const manyLoops = 1_000;
const veryManyLoops = 1_000_000;

/** Shipped checks that look further. */
const checks: Readonly<Record<Dialect, Partial<Record<PlanWarningKind, string>>>> = {
  postgresql: {
    'full-scan': 'postgresql.missing-indexes',
    'filter-without-index': 'postgresql.missing-indexes',
    'nested-loop': 'postgresql.missing-indexes',
    spill: 'postgresql.temp-files',
    'no-statistics': 'postgresql.autovacuum',
  },
  mysql: {
    'full-scan': 'mysql.full-scans',
    'filter-without-index': 'mysql.full-scans',
    'nested-loop': 'mysql.full-scans',
    spill: 'mysql.temp-tables',
  },
  oracle: {
    'full-scan': 'oracle-db.stale-statistics',
    'filter-without-index': 'oracle-db.unusable-indexes',
    'nested-loop': 'oracle-db.stale-statistics',
    spill: 'oracle-db.undo-temp',
    'no-statistics': 'oracle-db.stale-statistics',
  },
  sqlserver: {
    'full-scan': 'sqlserver.missing-indexes',
    'filter-without-index': 'sqlserver.missing-indexes',
    'missing-index': 'sqlserver.missing-indexes',
    'nested-loop': 'sqlserver.missing-indexes',
    spill: 'sqlserver.tempdb-usage',
  },
  hana: {},
  sqlite: {},
};

/** The id of the shipped check for a warning. */
export function checkFor(dialect: Dialect, kind: PlanWarningKind): string | null {
  return checks[dialect][kind] ?? null;
}

/** What deserves a look in a plan; `schema` knows the sizes of tables and their indexes, where it was read. */
export function warningsOf(
  dialect: Dialect,
  { steps, suggested }: RawPlan,
  schema: KeptSchema | null,
): PlanWarning[] {
  const found: PlanWarning[] = [];
  const warn = (kind: PlanWarningKind, at: number, params: PlanWarning['params']): void => {
    found.push({ kind, step: at, params, check: checkFor(dialect, kind) });
  };
  for (const [at, current] of steps.entries()) {
    const { facts, object: name } = current;
    if (facts.fullScan) {
      const table = schema && name !== '' ? tableOf(schema, name.split('.')) : null;
      const rows = sizeOf(current, schema, table);
      const kept = facts.filter ? current.rows : null;
      const searched = rows !== null && kept !== null && kept <= rows * fewKept;
      if (rows !== null && rows >= (searched ? searchedTable : largeTable)) {
        warn('full-scan', at, { object: name, rows });
        const columns = unindexed(facts.filter ?? '', schema, table);
        if (columns.length > 0)
          warn('filter-without-index', at, { object: name, columns: columns.join(', ') });
      }
    }
    if (facts.nestedLoop) {
      const [outer, inner] = childrenOf(steps, at);
      const times = outer === undefined ? 0 : (steps[outer]?.rows ?? 0);
      const innerStep = inner === undefined ? undefined : steps[inner];
      if (innerStep && (times >= veryManyLoops || (times >= manyLoops && innerStep.facts.fullScan)))
        warn('nested-loop', at, { times, object: innerStep.object || innerStep.operation });
    }
    if (facts.conversion !== undefined)
      warn('implicit-conversion', at, { object: name, columns: facts.conversion });
    if (facts.spill !== undefined)
      warn('spill', at, { object: current.operation, size: facts.spill });
    if (facts.noStatistics !== undefined)
      warn('no-statistics', at, { object: name, columns: facts.noStatistics });
  }
  return [...suggested, ...found];
}

/** Rows a full scan reads: what the server says, else what its statistics said when the schema was read. */
function sizeOf(
  { facts, rows }: RawStep,
  schema: KeptSchema | null,
  table: number | null,
): number | null {
  const known = table === null ? null : (schema?.directory.entries[table]?.rows ?? null);
  return facts.examined ?? known ?? rows;
}

/** Columns of a filter that no index of the table begins with. */
function unindexed(filter: string, schema: KeptSchema | null, table: number | null): string[] {
  if (!schema || table === null || filter === '') return [];
  // Names as the server writes them, its strings taken away.
  const words = new Set(
    (filter.replaceAll(/'(?:[^']|'')*'/g, ' ').match(/[\p{L}_][\p{L}\p{N}_$#]*/gu) ?? []).map(
      (word) => word.toLowerCase(),
    ),
  );
  const leading = new Set(
    [
      ...schema.part('indexes', table).filter(({ valid }) => valid),
      ...schema.part('keys', table).filter(({ kind }) => kind !== 'foreign'),
    ].map(({ columns }) => (columns[0] ?? '').toLowerCase()),
  );
  const used = schema
    .part('columns', table)
    .map(({ name }) => name)
    .filter((name) => words.has(name.toLowerCase()));
  return used.some((name) => leading.has(name.toLowerCase())) ? [] : used;
}
