import { useTranslation } from 'react-i18next';
import type { Dialect, SavedQuery, Verdict } from '../../../../src-main/contract/index';
import { useHostQuery } from '../../workbench/index';
import type { Connection } from '../connections';
import { refusalText } from '../VerdictTag';

/** Why connections cannot be asked, by their ids; undefined while it is found out. */
export interface Fitting {
  reasons: ReadonlyMap<string, string> | undefined;
  /** Parameters of the statement. */
  names: readonly string[];
  error: Error | null;
}

/** Which connections a query has a statement for, as far as their servers are known. */
function useQueryFitting(
  query: SavedQuery | undefined,
  connections: readonly Connection[],
): { without: ReadonlySet<string> | undefined; error: Error | null } {
  const ids = connections.map(({ endpoint }) => endpoint.id);
  const { data, error } = useHostQuery(
    ['queries', 'fitting', query?.id ?? '', query?.version ?? 0, ids.join()],
    async (host, signal) => {
      const id = query?.id ?? '';
      const found = await Promise.all(
        ids.map((endpointId) => host.queries.statementOf({ id, endpointId }, { signal })),
      );
      return ids.filter((_, at) => found[at] === null);
    },
    { enabled: query !== undefined },
  );
  return { without: data && new Set(data), error };
}

/** What the guard says of a typed statement in each of the dialects. */
function useVerdicts(
  sql: string | null,
  connections: readonly Connection[],
): { verdicts: ReadonlyMap<Dialect, Verdict> | undefined; error: Error | null } {
  const dialects = [...new Set(connections.map(({ detail }) => detail.dialect))].sort();
  const { data, error } = useHostQuery(
    ['queries', 'verdicts', sql ?? '', dialects.join()],
    (host, signal) =>
      Promise.all(
        dialects.map(
          async (dialect) =>
            [
              dialect,
              await host.queries.classify({ dialect, sql: sql ?? '' }, { signal }),
            ] as const,
        ),
      ),
    { enabled: sql !== null },
  );
  return { verdicts: data && new Map(data), error };
}

/** Why each connection that cannot be asked cannot: it has no statement, or the guard refuses it. */
export function useFitting(
  query: SavedQuery | undefined,
  sql: string | null,
  connections: readonly Connection[],
): Fitting {
  const { t } = useTranslation(['query-runs', 'queries', 'systems']);
  const { without, error: unfound } = useQueryFitting(query, connections);
  const { verdicts, error: unjudged } = useVerdicts(sql, connections);
  const error = unfound ?? unjudged;
  if (sql === null) {
    if (!query || !without) return { reasons: undefined, names: [], error };
    const reasons = connections
      .filter(({ endpoint }) => without.has(endpoint.id))
      .map(({ endpoint, detail }) => {
        const dialect = t(`systems:dialect.${detail.dialect}`);
        const text = query.dialects.includes(detail.dialect)
          ? t('several.otherVersion', { dialect })
          : t('several.otherDialect', { dialect });
        return [endpoint.id, text] as const;
      });
    return {
      reasons: new Map(reasons),
      names: query.parameters.map(({ name }) => name),
      error,
    };
  }
  if (!verdicts) return { reasons: undefined, names: [], error };
  const refusals = connections.flatMap(({ endpoint, detail }) => {
    const verdict = verdicts.get(detail.dialect);
    if (verdict?.verdict !== 'refused') return [];
    const reason = refusalText((key, params) => t(`queries:${key}` as never, params), verdict);
    return [[endpoint.id, reason] as const];
  });
  return {
    reasons: new Map(refusals),
    names: [...new Set([...verdicts.values()].flatMap(({ parameters }) => parameters))],
    error,
  };
}
