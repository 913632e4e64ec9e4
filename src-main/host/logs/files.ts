import { homedir } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogPlace, LogSearch } from '../../contract/log-views';
import { AppError } from '../../contract/errors';
import type { Outputs } from '../../contract/index';
import { expand, openLocal, type ByteSource } from './engine/index';
import { lineChunks } from './engine/search/line-chunks';
import { Expression, searchLines, type LineSet } from './engine/search/index';
import { clipText, lineEnd } from './engine/document/lines';
import { decodeText, findEncoding, type LogEncoding } from './engine/text/index';
import { browse, searchOnHost, type RemoteHost } from './remote/index';

/** Entries of a folder that are shown. */
const mostEntries = 2000;
/** So much of a line with a hit is told. */
const shownCharacters = 500;

type Browsed = Outputs['logViews']['browse'];
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
  host: (endpointId: string, signal: AbortSignal) => RemoteHost;
  /** Bytes of a place that is no file of this machine nor of a host. @throws AppError */
  open: (place: LogPlace) => ByteSource;
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
      return await browse(host, place.path === '' ? '~' : place.path, until);
    } finally {
      host.close();
    }
  }

  /**
   * Searches files one after the other, those of a host by its own tools.
   *
   * @throws AppError `logs.expression-…`; what is wrong with one file is said in its place
   */
  async *search(
    order: { places: readonly LogPlace[]; search: LogSearch; hitsPerFile: number },
    signal?: AbortSignal,
  ): AsyncGenerator<FoundInFile[], void> {
    const until = this.until(signal);
    const expression = Expression.of(order.search);
    const remote = new Map<string, string[]>();
    for (const place of order.places) {
      if (until.aborted) return;
      if (place.kind === 'remote')
        remote.set(place.endpointId, [...(remote.get(place.endpointId) ?? []), place.path]);
      else yield [await this.searchHere(place, expression, order.hitsPerFile, until)];
    }
    for (const [endpointId, paths] of remote)
      yield* this.searchThere(endpointId, paths, order, until);
  }

  dispose(): void {
    this.ended.abort();
  }

  private async searchHere(
    place: LogPlace,
    expression: Expression,
    most: number,
    signal: AbortSignal,
  ): Promise<FoundInFile> {
    const found: FoundInFile = { place, lines: null, hits: [], error: null, command: '' };
    let source: ByteSource | null = null;
    try {
      source =
        place.kind === 'local'
          ? await openLocal(place.path, { entry: place.entry })
          : this.parts.open(place);
      const { encoding } = await findEncoding(source, signal);
      const lines = await searchLines(source, encoding, expression, { signal });
      found.lines = lines.count;
      found.hits = await firstHits(source, encoding, lines, most, signal);
    } catch (error) {
      if (!(error instanceof AppError) || signal.aborted) throw error;
      found.error = { code: error.code, params: error.params };
    } finally {
      await source?.close();
    }
    return found;
  }

  private async *searchThere(
    endpointId: string,
    paths: readonly string[],
    { search, hitsPerFile }: { search: LogSearch; hitsPerFile: number },
    signal: AbortSignal,
  ): AsyncGenerator<FoundInFile[], void> {
    const placeOf = (path: string): LogPlace => ({ kind: 'remote', endpointId, path });
    const host = this.parts.host(endpointId, signal);
    const left = new Set(paths);
    try {
      for await (const found of searchOnHost(host, { paths, words: search, hitsPerFile, signal })) {
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

/** The first lines of a set, with where they begin. */
async function firstHits(
  source: ByteSource,
  encoding: LogEncoding,
  lines: LineSet,
  most: number,
  signal: AbortSignal,
): Promise<FoundInFile['hits']> {
  const hits: FoundInFile['hits'] = [];
  let line = 0;
  if (most === 0 || lines.count === 0) return hits;
  for await (const { bytes, offset, long } of lineChunks(source, encoding, {}, signal)) {
    for (let at = 0; at < bytes.length;) {
      const found = lineEnd(bytes, at, offset, encoding);
      const end = found < 0 ? bytes.length : found;
      if ((!long || long.first) && lines.has(line)) {
        const part = bytes.subarray(at, Math.min(end, at + shownCharacters * 4));
        const text = decodeText(part, encoding).replace(/\r?\n$/, '');
        hits.push({ offset: offset + at, text: clipText(text, shownCharacters) });
      }
      if (!long || long.last) line += 1;
      at = end;
    }
    if (hits.length >= most || line > lines.last) return hits.slice(0, most);
    await nextTurn();
  }
  return hits.slice(0, most);
}
