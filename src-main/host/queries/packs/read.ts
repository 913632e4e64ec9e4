import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packQuerySchema, type Dialect, type PackQueryDocument } from './schema';

/** One way to ask, with its text. */
export interface PackStatement {
  dialect: Dialect;
  sql: string;
  /** Least version of the server, e.g. `9.6`; null for any. */
  minimum: string | null;
  /** Product behind the dialect that it is for; null for any. */
  product: string | null;
  /** Never run on a real server of its kind. */
  unproven: boolean;
}

/** A shipped query and its statements, in the order in which they are tried. */
export interface PackQuery extends Omit<PackQueryDocument, 'statements'> {
  statements: PackStatement[];
}

/**
 * Reads all shipped queries, by id.
 *
 * @param resources folder of the program's resources
 * @throws Error when a file is not as {@link packQuerySchema} says: ours, so a defect
 */
export async function readQueryPacks(resources: string): Promise<PackQuery[]> {
  const packs = join(resources, 'packs');
  const queries: PackQuery[] = [];
  for (const platform of (await readdir(packs)).sort()) {
    const folder = join(packs, platform, 'queries');
    const files = await readdir(folder).catch(() => []);
    for (const file of files.filter((name) => name.endsWith('.yaml')).sort())
      queries.push(await readQuery(folder, file));
  }
  return queries;
}

async function readQuery(folder: string, file: string): Promise<PackQuery> {
  const text = await readFile(join(folder, file), 'utf8');
  const parsed = packQuerySchema.safeParse(parse(text));
  if (!parsed.success) throw new Error(`${file}: ${parsed.error.message}`);
  const { statements, ...document } = parsed.data;
  return {
    ...document,
    statements: await Promise.all(
      statements.map(async (statement) => {
        const dialect = statement.dialect ?? document.dialect[0];
        if (!dialect) throw new Error(`${file}: no dialect`);
        return {
          dialect,
          sql: (await readFile(join(folder, statement.file), 'utf8')).trim(),
          minimum: statement.minimum ?? null,
          product: statement.product ?? null,
          unproven: document.unproven || statement.unproven,
        };
      }),
    ),
  };
}
