import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { QueryStatement } from '../../../contract/query-document';
import { packQuerySchema, type PackQueryDocument, type QueryFile } from './schema';

/** One way to ask, with its text. */
export interface PackStatement extends QueryStatement {
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

/**
 * Reads one shipped query by its id, at once.
 *
 * @returns null where there is none
 * @throws Error as {@link readQueryPacks}
 */
export function readQueryPack(resources: string, id: string): PackQuery | null {
  const [, platform = '', name = ''] = /^([a-z0-9-]+)\.([a-z0-9-]+)$/.exec(id) ?? [];
  const folder = join(resources, 'packs', platform, 'queries');
  const file = join(folder, `${name}.yaml`);
  if (platform === '' || !existsSync(file)) return null;
  const document = parsed(file, readFileSync(file, 'utf8'));
  const texts = new Map(
    document.statements.map((one) => [one.file, readFileSync(join(folder, one.file), 'utf8')]),
  );
  return { ...document, statements: statementsOf(document, texts) };
}

async function readQuery(folder: string, file: string): Promise<PackQuery> {
  const document = parsed(file, await readFile(join(folder, file), 'utf8'));
  const texts = new Map<string, string>();
  for (const one of document.statements)
    texts.set(one.file, await readFile(join(folder, one.file), 'utf8'));
  return { ...document, statements: statementsOf(document, texts) };
}

function parsed(file: string, text: string): PackQueryDocument {
  const { success, data, error } = packQuerySchema.safeParse(parse(text));
  if (!success) throw new Error(`${file}: ${error.message}`);
  return data;
}

/** The statements of a file with their texts, by the name of the file beside it. */
export function statementsOf(
  { dialect, statements, unproven }: Pick<QueryFile, 'dialect' | 'statements' | 'unproven'>,
  texts: ReadonlyMap<string, string>,
): PackStatement[] {
  return statements.map((statement) => ({
    dialect: statement.dialect ?? dialect[0] ?? 'postgresql',
    sql: texts.get(statement.file)?.trim() ?? '',
    minimum: statement.minimum ?? null,
    product: statement.product ?? null,
    unproven: unproven || statement.unproven,
  }));
}
