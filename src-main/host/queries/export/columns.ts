import type { Column } from '../../../contract/query-results';

const truths = new Map([
  ...['t', 'true', '1', 'y', 'yes'].map((word) => [word, true] as const),
  ...['f', 'false', '0', 'n', 'no'].map((word) => [word, false] as const),
]);

/** What a cell of a truth column says, in any database's words; null for another one. */
export function truthOf(cell: string): boolean | null {
  return truths.get(cell.toLowerCase()) ?? null;
}

/** Names for formats in which a name may occur once: the second `id` becomes `id_2`. */
export function uniqueNames(columns: readonly Column[]): string[] {
  const taken = new Set(columns.map(({ name }) => name));
  const seen = new Set<string>();
  return columns.map(({ name }) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let number = 2;
    while (taken.has(`${name}_${number}`)) number += 1;
    taken.add(`${name}_${number}`);
    return `${name}_${number}`;
  });
}
