import type { ResultState } from '../../../../src-main/contract/index';
import { isRunning } from '../use-run';
import { commonColumns } from './compare-key';

/** What makes two results belong together. */
export type Kinship = 'sameQuery' | 'sameStatement' | null;

export function kinshipOf(one: ResultState, other: ResultState): Kinship {
  if (one.queryId !== null && one.queryId === other.queryId) return 'sameQuery';
  return one.sql.trim() === other.sql.trim() ? 'sameStatement' : null;
}

/**
 * Results that one may be compared with: those that have ended and have columns; of the same query
 * or statement first, then those with columns in common, the newest of each first.
 */
export function candidatesOf(
  result: ResultState,
  results: readonly ResultState[],
): readonly ResultState[] {
  const rank = (other: ResultState): number => {
    if (kinshipOf(result, other) !== null) return 0;
    return commonColumns(result.columns, other.columns).length > 0 ? 1 : 2;
  };
  return results
    .filter(({ id, state, columns }) => id !== result.id && !isRunning(state) && columns.length > 0)
    .map((other) => ({ other, rank: rank(other) }))
    .toSorted((one, two) => one.rank - two.rank || two.other.startedAt - one.other.startedAt)
    .map(({ other }) => other);
}
