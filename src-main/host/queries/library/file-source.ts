import { opendir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../../../contract/errors';

/** Limits of what is read: a library is some thousand small texts. */
const mostFiles = 10_000;
const mostBytes = 64 * 1024 * 1024;
const deepest = 8;

/** A place on this machine, or files that the page gives, in Base64. */
export type ImportFrom =
  | { kind: 'path'; path: string }
  | { kind: 'files'; files: readonly { name: string; data: string }[] };

/** Files by their path with `/`, below what was chosen. */
export interface FileSource {
  /** Paths of the YAML files. */
  queries: string[];
  /** Undefined where there is no such file. */
  read(name: string): Promise<Uint8Array | undefined>;
}

/**
 * Opens a YAML file with what lies beside it, a folder, a zip, or what the page gives. Files are
 * read when they are asked for: what else lies in a folder does not matter.
 *
 * @throws AppError `file.missing`, `file.unreadable`, `queries.import-large`, `queries.import-zip`
 */
export async function openSource(from: ImportFrom): Promise<FileSource> {
  const files = new Files(
    from.kind === 'path' ? from.path : from.files.map(({ name }) => name).join(', '),
  );
  if (from.kind === 'path') await files.addPath(from.path);
  else
    for (const { name, data } of from.files) {
      const bytes = Buffer.from(data, 'base64');
      if (/\.zip$/i.test(name)) await files.addZip(bytes);
      else files.add(name.replaceAll('\\', '/'), () => Promise.resolve(bytes));
    }
  return files;
}

class Files implements FileSource {
  private readonly path: string;
  private readonly readers = new Map<string, () => Promise<Uint8Array>>();
  private bytes = 0;

  /** @param path what was chosen, for errors */
  constructor(path: string) {
    this.path = path;
  }

  get queries(): string[] {
    return [...this.readers.keys()].filter((name) => /\.ya?ml$/i.test(name)).sort();
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    const bytes = await this.readers.get(posix.normalize(name))?.();
    this.bytes += bytes?.length ?? 0;
    if (this.bytes > mostBytes) throw this.tooLarge();
    return bytes;
  }

  add(name: string, read: () => Promise<Uint8Array>): void {
    if (this.readers.size >= mostFiles) throw this.tooLarge();
    this.readers.set(posix.normalize(name), read);
  }

  async addPath(path: string): Promise<void> {
    const found = await stat(path).catch((error: unknown) => {
      throw readError(error, path);
    });
    if (found.isDirectory()) return this.addFolder(path, '', 0);
    if (/\.zip$/i.test(path)) return this.addZip(await this.bytesOf(path));
    await this.addFolder(dirname(path), '', deepest);
    for (const other of this.queries) if (other !== basename(path)) this.readers.delete(other);
    this.add(basename(path), () => this.bytesOf(path));
  }

  async addZip(content: Buffer): Promise<void> {
    try {
      const zip = await fromBufferPromise(content, { lazyEntries: true, autoClose: false });
      for await (const entry of zip.eachEntry())
        if (isWanted(entry.fileName)) this.add(entry.fileName, () => this.unpack(zip, entry));
    } catch (error) {
      throw this.zipError(error);
    }
  }

  private async addFolder(path: string, name: string, depth: number): Promise<void> {
    const folder = await opendir(path).catch((error: unknown) => {
      throw readError(error, path);
    });
    for await (const entry of folder) {
      const inside = name === '' ? entry.name : `${name}/${entry.name}`;
      const full = join(path, entry.name);
      // Links are not followed: they may lead anywhere, also in circles.
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory() && depth < deepest && entry.name !== 'node_modules')
        await this.addFolder(full, inside, depth + 1);
      else if (entry.isFile() && isWanted(entry.name)) this.add(inside, () => this.bytesOf(full));
    }
  }

  private async unpack(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
    if (this.bytes + entry.uncompressedSize > mostBytes) throw this.tooLarge();
    try {
      const parts: Buffer[] = [];
      // The library stops where an entry has more than it states.
      for await (const part of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>)
        parts.push(part);
      return Buffer.concat(parts);
    } catch (error) {
      throw this.zipError(error);
    }
  }

  private async bytesOf(path: string): Promise<Buffer> {
    try {
      if (this.bytes + (await stat(path)).size > mostBytes) throw this.tooLarge();
      return await readFile(path);
    } catch (error) {
      throw error instanceof AppError ? error : readError(error, path);
    }
  }

  private zipError(error: unknown): AppError {
    if (error instanceof AppError) return error;
    return new AppError('queries.import-zip', { path: this.path }, { cause: error });
  }

  private tooLarge(): AppError {
    const megabytes = mostBytes / 1024 / 1024;
    return new AppError('queries.import-large', { path: this.path, megabytes, files: mostFiles });
  }
}

function isWanted(name: string): boolean {
  return /\.(?:ya?ml|sql)$/i.test(name);
}

function readError(error: unknown, path: string): AppError {
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new AppError(missing ? 'file.missing' : 'file.unreadable', { path }, { cause: error });
}
