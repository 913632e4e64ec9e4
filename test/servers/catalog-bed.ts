import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect } from '../../src-main/contract/dialects';
import type { Row } from '../../src-main/contract/queries';
import { SealedFile } from '../../src-main/kit/sealed-file';
import { KeptSchema } from '../../src-main/host/queries/schema/file';
import { readSchema, type RunCatalog } from '../../src-main/host/queries/schema/read';
import { statementsOf } from '../../src-main/host/queries/schema/statements/index';

/** A table of a made-up catalog; columns as `name type [comment]`. */
export interface CatalogTable {
  schema?: string;
  name: string;
  kind?: string;
  comment?: string;
  rows?: number;
  visible?: boolean;
  detail?: string;
  columns?: readonly string[];
  primary?: readonly string[];
  /** `[columns, table, columns there]` */
  foreign?: readonly (readonly [readonly string[], string, readonly string[]])[];
  indexes?: readonly (readonly [string, readonly string[]])[];
}

/** Writes answers as a server gives them through the reader into a sealed file, and opens it. */
export async function keptCatalog(
  dialect: Dialect,
  folder: string,
  tables: readonly CatalogTable[],
): Promise<KeptSchema> {
  const path = join(folder, randomBytes(8).toString('hex'));
  const file = SealedFile.create(path, randomBytes(32));
  await readSchema(dialect, catalogOf(dialect, tables), file, () => undefined);
  const kept = await KeptSchema.open(file);
  rmSync(path, { force: true });
  return kept;
}

/** A server that answers the statements which read a schema. */
export function catalogOf(dialect: Dialect, all: readonly CatalogTable[]): RunCatalog {
  const byName = new Map(all.map((table) => [table.name, table]));
  const schemaOf = ({ schema }: CatalogTable): string => schema ?? 'app';
  const { objects, columns, keys } = statementsOf(dialect);
  const answer = (sql: string): Row[] => {
    if (sql === objects[0])
      return all.map((table) => [
        schemaOf(table),
        table.name,
        table.kind ?? 'table',
        table.rows === undefined ? null : String(table.rows),
        table.comment ?? null,
        table.visible === false ? '0' : '1',
        '0',
        table.detail ?? '',
      ]);
    if (objects.includes(sql)) return [];
    return all.flatMap((table): Row[] => {
      const at: Row = [schemaOf(table), table.name];
      if (sql === columns)
        return (table.columns ?? []).map((written) => {
          const [name = '', type = '', ...comment] = written.split(' ');
          return [...at, name, type, '1', null, comment.join(' ') || null, null];
        });
      if (sql === keys)
        return [
          ...(table.primary ?? []).map((column): Row => [
            ...at,
            'pk',
            'p',
            column,
            null,
            null,
            null,
          ]),
          ...(table.foreign ?? []).flatMap(([own, target, theirs], number) =>
            own.map((column, place): Row => {
              const to = byName.get(target);
              const schema = to ? schemaOf(to) : 'app';
              return [...at, `fk${number}`, 'f', column, schema, target, theirs[place] ?? null];
            }),
          ),
        ];
      return (table.indexes ?? []).flatMap(([name, names]) =>
        names.map((column): Row => [...at, name, '0', '1', column]),
      );
    });
  };
  return (sql, rows) => {
    rows(answer(sql));
    return Promise.resolve();
  };
}
