import type { Column } from '../../../contract/queries';

/** What a value of a column is in a file that has types. */
export type Kind = 'integer' | 'number' | 'exact' | 'boolean' | 'json' | 'text';

const kinds: Record<string, Kind> = {
  int2: 'integer',
  int4: 'integer',
  oid: 'integer',
  int8: 'exact',
  numeric: 'exact',
  float4: 'number',
  float8: 'number',
  bool: 'boolean',
  json: 'json',
  jsonb: 'json',
};

/** `integer` fits 53 bits; `exact` may be longer than a double holds. */
export function kindOf(column: Column): Kind {
  return kinds[column.type] ?? 'text';
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
