import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { ZipFile } from 'yazl';
import { AppError } from '../../../contract/errors';
import { wordsIn, type Parameter, type QueryWords } from '../../../contract/query-document';
import { type SavedQuery } from '../../../contract/query-library';
import { writeFileAtomically } from '../../../kit/files';

/** Files by their path with `/`. */
type Files = Map<string, string>;

/** Characters of a file's name that are taken from a title. */
const nameLength = 60;

/**
 * Writes queries as YAML with their statements beside it, as `readQueries` reads them. In a folder,
 * files of the same query are replaced and those of others left alone; a zip is written anew.
 *
 * @returns how many files were written
 * @throws AppError `file.unwritable` {path}
 */
export async function writeQueries(
  queries: readonly SavedQuery[],
  form: 'folder' | 'zip',
  path: string,
): Promise<number> {
  const files = await filesOf(queries, (name) => (form === 'zip' ? null : idIn(join(path, name))));
  try {
    if (form === 'zip') {
      await mkdir(dirname(path), { recursive: true });
      writeFileAtomically(path, await zipOf(files));
    } else
      for (const [name, text] of files) {
        await mkdir(dirname(join(path, name)), { recursive: true });
        writeFileAtomically(join(path, name), text);
      }
  } catch (error) {
    if (error instanceof AppError && error.code !== 'internal') throw error;
    throw new AppError('file.unwritable', { path }, { cause: error });
  }
  return files.size;
}

/** The same as one zip, for who asks from another machine. */
export async function zipQueries(
  queries: readonly SavedQuery[],
): Promise<{ data: Buffer; files: number }> {
  const files = await filesOf(queries, () => null);
  return { data: await zipOf(files), files: files.size };
}

/** The files of queries. `taken` tells the id of the query in a file that is there already. */
async function filesOf(
  queries: readonly SavedQuery[],
  taken: (name: string) => Promise<string | null> | null,
): Promise<Files> {
  const files: Files = new Map();
  for (const query of queries) {
    const folder = query.folder.split('/').map(fileName).filter(Boolean).join('/');
    const base = `${folder === '' ? '' : `${folder}/`}${fileName(wordsIn(query.title, 'en')) || 'query'}`;
    let name = base;
    for (let number = 2; await isOthers(name, query.id, files, taken); number++)
      name = `${base}-${number}`;
    const statements = query.statements.map((statement, index) => {
      const kind = [statement.dialect, statement.product, statement.minimum].filter(Boolean);
      const several = query.statements.length > 1;
      return {
        ...statement,
        file: `${name}${several ? `-${index + 1}-${kind.join('-')}` : ''}.sql`,
      };
    });
    for (const { file, sql } of statements) files.set(file, `${sql.trim()}\n`);
    files.set(`${name}.yaml`, yamlOf(query, statements));
  }
  return files;
}

async function isOthers(
  name: string,
  id: string,
  files: Files,
  taken: (name: string) => Promise<string | null> | null,
): Promise<boolean> {
  const file = `${name}.yaml`;
  if (files.has(file)) return true;
  const there = await taken(file);
  return there !== null && there !== id;
}

/** The id of the query in a file; `''` where it has none, null where there is no file. */
async function idIn(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : (/^id:\s*['"]?([^'"\s]+)/m.exec(text)?.[1] ?? '');
}

type FileStatement = SavedQuery['statements'][number] & { file: string };

function yamlOf(query: SavedQuery, statements: readonly FileStatement[]): string {
  const { requires, source, platform, category, confidence } = query;
  return stringify(
    pruned({
      id: query.id,
      version: query.version,
      platform,
      dialect: query.dialects,
      category,
      folder: query.folder,
      tags: query.tags,
      title: wordsOf(query.title),
      description: wordsOf(query.description),
      statements: statements.map(({ file, dialect, minimum, product, unproven }) =>
        pruned({
          file: file.slice(file.lastIndexOf('/') + 1),
          dialect,
          minimum,
          product,
          unproven: unproven || null,
        }),
      ),
      requires: requires.extensions.length + requires.rights.length > 0 ? requires : null,
      parameters: query.parameters.map(parameterOf),
      thresholds: query.thresholds,
      empty: wordsOf(query.empty),
      next: wordsOf(query.next),
      source,
      confidence,
      key: query.key,
    }),
    { lineWidth: 100 },
  );
}

function parameterOf({ label, choices, choicesFrom, whenEmpty, ...rest }: Parameter): object {
  const empty = whenEmpty === 'text' ? null : whenEmpty;
  return pruned({ ...rest, label: wordsOf(label), choices, choicesFrom, whenEmpty: empty });
}

/** Only the languages that were written. */
function wordsOf(words: QueryWords): Partial<QueryWords> | null {
  const written = Object.entries(words).filter(([, text]) => text !== '');
  return written.length === 0 ? null : Object.fromEntries(written);
}

/** Without what says nothing. */
function pruned(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/** A title as the name of a file, on every system. */
function fileName(title: string): string {
  const name = title
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_()（）]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, nameLength)
    .replace(/\p{Surrogate}$/u, '');
  // Names of devices on Windows.
  return /^(?:con|prn|aux|nul|com\d|lpt\d)$/.test(name) ? `${name}-` : name;
}

async function zipOf(files: Files): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of files) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
