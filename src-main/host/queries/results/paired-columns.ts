import { AppError } from '../../../contract/errors';
import type { Column, Comparison, ResultState } from '../../../contract/query-results';
import type { ComparedColumn } from './thread/compare';

/** A column that two results have, before it is known how often it changed. */
export type PairedColumn = Omit<Comparison['columns'][number], 'changed'> & {
  as: ComparedColumn['as'];
};

/** Columns that both have, by name; where no name is the same, servers may write it in another case. */
export function pairedColumns(
  before: ResultState,
  after: ResultState,
  key: readonly string[],
  ignore: readonly string[],
  asNumbers: boolean,
): PairedColumn[] {
  const keys = new Set(
    key
      .map((name) => [requireColumn(before, name, 'before'), requireColumn(after, name, 'after')])
      .map(([, at]) => at),
  );
  const ignored = new Set(ignore.map((name) => name.toLowerCase()));
  const taken = new Set<number>();
  const columns = after.columns.flatMap((column, at): PairedColumn[] => {
    const from = indexOfName(before.columns, column.name, taken);
    if (from < 0) return [];
    taken.add(from);
    const role = keys.has(at)
      ? 'key'
      : ignored.has(column.name.toLowerCase())
        ? 'ignored'
        : 'compared';
    const as = asNumbers ? commonKind(before.columns[from], column) : 'text';
    return [{ ...column, before: from, after: at, role, as }];
  });
  if (!columns.some(({ role }) => role === 'compared') && columns.length > keys.size)
    throw new AppError('sql.compare-columns', { ignored: ignore.join(', ') });
  return [
    ...columns.filter(({ role }) => role === 'key'),
    ...columns.filter(({ role }) => role !== 'key'),
  ];
}

function requireColumn({ columns }: ResultState, name: string, result: 'before' | 'after'): number {
  const at = indexOfName(columns, name, new Set());
  if (at < 0) throw new AppError('sql.compare-key', { column: name, result });
  return at;
}

function indexOfName(columns: readonly Column[], name: string, taken: ReadonlySet<number>): number {
  const exact = columns.findIndex((column, at) => column.name === name && !taken.has(at));
  if (exact >= 0) return exact;
  return columns.findIndex(
    (column, at) => column.name.toLowerCase() === name.toLowerCase() && !taken.has(at),
  );
}

function commonKind(before: Column | undefined, after: Column): ComparedColumn['as'] {
  const kinds = [before?.kind ?? 'text', after.kind];
  if (kinds.every((kind) => kind === 'integer' || kind === 'decimal' || kind === 'float'))
    return 'number';
  return kinds.every((kind) => kind === 'time') ? 'time' : 'text';
}

/** Names of columns that only one of them has. */
export function namesOfOneOnly(
  before: ResultState,
  after: ResultState,
  columns: readonly PairedColumn[],
) {
  const paired = {
    before: new Set(columns.map((one) => one.before)),
    after: new Set(columns.map((one) => one.after)),
  };
  return {
    onlyBefore: before.columns.filter((_, at) => !paired.before.has(at)).map(({ name }) => name),
    onlyAfter: after.columns.filter((_, at) => !paired.after.has(at)).map(({ name }) => name),
  };
}
