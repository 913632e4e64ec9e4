import { opendir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { fromBufferPromise } from 'yauzl';
import { AppError } from '../../../contract/errors';
import type { Inputs } from '../../../contract/index';
import type { ImportProblem } from '../../../contract/query-library';
import { readQueryFile, type FileQuery } from './file-form';
import { textOf } from './texts';

/** Limits of what is read: a library is some thousand small texts. */
const mostFiles = 10_000;
const mostBytes = 64 * 1024 * 1024;
const deepest = 8;

/** Files by their path with `/`, below the folder that was chosen. */
type Files = Map<string, Uint8Array>;

/**
 * Reads queries out of a YAML file, a folder, a zip, or files that the page gives.
 *
 * @throws AppError `file.missing`, `file.unreadable`, `queries.import-nothing` {path},
 *   `queries.import-large` {path, megabytes, files}, `queries.import-zip` {path}
 */
export async function readQueries(
  from: Inputs['queries']['importQueries']['from'],
): Promise<{ queries: FileQuery[]; problems: ImportProblem[] }> {
  const files = from.kind === 'path' ? await filesAt(from.path) : await filesGiven(from.files);
  const names = [...files.keys()].filter((name) => /\.ya?ml$/i.test(name)).sort();
  if (names.length === 0)
    throw new AppError('queries.import-nothing', {
      path: from.kind === 'path' ? from.path : from.files.map(({ name }) => name).join(', '),
    });
  const queries: FileQuery[] = [];
  const problems: ImportProblem[] = [];
  for (const name of names) {
    const beside = (statement: string): string | undefined => {
      const bytes = files.get(posix.join(posix.dirname(name), statement));
      return bytes && textOf(bytes);
    };
    const read = readQueryFile(name, textOf(files.get(name) ?? new Uint8Array()), beside);
    if ('problems' in read) problems.push(...read.problems);
    else {
      const { query } = read;
      // A folder of the library is a folder on disk, unless the file says another.
      const folder = query.document.folder || posix.dirname(name).replace(/^\.$/, '');
      queries.push({ ...query, document: { ...query.document, folder } });
    }
  }
  return { queries, problems };
}

async function filesAt(path: string): Promise<Files> {
  const files = new Gathered(path);
  const found = await stat(path).catch((error: unknown) => {
    throw readError(error, path);
  });
  if (found.isDirectory()) await files.folder(path, '', 0);
  else if (/\.zip$/i.test(path)) await files.zip(await bytesOf(path));
  else {
    files.add(basename(path), await bytesOf(path));
    // Its statements lie beside it.
    for await (const entry of await opendir(dirname(path)))
      if (entry.isFile() && /\.sql$/i.test(entry.name))
        files.add(entry.name, await bytesOf(join(dirname(path), entry.name)));
  }
  return files.files;
}

async function filesGiven(given: readonly { name: string; data: string }[]): Promise<Files> {
  const files = new Gathered(given.map(({ name }) => name).join(', '));
  for (const { name, data } of given) {
    const bytes = Buffer.from(data, 'base64');
    if (/\.zip$/i.test(name)) await files.zip(bytes);
    else files.add(name.replaceAll('\\', '/'), bytes);
  }
  return files.files;
}

/** Files so far, within the limits. */
class Gathered {
  readonly files: Files = new Map();
  private readonly path: string;
  private bytes = 0;

  constructor(path: string) {
    this.path = path;
  }

  add(name: string, bytes: Uint8Array): void {
    this.bytes += bytes.length;
    if (this.bytes > mostBytes || this.files.size >= mostFiles) throw this.tooLarge();
    this.files.set(posix.normalize(name), bytes);
  }

  async folder(path: string, name: string, depth: number): Promise<void> {
    const folder = await opendir(path).catch((error: unknown) => {
      throw readError(error, path);
    });
    for await (const entry of folder) {
      const inside = name === '' ? entry.name : `${name}/${entry.name}`;
      // Links are not followed: they may lead anywhere, also in circles.
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory() && depth < deepest && entry.name !== 'node_modules')
        await this.folder(join(path, entry.name), inside, depth + 1);
      else if (entry.isFile() && isWanted(entry.name))
        this.add(inside, await bytesOf(join(path, entry.name)));
    }
  }

  async zip(content: Buffer): Promise<void> {
    try {
      const zip = await fromBufferPromise(content, {});
      for await (const entry of zip.eachEntry()) {
        if (!isWanted(entry.fileName)) continue;
        if (this.bytes + entry.uncompressedSize > mostBytes) throw this.tooLarge();
        const parts: Buffer[] = [];
        // The library stops where an entry has more than it states.
        for await (const part of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>)
          parts.push(part);
        this.add(entry.fileName, Buffer.concat(parts));
      }
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError('queries.import-zip', { path: this.path }, { cause: error });
    }
  }

  private tooLarge(): AppError {
    const megabytes = mostBytes / 1024 / 1024;
    return new AppError('queries.import-large', { path: this.path, megabytes, files: mostFiles });
  }
}

function isWanted(name: string): boolean {
  return /\.(?:ya?ml|sql)$/i.test(name);
}

async function bytesOf(path: string): Promise<Buffer> {
  const { size } = await stat(path).catch((error: unknown) => {
    throw readError(error, path);
  });
  if (size > mostBytes) {
    const megabytes = mostBytes / 1024 / 1024;
    throw new AppError('queries.import-large', { path, megabytes, files: mostFiles });
  }
  return readFile(path).catch((error: unknown) => {
    throw readError(error, path);
  });
}

function readError(error: unknown, path: string): AppError {
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new AppError(missing ? 'file.missing' : 'file.unreadable', { path }, { cause: error });
}
