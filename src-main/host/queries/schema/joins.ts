import type { Dialect } from '../../../contract/dialects';
import type { SchemaKey } from '../../../contract/query-schema';
import { tableOf } from './columns';
import type { KeptSchema } from './file';
import { quoteName } from './names';
import type { Source } from './scope-model';

/** Tables that are offered to be joined. */
const mostJoins = 40;

/** A condition that a foreign key gives, e.g. `j.pk_material = m.pk_material`. */
interface Link {
  /** Object and columns on the new side, columns of the known source on the other. */
  table: number;
  pairs: readonly (readonly [other: string, own: string])[];
}

/** A table to join, with its alias and condition. */
export interface JoinOffer {
  table: number;
  insert: string;
}

/** How names are written in a statement. */
export interface Writing {
  dialect: Dialect;
  lower: boolean;
}

/** Tables that foreign keys lead to from what is read already, and back. */
export function joinOffers(
  schema: KeptSchema,
  sources: readonly Source[],
  qualified: (table: number) => string,
  { dialect, lower }: Writing,
): JoinOffer[] {
  const offers: JoinOffer[] = [];
  const taken = new Set(sources.map(({ alias }) => alias.toLowerCase()));
  for (const source of sources) {
    if (!source.name) continue;
    const number = tableOf(schema, source.name);
    if (number === null) continue;
    for (const { table, pairs } of linksOf(schema, number)) {
      if (offers.length >= mostJoins) return offers;
      const name = schema.directory.entries[table]?.name ?? '';
      const alias = aliasFor(name, taken);
      const condition = pairs
        .map(
          ([other, own]) =>
            `${alias}.${quoteName(dialect, other, lower)} = ${quoteName(dialect, source.alias, lower)}.${quoteName(dialect, own, lower)}`,
        )
        .join(' AND ');
      offers.push({ table, insert: `${qualified(table)} ${alias} ON ${condition}` });
    }
  }
  return offers;
}

/** Conditions that join the table read last with those before it. */
export function conditionOffers(
  schema: KeptSchema,
  sources: readonly Source[],
  { dialect, lower }: Writing,
): string[] {
  const last = sources.at(-1);
  const number = last?.name ? tableOf(schema, last.name) : null;
  if (!last || number === null) return [];
  const links = linksOf(schema, number);
  const written = (alias: string, column: string): string =>
    `${quoteName(dialect, alias, lower)}.${quoteName(dialect, column, lower)}`;
  return sources.slice(0, -1).flatMap((source) => {
    const other = source.name && tableOf(schema, source.name);
    return links
      .filter(({ table }) => table === other)
      .map(({ pairs }) =>
        pairs
          .map(([theirs, own]) => `${written(last.alias, own)} = ${written(source.alias, theirs)}`)
          .join(' AND '),
      );
  });
}

/** Foreign keys of a table and to it. */
function linksOf(schema: KeptSchema, number: number): Link[] {
  const { directory } = schema;
  const links: Link[] = [];
  for (const key of schema.part('keys', number)) {
    const table = key.references && directory.find([key.references.schema, key.references.name]);
    if (table != null) links.push({ table, pairs: pairsOf(schema, key, table) });
  }
  for (const from of directory.referencesTo(number)) {
    for (const key of schema.part('keys', from)) {
      const to = key.references && directory.find([key.references.schema, key.references.name]);
      if (to !== number) continue;
      const pairs = pairsOf(schema, key, number).map(([theirs, own]) => [own, theirs] as const);
      links.push({ table: from, pairs });
    }
  }
  return links.filter(({ pairs }) => pairs.length > 0);
}

/** Pairs [referenced column, own column]; where the target's are not named they are its primary key. */
function pairsOf(
  schema: KeptSchema,
  { columns, references }: SchemaKey,
  target: number,
): (readonly [string, string])[] {
  const named = references?.columns ?? [];
  const primary = schema.part('keys', target).find(({ kind }) => kind === 'primary');
  const theirs = named.length > 0 ? named : (primary?.columns ?? []);
  return columns.flatMap((own, at) => {
    const other = theirs[at];
    return other === undefined ? [] : [[other, own] as const];
  });
}

/** Begins of the name's parts, `bm` for `BD_MATERIAL`; a number where that is taken. */
function aliasFor(name: string, taken: ReadonlySet<string>): string {
  const letters = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.charAt(0).toLowerCase())
    .join('')
    .replace(/^\d+/, '');
  const short = letters === '' ? 't' : letters;
  // Words such as `as`, `on` and `or` are no aliases.
  const free = (alias: string): boolean =>
    !taken.has(alias) &&
    !['as', 'on', 'or', 'in', 'is', 'to', 'by', 'if', 'do', 'no', 'of', 'at'].includes(alias);
  if (free(short)) return short;
  let number = 2;
  while (!free(`${short}${number}`)) number += 1;
  return `${short}${number}`;
}
