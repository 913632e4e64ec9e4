import { useCallback, useMemo } from 'react';
import type { Comparison, HostClient, ResultState } from '../../../../src-main/contract/index';
import { useHostQuery, useWorkbench } from '../../workbench/index';
import { commonColumns, suggestedKey, type PairFacts } from './compare-key';
import type { AskedComparison } from './open-comparison';

/** Columns looked at for a key; of long results fewer, as each is read whole. */
const looked = { columns: 30, ofMany: 8, many: 200_000 };

/** Counts the values of columns in both results. */
async function factsOf(
  host: HostClient,
  before: ResultState,
  after: ResultState,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PairFacts>> {
  const columns = commonColumns(before.columns, after.columns).filter(({ name }) =>
    names.includes(name),
  );
  if (columns.length === 0) return new Map();
  const [one, two] = await Promise.all([
    host.queries.summary(
      { id: before.id, columns: columns.map((column) => column.before) },
      { signal },
    ),
    host.queries.summary(
      { id: after.id, columns: columns.map((column) => column.after) },
      { signal },
    ),
  ]);
  return new Map(
    columns.flatMap(({ name }, at) => {
      const [left, right] = [one.columns[at], two.columns[at]];
      if (!left || !right) return [];
      return [[name, { before: { rows: one.rows, ...left }, after: { rows: two.rows, ...right } }]];
    }),
  );
}

/** What the values of columns are in both results; empty until it is known. */
export function useColumnFacts(
  before: ResultState,
  after: ResultState,
  names: readonly string[],
): ReadonlyMap<string, PairFacts> {
  const { data } = useHostQuery(
    ['comparison', 'facts', before.id, after.id, names],
    (host, signal) => factsOf(host, before, after, names, signal),
    { enabled: names.length > 0 },
  );
  return useMemo(() => data ?? new Map<string, PairFacts>(), [data]);
}

/** Columns whose values are counted to find a key. */
export function lookedColumns(before: ResultState, after: ResultState): string[] {
  const most = before.rows + after.rows > looked.many ? looked.ofMany : looked.columns;
  return commonColumns(before.columns, after.columns)
    .slice(0, most)
    .map(({ name }) => name);
}

/** The best guess at the columns that name a row. */
function useKeyGuess(before: ResultState, after: ResultState, enabled: boolean) {
  return useHostQuery(
    ['comparison', 'key', before.id, after.id],
    async (host, signal) => {
      const common = commonColumns(before.columns, after.columns);
      const saved = await savedKey(host, after.queryId ?? before.queryId, signal);
      const known = suggestedKey(common, saved, new Map());
      if (saved.length > 0 && known.length === saved.length) return known;
      const names = lookedColumns(before, after);
      return suggestedKey(common, [], await factsOf(host, before, after, names, signal));
    },
    { enabled },
  );
}

/** Key that the saved query says; empty for none, also where it is not here any more. */
async function savedKey(
  host: HostClient,
  id: string | null,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (id === null) return [];
  const { queries } = await host.queries.library({}, { signal });
  if (!queries.some((query) => query.id === id)) return [];
  return (await host.queries.saved({ id }, { signal })).key;
}

export interface ComparisonState {
  comparison: Comparison | undefined;
  /** Columns that name a row; undefined until they are guessed. */
  key: readonly string[] | undefined;
  error: Error | null;
  running: boolean;
  /** Gives up the one being made. */
  stop: () => void;
  /** Makes it anew, also when the host forgot it. */
  again: () => void;
}

/** Compares two kept results, as long as nobody stops it. */
export function useComparison(
  asked: AskedComparison,
  before: ResultState,
  after: ResultState,
  /** Both have their end. */
  ended: boolean,
): ComparisonState {
  const workbench = useWorkbench();
  const possible = ended && commonColumns(before.columns, after.columns).length > 0;
  const guess = useKeyGuess(before, after, asked.key === null && possible);
  const key = asked.key ?? guess.data;
  const input = {
    ...asked,
    key: [...(key ?? [])],
    ignore: [...asked.ignore],
  };
  const name = JSON.stringify(input);
  const query = useHostQuery(
    ['comparison', 'rows', name],
    (host, signal) => host.queries.compare(input, { signal }),
    { enabled: possible && key !== undefined && key.length > 0 },
  );
  const { refetch } = query;
  const again = useCallback(() => void refetch(), [refetch]);
  const stop = useCallback(
    () => void workbench.queryClient.cancelQueries({ queryKey: ['comparison', 'rows', name] }),
    [workbench, name],
  );
  return {
    comparison: query.data,
    key,
    error: guess.error ?? query.error,
    running: guess.isFetching || query.isFetching,
    stop,
    again,
  };
}
