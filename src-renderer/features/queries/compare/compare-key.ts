import type { Column } from '../../../../src-main/contract/index';

/** A column that two results have. */
export interface CommonColumn {
  /** As the later result writes it. */
  name: string;
  /** Its places in the two. */
  before: number;
  after: number;
  kind: Column['kind'];
  /** The two have another kind of cells under this name. */
  kindsDiffer: boolean;
}

/** Columns of one name, whatever the case, as the host pairs them: each is taken once. */
export function commonColumns(
  before: readonly Column[],
  after: readonly Column[],
): readonly CommonColumn[] {
  const taken = new Set<number>();
  const placeOf = (name: string): number => {
    const exact = before.findIndex((column, at) => column.name === name && !taken.has(at));
    if (exact >= 0) return exact;
    const folded = name.toLowerCase();
    return before.findIndex((column, at) => column.name.toLowerCase() === folded && !taken.has(at));
  };
  return after.flatMap(({ name, kind }, at): CommonColumn[] => {
    const place = placeOf(name);
    const paired = before[place];
    if (!paired) return [];
    taken.add(place);
    return [{ name, before: place, after: at, kind, kindsDiffer: paired.kind !== kind }];
  });
}

/** What the values of a column are in one result. */
export interface ColumnFacts {
  rows: number;
  nulls: number;
  /** Different values; null where they are too many to be counted. */
  distinct: number | null;
}

/** The same of both results. */
export interface PairFacts {
  before: ColumnFacts;
  after: ColumnFacts;
}

/** Whether a column alone names the rows of both results; null where that was not counted. */
export function namesRows({ before, after }: PairFacts): boolean | null {
  const each = [before, after].map(({ rows, nulls, distinct }) =>
    nulls > 0 ? false : distinct === null ? null : distinct === rows,
  );
  if (each.includes(false)) return false;
  return each.includes(null) ? null : true;
}

/** How names of keys are written, in ERP schemas as well: `id`, `pk_order`, `cInvCode`, `编号`. */
const keyName = /^(?:id|pk|key|oid|guid|uuid|rowid)$|(?:^|_)(?:id|pk|key|no|code|num|number|name)(?:_|$)|(?:Id|ID|Code|No|Key|Name)$|[编单帐账]号|编码|主键|代码/; // prettier-ignore

/** Kinds of cells that name something; measures and documents do not. */
const namingKinds: ReadonlySet<Column['kind']> = new Set(['integer', 'text', 'time', 'decimal']);
const mostKeyColumns = 3;

/**
 * Columns by which rows of two results are best recognised: what the saved query says, else one
 * that names rows in both, else as few as may do together.
 *
 * @param saved key of the saved query, empty without one
 * @param facts by the name of the column; what was not counted is missing
 */
export function suggestedKey(
  columns: readonly CommonColumn[],
  saved: readonly string[],
  facts: ReadonlyMap<string, PairFacts>,
): string[] {
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column.name]));
  const known = saved.map((name) => byName.get(name.toLowerCase()));
  if (known.length > 0 && known.every((name) => name !== undefined)) return known;

  const candidates = columns
    .filter(({ kind }) => namingKinds.has(kind))
    .map((column, place) => {
      const told = facts.get(column.name);
      const unique = told ? namesRows(told) : null;
      return { name: column.name, place, told, unique, named: keyName.test(column.name) };
    });
  const [best] = candidates
    .filter(({ unique, named }) => unique === true || (unique === null && named))
    .toSorted((one, other) => rank(one) - rank(other) || one.place - other.place);
  if (best) return [best.name];

  // Together: those with the most values first, until there could be one combination a row.
  const wanted = Math.max(
    0,
    ...candidates.map(({ told }) => Math.max(told?.before.rows ?? 0, told?.after.rows ?? 0)),
  );
  const chosen: string[] = [];
  let combinations = 1;
  for (const { name, told } of candidates.toSorted((a, b) => values(b.told) - values(a.told))) {
    if (combinations >= wanted || chosen.length >= mostKeyColumns) break;
    chosen.push(name);
    combinations *= Math.max(1, values(told));
  }
  const [first] = columns;
  return chosen.length > 0 ? chosen : first ? [first.name] : [];
}

function rank({ unique, named }: { unique: boolean | null; named: boolean }): number {
  return (unique === true ? 0 : 2) + (named ? 0 : 1);
}

function values(facts: PairFacts | undefined): number {
  return facts ? Math.min(facts.before.distinct ?? Infinity, facts.after.distinct ?? Infinity) : 0;
}
