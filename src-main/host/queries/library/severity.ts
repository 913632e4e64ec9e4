import type { Outputs } from '../../../contract/index';
import type { Severity, Threshold } from '../../../contract/query-document';
import type { RowSeverity } from '../../../contract/query-results';

type Cell = string | null;

/** How bad a row is by the thresholds of its query; null where none holds. */
export type SeverityOf = (row: readonly Cell[]) => RowSeverity | null;

const truths = new Map([
  ...['t', 'true', 'y', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['f', 'false', 'n', 'no', 'off', '0'].map((word) => [word, false] as const),
]);
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Judges rows of a result. A column is found by its name; servers that write names in capitals
 * (Oracle, HANA) mean the same one. A threshold whose column is missing, and a cell that is NULL
 * or no value of the threshold's kind, says nothing.
 *
 * @param columns names of the result's columns
 */
export function severityOf(
  thresholds: readonly Threshold[],
  columns: readonly string[],
): SeverityOf {
  const names = columns.map((name) => name.toLowerCase());
  const checks = thresholds
    .map(({ column, level, ...threshold }) => ({
      at: names.indexOf(column.toLowerCase()),
      level,
      holds: holds(threshold),
    }))
    .filter(({ at }) => at !== -1);
  return (row) => {
    const held = checks.filter(({ at, holds: of }) => of(row[at] ?? null));
    const level = held.reduce<Severity | null>((so, one) => worst(so, one.level), null);
    if (level === null) return null;
    const columns = held.filter((one) => one.level === level).map(({ at }) => at);
    return { level, columns: [...new Set(columns)] };
  };
}

/** Thresholds that are numbers, with the place of their column; those of missing columns are left out. */
export function numericThresholds(
  thresholds: readonly Threshold[],
  columns: readonly { name: string }[],
) {
  const names = columns.map(({ name }) => name.toLowerCase());
  return thresholds.flatMap(({ column, is, value, level }) => {
    const at = names.indexOf(column.toLowerCase());
    return at >= 0 && typeof value === 'number' ? [{ column: at, is, value, level }] : [];
  });
}

/** Rows looked at, at most, for the worst of a result. */
const mostRows = 200_000;

/**
 * The worst that thresholds find in the rows of a result.
 *
 * @param window rows from a number on; none at the end
 */
export async function worstSeverity(
  thresholds: readonly Threshold[],
  columns: readonly string[],
  window: (from: number) => readonly (readonly Cell[])[],
  signal?: AbortSignal,
): Promise<Severity | null> {
  if (thresholds.length === 0) return null;
  const of = severityOf(thresholds, columns);
  let level: Severity | null = null;
  for (let from = 0; from < mostRows && level !== 'critical';) {
    const rows = window(from);
    if (rows.length === 0 || signal?.aborted) break;
    for (const row of rows) level = worst(level, of(row)?.level ?? null);
    from += rows.length;
    // A long result is looked through in pieces, so that others have their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return level;
}

/** What thresholds find in rows; see `tryThresholds` in contract/query-library.ts. */
export async function tryThresholds(
  thresholds: readonly Threshold[],
  columns: readonly string[],
  window: (from: number) => readonly (readonly Cell[])[],
  signal?: AbortSignal,
): Promise<Outputs['queries']['tryThresholds']> {
  const each = thresholds.map((threshold) => severityOf([threshold], columns));
  const all = severityOf(thresholds, columns);
  const names = new Set(columns.map((name) => name.toLowerCase()));
  const wanted = thresholds.map(({ column }) => column);
  const found = {
    rows: 0,
    holds: thresholds.map(() => 0),
    warning: 0,
    critical: 0,
    missing: [...new Set(wanted)].filter((column) => !names.has(column.toLowerCase())),
  };
  while (found.rows < mostRows && !signal?.aborted) {
    const rows = window(found.rows);
    if (rows.length === 0) break;
    for (const row of rows) {
      const level = all(row)?.level;
      if (level) found[level] += 1;
      for (const [index, of] of each.entries())
        if (of(row)) found.holds[index] = (found.holds[index] ?? 0) + 1;
    }
    found.rows += rows.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return found;
}

/** The worse of two. */
function worst(left: Severity | null, right: Severity | null): Severity | null {
  return left === 'critical' || right === null ? left : right;
}

function holds({ is, value }: Pick<Threshold, 'is' | 'value'>): (cell: Cell) => boolean {
  const compare = comparison(value);
  return (cell) => {
    const order = cell === null ? null : compare(cell);
    if (order === null) return false;
    switch (is) {
      case '>=':
        return order >= 0;
      case '>':
        return order > 0;
      case '<=':
        return order <= 0;
      case '<':
        return order < 0;
      case '=':
        return order === 0;
      case '<>':
        return order !== 0;
    }
  };
}

/** A cell against the value: below, same, above as -1, 0, 1; null where they cannot be compared. */
function comparison(value: Threshold['value']): (cell: string) => number | null {
  switch (typeof value) {
    case 'number':
      return (cell) => {
        const text = cell.trim();
        return number.test(text) ? Math.sign(Number(text) - value) : null;
      };
    case 'boolean':
      return (cell) => {
        const truth = truths.get(cell.trim().toLowerCase());
        return truth === undefined ? null : Number(truth) - Number(value);
      };
    default:
      // Databases pad CHAR columns with blanks, which say nothing.
      return (cell) => {
        const text = cell.trimEnd();
        if (text === value) return 0;
        return text < value ? -1 : 1;
      };
  }
}
