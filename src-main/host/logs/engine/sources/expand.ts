import { opendir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, parse, resolve } from 'node:path';
import { AppError } from '../../../../contract/errors';
import { asFileError } from './local-file';
import { alternatives, hasWildcards, nameMatcher, pathMatcher } from './wildcard';
import { zipEntries } from './zip';

/** A file or folder that a pattern stands for. */
export interface FoundFile {
  name: string;
  path: string;
  kind: 'file' | 'folder';
  bytes: number;
  /** UTC ms. */
  changedAt: number;
  /** By its name: `.gz`, `.zst`, `.zip`. */
  packed: boolean;
  /** Where it is a file in a zip: that zip, and its name there. */
  zipped?: { path: string; entry: string };
}

/** What a pattern stands for, newest first. */
export interface Expanded {
  /** The folder without wildcards where the search began. */
  folder: string;
  /** The path stands for itself, and `folder` is the one it lies in. */
  isFile: boolean;
  entries: FoundFile[];
  /** There are more than were looked at or kept. */
  truncated: boolean;
}

/** Bounds of a search. */
export interface ExpandOptions {
  /** The newest so many are kept. */
  limit?: number;
  /** Folders are given too, as for choosing one. */
  folders?: boolean;
  signal?: AbortSignal | undefined;
}

/** Names that one search looks at, at most; folders below each other that `**` goes down. */
const mostNames = 300_000;
const mostDepth = 16;
/** Files whose facts are asked for at the same time. */
const together = 128;

const ignoreCase = process.platform === 'win32';

/**
 * The files that a path stands for: itself, the files of a folder, or those of a pattern with
 * `*`, `?`, `[…]`, `{a,b}` and `**`. In a pattern a zip is a folder of its files. `~` is the
 * person's own folder. Names that cannot be read are left out.
 *
 * @throws AppError `file.missing`, `file.unreadable` for a path without wildcards;
 *   `wire.cancelled`
 */
export async function expand(pattern: string, options: ExpandOptions = {}): Promise<Expanded> {
  const path = resolve(withHome(pattern));
  const search = new Search(options);
  const found = await kindOf(path);
  if (found === 'folder') {
    await search.folder(path, () => true);
    return search.result(path);
  }
  if (found !== null) {
    search.offer(path);
    await search.settle();
    return { ...search.result(parse(path).dir), isFile: true };
  }
  let folder = '';
  for (const one of alternatives(path)) folder = await search.pattern(one);
  const result = search.result(folder);
  if (hasWildcards(pattern)) return result;
  // It may be a file in a zip.
  if (result.entries.length === 0) throw asFileError(await troubleOf(path), path);
  return { ...result, isFile: true };
}

function withHome(path: string): string {
  return path === '~' || /^~[\\/]/.test(path) ? join(homedir(), path.slice(1)) : path;
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | null> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
  } catch {
    return null;
  }
}

function isZipName(name: string): boolean {
  return /\.zip$/i.test(name);
}

async function troubleOf(path: string): Promise<unknown> {
  try {
    await stat(path);
    return null;
  } catch (error) {
    return error;
  }
}

/** Collects the newest files that are offered, with bounded memory. */
class Search {
  private readonly limit: number;
  private readonly folders: boolean;
  private readonly signal: AbortSignal | undefined;
  private names = 0;
  private truncated = false;
  private waiting: string[] = [];
  private kept = new Map<string, FoundFile>();

  constructor({ limit = 2000, folders = false, signal }: ExpandOptions) {
    this.limit = limit;
    this.folders = folders;
    this.signal = signal;
  }

  /** Goes down a pattern, which is an absolute path. @returns the folder without wildcards */
  async pattern(path: string): Promise<string> {
    const { root } = parse(path);
    const parts = path.slice(root.length).split(/[\\/]/).filter(Boolean);
    const first = parts.findIndex(
      (part, at) => hasWildcards(part) || (at > 0 && isZipName(parts[at - 1] ?? '')),
    );
    const fixed = first < 0 ? parts.length - 1 : first;
    const folder = join(root, ...parts.slice(0, fixed));
    await this.down(folder, parts.slice(fixed), 0);
    await this.settle();
    return folder;
  }

  /** Offers all names of a folder that match. */
  async folder(path: string, accepts: (name: string) => boolean): Promise<void> {
    for await (const entry of this.read(path)) {
      if (!accepts(entry.name)) continue;
      this.offer(join(path, entry.name));
      if (this.waiting.length >= together) await this.settle();
    }
    await this.settle();
  }

  offer(path: string): void {
    this.waiting.push(path);
  }

  /** Asks for the facts of what was offered. */
  async settle(): Promise<void> {
    const paths = this.waiting;
    this.waiting = [];
    const found = await Promise.all(paths.map((path) => this.factsOf(path)));
    for (const file of found) if (file) this.kept.set(file.path, file);
    // Sorting now and then costs less than keeping order all the time.
    if (this.kept.size > this.limit * 2 + together) this.trim();
  }

  result(folder: string): Expanded {
    this.trim();
    const entries = [...this.kept.values()];
    return { folder, isFile: false, entries, truncated: this.truncated };
  }

  private trim(): void {
    const sorted = [...this.kept.values()].toSorted(
      (one, other) => other.changedAt - one.changedAt || (one.path < other.path ? -1 : 1),
    );
    if (sorted.length > this.limit) this.truncated = true;
    this.kept = new Map(sorted.slice(0, this.limit).map((file) => [file.path, file]));
  }

  private async down(folder: string, parts: readonly string[], depth: number): Promise<void> {
    const [part, ...rest] = parts;
    if (part === undefined || depth > mostDepth) return;
    if (isZipName(folder) && (await kindOf(folder)) === 'file') {
      await this.inZip(folder, parts);
      return;
    }
    if (part === '**') {
      await this.down(folder, rest, depth);
      for await (const entry of this.read(folder)) {
        // Links are not followed: they may lead back up.
        if (entry.isDirectory() && !entry.name.startsWith('.'))
          await this.down(join(folder, entry.name), parts, depth + 1);
      }
      return;
    }
    if (rest.length > 0 && !hasWildcards(part)) {
      await this.down(join(folder, part), rest, depth);
      return;
    }
    const accepts = nameMatcher(part, ignoreCase);
    const hidden = part.startsWith('.');
    const visible = (name: string): boolean => accepts(name) && (hidden || !name.startsWith('.'));
    if (rest.length === 0) {
      await this.folder(folder, visible);
      return;
    }
    for await (const entry of this.read(folder)) {
      if (visible(entry.name) && (!entry.isFile() || isZipName(entry.name))) {
        await this.down(join(folder, entry.name), rest, depth);
      }
    }
  }

  /** Keeps the files of a zip that match; none of one that cannot be read. */
  private async inZip(path: string, parts: readonly string[]): Promise<void> {
    const none = { members: [], truncated: false };
    const { members, truncated } = await zipEntries(path).catch(() => none);
    this.truncated ||= truncated;
    const accepts = pathMatcher(parts, ignoreCase);
    for (const { name: entry, bytes, changedAt } of members) {
      const names = entry.split('/');
      // A name that leads out of the zip stands for no file in it.
      if (names.includes('..') || !accepts(names)) continue;
      const name = names.at(-1) ?? entry;
      const file = { name, kind: 'file', bytes, changedAt: changedAt ?? 0, packed: true } as const;
      const own = join(path, ...names);
      this.kept.set(own, { ...file, path: own, zipped: { path, entry } });
    }
    if (this.kept.size > this.limit * 2 + together) this.trim();
  }

  /** Names of a folder as they come; none of one that cannot be read. */
  private async *read(path: string): AsyncGenerator<import('node:fs').Dirent> {
    try {
      for await (const entry of await opendir(path, { bufferSize: 1024 })) {
        if (this.signal?.aborted) throw new AppError('wire.cancelled');
        this.names += 1;
        if (this.names > mostNames) {
          this.truncated = true;
          return;
        }
        yield entry;
      }
    } catch (error) {
      if (error instanceof AppError) throw error;
    }
  }

  private async factsOf(path: string): Promise<FoundFile | null> {
    try {
      const found = await stat(path);
      const kind = found.isDirectory() ? 'folder' : found.isFile() ? 'file' : null;
      if (kind === null || (kind === 'folder' && !this.folders)) return null;
      const name = basename(path);
      const packed = kind === 'file' && /\.(gz|zst|zip)$/i.test(name);
      const bytes = kind === 'file' ? found.size : 0;
      return { name, path, kind, bytes, changedAt: Math.floor(found.mtimeMs), packed };
    } catch {
      return null;
    }
  }
}
