import type { Row } from '../../../contract/queries';
import { detailsOf, numberOf, step, type RawPlan, type RawStep, type StepFacts } from './step';

/** Puts rows with numbers of their parents into reading order, with their depth. */
function inOrder<T extends { id: string; parent: string | null }>(
  rows: readonly T[],
): { row: T; depth: number }[] {
  const below = new Map<string | null, T[]>();
  const known = new Set(rows.map(({ id }) => id));
  for (const row of rows) {
    const parent =
      row.parent !== null && known.has(row.parent) && row.parent !== row.id ? row.parent : null;
    const list = below.get(parent);
    if (list) list.push(row);
    else below.set(parent, [row]);
  }
  const found: { row: T; depth: number }[] = [];
  const waiting = (below.get(null) ?? []).map((row) => ({ row, depth: 0 })).toReversed();
  for (let next = waiting.pop(); next && found.length < rows.length; next = waiting.pop()) {
    found.push(next);
    const { row, depth } = next;
    for (const child of (below.get(row.id) ?? []).toReversed())
      waiting.push({ row: child, depth: depth + 1 });
  }
  return found;
}

/**
 * Reads the answer of EXPLAIN QUERY PLAN: id, parent, unused, text (sqlite.org/eqp.html). SQLite
 * tells neither rows nor costs.
 */
export function readSqlitePlan(rows: readonly Row[]): RawPlan {
  const parts = rows.map(([id, parent, , detail]) => ({
    id: id ?? '',
    parent: parent ?? null,
    detail: detail ?? '',
  }));
  return {
    steps: inOrder(parts).map(({ row, depth }) => sqliteStep(row.detail, depth)),
    suggested: [],
  };
}

const access =
  /^(SCAN|SEARCH)(?: TABLE)? ("?[^\s"]+"?)(?: AS (\S+))?(?: USING (?:AUTOMATIC )?(?:PARTIAL )?(?:COVERING )?INDEX (\S+))?/;

function sqliteStep(detail: string, depth: number): RawStep {
  const [, verb, object = '', alias = '', index = ''] = access.exec(detail) ?? [];
  const facts: StepFacts = {};
  if (verb === 'SCAN' && !/ USING (?:COVERING )?INDEX/.test(detail)) facts.fullScan = true;
  // SQLite builds an index for this one statement, each time it runs.
  const automatic = /AUTOMATIC .*INDEX.*\((\w+)[=<>]/.exec(detail)?.[1];
  if (automatic !== undefined) Object.assign(facts, { fullScan: true, filter: automatic });
  if (/USE TEMP B-TREE/.test(detail)) facts.spill = detail;
  const operation = verb === undefined ? detail : detail.startsWith(`${verb} TABLE`) ? verb : verb;
  return step(operation, depth, {
    object: object.replaceAll('"', ''),
    alias,
    index: automatic === undefined ? index : '',
    details: detailsOf(verb === undefined ? [] : [['detail', detail]]),
    facts,
  });
}

/** The statement that reads a plan the server used, see {@link readOraclePlan}; `:1` is the SQL id. */
export const oraclePlanSql = `SELECT p.ID, p.PARENT_ID, p.OPERATION, p.OPTIONS, p.OBJECT_OWNER, p.OBJECT_NAME, p.OBJECT_ALIAS,
       p.OBJECT_TYPE, p.CARDINALITY, p.COST, p.BYTES, p.TEMP_SPACE, p.ACCESS_PREDICATES, p.FILTER_PREDICATES
  FROM V$SQL_PLAN p
 WHERE p.SQL_ID = :1
   AND p.CHILD_NUMBER = (SELECT MAX(c.CHILD_NUMBER) FROM V$SQL_PLAN c WHERE c.SQL_ID = p.SQL_ID)
 ORDER BY p.ID`;

/** Reads rows of V$SQL_PLAN (Oracle Database Reference, V$SQL_PLAN). */
export function readOraclePlan(rows: readonly Row[]): RawPlan {
  const parts = rows.map((row) => ({ id: row[0] ?? '', parent: row[1] ?? null, row }));
  return {
    steps: inOrder(parts).map(({ row, depth }) => oracleStep(row.row, depth)),
    suggested: [],
  };
}

const aroundColumn =
  /INTERNAL_FUNCTION\(([^)]+)\)|TO_(?:NUMBER|CHAR|DATE|TIMESTAMP)\(("[^"]+"\."[^"]+"|"[^"]+")\)|SYS_OP_C2C\(([^)]+)\)/;

function oracleStep(row: Row, depth: number): RawStep {
  const [
    ,
    ,
    operation,
    options,
    owner,
    name,
    alias,
    type,
    rows,
    cost,
    bytes,
    temporary,
    accessed,
    filtered,
  ] = row;
  const isIndex = operation === 'INDEX';
  const facts: StepFacts = {};
  if (operation === 'TABLE ACCESS' && options?.includes('FULL')) facts.fullScan = true;
  if (operation === 'NESTED LOOPS') facts.nestedLoop = true;
  if (filtered != null) facts.filter = filtered;
  const converted = aroundColumn.exec(`${accessed ?? ''} ${filtered ?? ''}`);
  if (converted) facts.conversion = converted[0];
  const megabytes = (numberOf(temporary) ?? 0) / 1024 / 1024;
  if (megabytes >= 1) facts.spill = `${Math.round(megabytes)} MB`;
  const object = name == null ? '' : owner == null ? name : `${owner}.${name}`;
  return step([operation, options].filter((part) => part != null && part !== '').join(' '), depth, {
    object: isIndex ? '' : object,
    index: isIndex ? (name ?? '') : '',
    alias: (alias ?? '').replaceAll('"', '').split('@')[0] ?? '',
    rows: numberOf(rows),
    cost: numberOf(cost),
    details: detailsOf([
      ['access', accessed],
      ['filter', filtered],
      ['type', isIndex ? null : type],
      ['bytes', bytes],
      ['temporary space', temporary],
    ]),
    facts,
  });
}
