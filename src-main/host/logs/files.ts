import { homedir } from 'node:os';
import type { LogPlace, LogSearch } from '../../contract/logs';
import { AppError } from '../../contract/errors';
import type { Outputs } from '../../contract/index';
import { expand, openLocal, openPacked, type ByteSource } from './engine/index';
import { Expression, searchMany } from './engine/search/index';
import type { LogEncoding } from './engine/text/index';
import type { KnownEncodings } from './known-logs';
import { browse, searchAnywhere, type RemoteHost } from './remote/index';

/** Entries of a folder that are shown. */
const mostEntries = 2000;

type Browsed = Outputs['logs']['browse'];
type BrowsedPlace = Extract<LogPlace, { kind: 'remote' }> | { kind: 'local'; path: string };

/** What was found in one file. */
export interface FoundInFile {
  place: LogPlace;
  lines: number | null;
  hits: { offset: number; text: string }[];
  error: { code: string; params: AppError['params'] } | null;
  command: string;
}

/** What {@link LogFiles} is given. */
export interface LogFilesParts {
  /** A host to read from; close it. @throws AppError `entity.not-found` */
  host: (endpointId: string, signal: AbortSignal, sudo?: boolean) => RemoteHost;
  /** Tells which files of hosts are read by sudo, for one search. */
  asRoot: () => (place: Extract<LogPlace, { kind: 'remote' }>) => boolean;
  /** Bytes of a place that is no file of this machine nor of a host. @throws AppError */
  open: (place: LogPlace) => ByteSource;
  /** What is known of encodings, for one search. */
  encodings: () => KnownEncodings;
}

/** Files that are logs perhaps: to choose from, and to search without opening them. */
export class LogFiles {
  private readonly parts: LogFilesParts;
  private readonly ended = new AbortController();

  constructor(parts: LogFilesParts) {
    this.parts = parts;
  }

  /** Files of a folder or pattern, newest first. @throws AppError `file.…`, `logs.…`, `ssh.…` */
  async browse(place: BrowsedPlace, signal?: AbortSignal): Promise<Browsed> {
    const until = this.until(signal);
    if (place.kind === 'local') {
      const path = place.path === '' ? homedir() : place.path;
      return await expand(path, { limit: mostEntries, folders: true, signal: until });
    }
    const host = this.parts.host(place.endpointId, until);
    try {
      const listing = await browse(host, place.path === '' ? '~' : place.path, until);
      return { ...listing, isFile: false };
    } finally {
      host.close();
    }
  }

  /**
   * Searches files, those of a host by its own tools where they can.
   *
   * @throws AppError `logs.expression-…`; what is wrong with one file is said in its place
   */
  async *search(
    order: { places: readonly LogPlace[]; search: LogSearch; hitsPerFile: number },
    signal?: AbortSignal,
  ): AsyncGenerator<FoundInFile[], void> {
    const until = this.until(signal);
    const expression = Expression.of(order.search);
    const remote = new Map<string, { endpointId: string; sudo: boolean; paths: string[] }>();
    const here: LogPlace[] = [];
    const asRoot = this.parts.asRoot();
    for (const place of order.places) {
      if (place.kind !== 'remote') {
        here.push(place);
        continue;
      }
      const { endpointId, path } = place;
      const sudo = asRoot(place);
      const key = `${sudo} ${endpointId}`;
      const group = remote.get(key) ?? { endpointId, sudo, paths: [] };
      remote.set(key, group);
      group.paths.push(path);
    }
    const known = this.parts.encodings();
    const logs = here.map((key) => ({
      key,
      encoding: known(key),
      open: () => this.opened(key),
    }));
    const found = searchMany({ logs, expression, hitsPerLog: order.hitsPerFile, signal: until });
    for await (const { key: place, lines, hits, error } of found) {
      const told = error ? { code: error.code, params: error.params } : null;
      const places = hits.map(({ offset, text }) => ({ offset, text }));
      yield [{ place, lines, hits: places, error: told, command: '' }];
    }
    for (const group of remote.values()) yield* this.searchThere(group, { ...order, known }, until);
  }

  dispose(): void {
    this.ended.abort();
  }

  private async opened(place: LogPlace): Promise<ByteSource> {
    if (place.kind === 'local') return await openLocal(place.path, { entry: place.entry });
    const source = this.parts.open(place);
    return place.kind === 'capture' ? await openPacked(source) : source;
  }

  private async *searchThere(
    { endpointId, sudo, paths }: { endpointId: string; sudo: boolean; paths: readonly string[] },
    order: { search: LogSearch; hitsPerFile: number; known: KnownEncodings },
    signal: AbortSignal,
  ): AsyncGenerator<FoundInFile[], void> {
    const placeOf = (path: string): LogPlace => ({ kind: 'remote', endpointId, path });
    const host = this.parts.host(endpointId, signal, sudo);
    const left = new Set(paths);
    const { search: words, hitsPerFile, known } = order;
    const encodingOf = (path: string): LogEncoding | null => known(placeOf(path));
    const options = { paths, words, hitsPerFile, encodingOf, signal };
    try {
      for await (const found of searchAnywhere(host, options)) {
        const { path, lines, hits, error, command } = found;
        left.delete(path);
        const told = error ? { code: error.code, params: error.params } : null;
        yield [{ place: placeOf(path), lines, hits, error: told, command }];
      }
    } catch (error) {
      if (!(error instanceof AppError) || signal.aborted) throw error;
      const told = { code: error.code, params: error.params };
      yield [...left].map((path) => ({
        place: placeOf(path),
        lines: null,
        hits: [],
        error: told,
        command: '',
      }));
    } finally {
      host.close();
    }
  }

  private until(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.ended.signal]) : this.ended.signal;
  }
}
