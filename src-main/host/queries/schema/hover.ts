import type { Dialect } from '../../../contract/dialects';
import type { SchemaObject, TextRange } from '../../../contract/query-schema';
import { columnsOf, tableOf } from './columns';
import { cursorAt, visibleSources } from './cursor';
import type { KeptSchema } from './file';
import { nameOf } from './names';

/** What a name in a statement is. */
export interface Described {
  range: TextRange;
  object: SchemaObject;
  column: string | null;
}

/** What the name at a place is; null when it is none of the schema. */
export function describe(
  dialect: Dialect,
  sql: string,
  offset: number,
  schema: KeptSchema,
): Described | null {
  // The place before the first letter of a name belongs to it, too.
  let cursor = cursorAt(dialect, sql, offset);
  if (cursor.range.start === offset) cursor = cursorAt(dialect, sql, offset + 1);
  const token = cursor.tokens[cursor.at];
  if (cursor.writing !== 'name' || !token || token.text === '') return null;
  const range = { start: token.start, end: token.end };
  const name = nameOf(token);
  const { qualifier, block, clause } = cursor;
  const answer = (number: number | null, column: string | null = null): Described | null =>
    number === null ? null : { range, object: objectOf(schema, number), column };

  if (clause === 'table') return answer(tableOf(schema, [...qualifier, name]));
  const sources = visibleSources(block, -1);
  const prefix = qualifier.at(-1)?.toLowerCase();
  if (prefix === undefined) {
    const named = sources.find(({ source }) => source.alias.toLowerCase() === name.toLowerCase());
    if (named?.source.name && named.source.aliased)
      return answer(tableOf(schema, named.source.name));
  }
  for (const { source } of sources) {
    if (!source.name) continue;
    const meant =
      source.alias.toLowerCase() === prefix || source.name.at(-1)?.toLowerCase() === prefix;
    if (prefix !== undefined && !meant) continue;
    const column = columnsOf(schema, source, block).find(
      (known) => known.name.toLowerCase() === name.toLowerCase(),
    );
    if (column) return answer(tableOf(schema, source.name), column.name);
  }
  return answer(schema.directory.find([...qualifier, name]));
}

/** An object with all that is known of it; of a synonym with the columns of what it names. */
export function objectOf(schema: KeptSchema, number: number): SchemaObject {
  const { directory } = schema;
  const entry = directory.entries[number];
  if (!entry) throw new RangeError(`no object ${number}`);
  const { name, kind, comment, rows, detail } = entry;
  const named = kind === 'synonym' ? tableOf(schema, [directory.schemaOf(entry), name]) : number;
  const from = named ?? number;
  return {
    schema: directory.schemaOf(entry),
    name,
    kind,
    comment,
    rows,
    detail,
    columns: [...schema.part('columns', from)],
    keys: [...schema.part('keys', from)],
    indexes: [...schema.part('indexes', from)],
  };
}
