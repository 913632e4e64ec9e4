import type { QueryCard } from '../../../../src-main/contract/index';

/** What hurts first comes first; a category not named here comes behind these, by its name. */
const order = [
  'locks',
  'sessions',
  'statements',
  'top-sql',
  'space',
  'indexes',
  'objects',
  'jobs',
  'cache',
  'replication',
  'backup',
  'rights',
  'settings',
];

/** Shipped checks by what they look at; of each category they stay in their order. */
export function byCategory<Query extends Pick<QueryCard, 'category'>>(
  queries: readonly Query[],
): { category: string; queries: Query[] }[] {
  const groups = new Map<string, Query[]>();
  for (const query of queries) {
    const category = query.category ?? '';
    const group = groups.get(category);
    if (group) group.push(query);
    else groups.set(category, [query]);
  }
  const rank = (category: string): number => {
    const at = order.indexOf(category);
    return at === -1 ? order.length : at;
  };
  return [...groups]
    .map(([category, inside]) => ({ category, queries: inside }))
    .sort(
      (left, right) =>
        rank(left.category) - rank(right.category) ||
        (left.category < right.category ? -1 : left.category > right.category ? 1 : 0),
    );
}
