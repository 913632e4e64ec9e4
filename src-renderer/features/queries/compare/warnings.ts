import type { Comparison, ResultState } from '../../../../src-main/contract/index';
import type { PairFacts } from './compare-key';
import { commonColumns } from './compare-key';

/** One of two results, or both. */
export type Side = 'before' | 'after' | 'both';

/** What makes a comparison say less than it seems to. */
export type CompareWarning =
  | { id: 'truncated' | 'partial' | 'clipped'; side: Side }
  | { id: 'duplicates'; before: number; after: number }
  | { id: 'nullKey'; columns: readonly string[]; before: number; after: number }
  | { id: 'onlyBefore' | 'onlyAfter' | 'kinds'; columns: readonly string[] }
  | { id: 'statements' | 'parameters' | 'servers' | 'keyOnly' | 'reversed' };

/** Those by which rows may seem added, removed or changed that are not; the others are to be known. */
const grave: ReadonlySet<CompareWarning['id']> = new Set([
  'truncated',
  'partial',
  'clipped',
  'duplicates',
  'nullKey',
]);

export function isGrave({ id }: CompareWarning): boolean {
  return grave.has(id);
}

/**
 * All that is to be said of a comparison before its counts are believed, the grave first.
 *
 * @param facts of the key's columns, by name; empty until they are known
 */
export function warningsOf(
  comparison: Comparison,
  before: ResultState,
  after: ResultState,
  facts: ReadonlyMap<string, PairFacts>,
): CompareWarning[] {
  const found: CompareWarning[] = [];
  const ofSides = (id: 'truncated' | 'partial' | 'clipped', is: (one: ResultState) => boolean) => {
    const [one, two] = [is(before), is(after)];
    if (one || two) found.push({ id, side: one && two ? 'both' : one ? 'before' : 'after' });
  };
  ofSides('truncated', ({ truncated }) => truncated);
  ofSides('partial', ({ state }) => state !== 'done');
  ofSides('clipped', ({ clippedCells }) => clippedCells > 0);
  const { duplicates, columns, onlyBefore, onlyAfter, key } = comparison;
  if (duplicates.before + duplicates.after > 0) found.push({ id: 'duplicates', ...duplicates });
  const withNull = key.filter((name) => nullsIn(facts.get(name)) > 0);
  if (withNull.length > 0)
    found.push({
      id: 'nullKey',
      columns: withNull,
      before: Math.max(...withNull.map((name) => facts.get(name)?.before.nulls ?? 0)),
      after: Math.max(...withNull.map((name) => facts.get(name)?.after.nulls ?? 0)),
    });

  if (onlyBefore.length > 0) found.push({ id: 'onlyBefore', columns: onlyBefore });
  if (onlyAfter.length > 0) found.push({ id: 'onlyAfter', columns: onlyAfter });
  const compared = new Set(
    columns.filter(({ role }) => role !== 'ignored').map(({ after: place }) => place),
  );
  const kinds = commonColumns(before.columns, after.columns)
    .filter(({ kindsDiffer, after: place }) => kindsDiffer && compared.has(place))
    .map(({ name }) => name);
  if (kinds.length > 0) found.push({ id: 'kinds', columns: kinds });
  if (columns.every(({ role }) => role === 'key')) found.push({ id: 'keyOnly' });
  if (before.sql.trim() !== after.sql.trim()) found.push({ id: 'statements' });
  else if (!sameParameters(before, after)) found.push({ id: 'parameters' });
  if (before.server !== after.server || before.host !== after.host) found.push({ id: 'servers' });
  if (before.startedAt > after.startedAt) found.push({ id: 'reversed' });
  return found;
}

function nullsIn(facts: PairFacts | undefined): number {
  return facts ? facts.before.nulls + facts.after.nulls : 0;
}

function sameParameters({ parameters: one }: ResultState, { parameters: two }: ResultState) {
  const names = new Set([...Object.keys(one), ...Object.keys(two)]);
  return [...names].every((name) => one[name] === two[name]);
}
