import { AppError } from '../../../../contract/errors';
import { clipText } from '../document/lines';
import { decodeText, findEncoding, type LogEncoding } from '../text/index';
import type { ByteSource } from '../source';
import type { Expression } from './expression';
import { walkLines } from './line-walk';
import { searchLines } from './search-lines';

/** So much of a line with a hit is given. */
const shownCharacters = 500;
/** Logs that are searched at once: ripgrep works beside what unpacks the next one. */
const atOnce = 2;

/** A line with a match: where it begins, and the first characters of it. */
export interface FoundLine {
  /** From 0. */
  line: number;
  offset: number;
  text: string;
}

/** What was found in one of many logs. */
export interface FoundInLog<Key> {
  key: Key;
  /** Lines that match; null where the log could not be searched. */
  lines: number | null;
  /** The first of them. */
  hits: FoundLine[];
  error: AppError | null;
}

/** One of many logs. */
interface Searched<Key> {
  key: Key;
  open: () => Promise<ByteSource>;
  /** Its encoding, where it is known. */
  encoding?: LogEncoding | null;
}

/** Logs to search: each is opened when its turn comes, and closed. */
export interface SearchOrder<Key> {
  logs: Iterable<Searched<Key>>;
  expression: Expression;
  hitsPerLog: number;
  signal?: AbortSignal | undefined;
}

/**
 * Searches many logs, a few at a time, and tells what each one has as soon as it is known: not
 * always in their order. What is wrong with one log is said in its place.
 *
 * @throws AppError `wire.cancelled`
 */
export async function* searchMany<Key>(
  order: SearchOrder<Key>,
): AsyncGenerator<FoundInLog<Key>, void> {
  const running = new Map<Key, Promise<FoundInLog<Key>>>();
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(order.signal ? [order.signal] : [])]);
  const logs = order.logs[Symbol.iterator]();
  try {
    let next = logs.next();
    while (!next.done || running.size > 0) {
      if (!next.done && running.size < atOnce) {
        running.set(next.value.key, searchOne(next.value, { ...order, signal }));
        next = logs.next();
        continue;
      }
      const found = await Promise.race(running.values());
      running.delete(found.key);
      yield found;
    }
  } finally {
    // Also when nobody listens any more.
    stop.abort();
    await Promise.allSettled(running.values());
  }
}

async function searchOne<Key>(
  { key, open, encoding = null }: Searched<Key>,
  order: SearchOrder<Key>,
): Promise<FoundInLog<Key>> {
  let source: ByteSource | null = null;
  try {
    source = await open();
    return { key, error: null, ...(await searchSource(source, encoding, order)) };
  } catch (error) {
    if (!(error instanceof AppError) || order.signal?.aborted) throw error;
    return { key, lines: null, hits: [], error };
  } finally {
    await source?.close();
  }
}

async function searchSource(
  source: ByteSource,
  known: LogEncoding | null,
  { expression, hitsPerLog, signal }: Omit<SearchOrder<unknown>, 'logs'>,
): Promise<{ lines: number; hits: FoundLine[] }> {
  const encoding = known ?? (await findEncoding(source, signal)).encoding;
  const places: { line: number; offset: number }[] = [];
  const onPlace = (line: number, offset: number): void => {
    if (places.length < hitsPerLog) places.push({ line, offset });
  };
  const lines = await searchLines(source, encoding, expression, { signal, onPlace });
  const hits: FoundLine[] = [];
  const shown = (text: string): string => clipText(text, shownCharacters);
  const most = Math.min(hitsPerLog, lines.count);
  if (places.length === most && places.every(({ line }, at) => line === lines.at(at))) {
    for (const { line, offset } of places) {
      const bytes = await source.read(offset, shownCharacters * 4, signal);
      const [text = ''] = decodeText(bytes, encoding).split(/\r?\n/, 1);
      hits.push({ line, offset, text: shown(text) });
    }
    return { lines: lines.count, hits };
  }
  // Not told by ripgrep: they are counted to.
  const last = lines.at(most - 1) ?? -1;
  const next = (line: number): number | undefined => (line > last ? undefined : lines.next(line));
  for await (const walked of walkLines(source, encoding, {}, next, signal))
    for (const { line, offset, text, piece } of walked)
      if (piece?.first !== false) hits.push({ line, offset, text: shown(text) });
  return { lines: lines.count, hits };
}
