import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Writable } from 'node:stream';
import { lineEnd } from '../document/lines';
import type { ByteSource } from '../source';
import { factsOf } from '../sources/local-file';
import type { LogEncoding } from '../text/index';
import type { Expression } from './expression';
import { HitParser } from './hit-parser';
import { countLineFeeds, endOf, lineChunks, type LineChunk, type LineRange } from './line-chunks';
import { LineMatcher, LongLineMatcher } from './line-matcher';
import { LineSet } from './line-set';
import { oddLines, sampleOf, type LogSample } from './odd-lines';
import { planSearch, type SearchPlan } from './plan';
import { MappedFileChanged, ripgrepPath, runRipgrep } from './ripgrep';

/** Fewer bytes are searched here: starting ripgrep takes longer. */
export const ownBytes = 256 * 1024;
/** Pieces searched here are so small that others get their turn in between. */
const turnBytes = 64 * 1024;

export interface SearchOptions extends LineRange {
  signal?: AbortSignal | undefined;
  /** Told the offset in the log that the search has come to, several times a second at most. */
  onProgress?: ((offset: number) => void) | undefined;
  /**
   * Told each line that matches, from 0, and where it begins: in a plain file that ripgrep reads
   * itself, of which it has to read all to tell. Not told of other logs.
   */
  onPlace?: ((line: number, offset: number) => void) | undefined;
}

interface Search {
  source: ByteSource;
  encoding: LogEncoding;
  expression: Expression;
  options: SearchOptions;
  /** Number of the first line. */
  line: number;
}

/**
 * All lines of a log that match, numbered from 0: the same ones that ripgrep finds in the decoded
 * text. The CR of a CRLF is not part of a line; broken bytes are U+FFFD.
 *
 * Plain files are searched by ripgrep in place, other sources through its input. Memory does not
 * depend on the log or its lines; hits take two bytes and less.
 *
 * @throws AppError what the source throws; `logs.search-failed`; `wire.cancelled`, soon after the
 *   signal aborts
 */
export async function searchLines(
  source: ByteSource,
  encoding: LogEncoding,
  expression: Expression,
  options: SearchOptions = {},
): Promise<LineSet> {
  const search = { source, encoding, expression, options, line: options.from?.line ?? 0 };
  const binary = ripgrepPath();
  const bytes = endOf(source, options) - (options.from?.offset ?? 0);
  if (binary === null || bytes <= ownBytes) return await searchHere(search);
  const sample = await sampleOf(source, options.signal);
  const plan = planSearch(expression, encoding, sample);
  const { path } = source;
  if (path !== null && plan.inPlace && !options.from && !sample.byteOrderMark) {
    const lines = new LineSet();
    const end = endOf(source, options);
    const parser = new HitParser((line, offset) => {
      // What was written meanwhile is a later search's matter.
      if (offset >= end) return;
      lines.add(line - 1);
      options.onPlace?.(line - 1, offset);
    });
    const onOutput = (output: Buffer): void => parser.push(output);
    if (await searchInPlace(search, plan, { path, binary, sample, wanted: 'places', onOutput })) {
      options.onProgress?.(end);
      return lines;
    }
  }
  return await searchFed(search, plan, binary);
}

/**
 * How many lines of a log match: as {@link searchLines}, and faster where ripgrep only has to
 * count. Of a file that is being written it counts what is there when it ends.
 *
 * @throws AppError as {@link searchLines}
 */
export async function countLines(
  source: ByteSource,
  encoding: LogEncoding,
  expression: Expression,
  options: Pick<SearchOptions, 'signal'> = {},
): Promise<number> {
  const binary = ripgrepPath();
  const { path } = source;
  if (binary !== null && path !== null && source.size > ownBytes) {
    const sample = await sampleOf(source, options.signal);
    const plan = planSearch(expression, encoding, sample);
    if (plan.inPlace && !sample.byteOrderMark) {
      let said = '';
      const onOutput = (output: Buffer): void => void (said += output.toString());
      const search = { source, encoding, expression, options, line: 0 };
      if (await searchInPlace(search, plan, { path, binary, sample, wanted: 'count', onOutput }))
        return Number(said);
    }
  }
  return (await searchLines(source, encoding, expression, options)).count;
}

interface InPlace {
  path: string;
  binary: string;
  sample: LogSample;
  wanted: 'places' | 'count';
  onOutput: (output: Buffer) => void;
}

/**
 * Lets ripgrep read the file itself. False: it is another one by now, or holds lines that ripgrep
 * would not see as we do.
 */
async function searchInPlace(
  { source, options }: Search,
  plan: SearchPlan,
  { path, binary, sample, wanted, onOutput }: InPlace,
): Promise<boolean> {
  if (!(await isThere(source, path))) return false;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  const { pattern, encoding, crlf } = plan;
  const run = runRipgrep({ binary, path, signal, pattern, encoding, crlf, wanted, onOutput });
  let odd = false;
  const looked = plan.isOdd
    ? oddLines(source, path, sample, endOf(source, options), plan.isOdd, signal).then((found) => {
        odd = plan.isOdd?.(found) ?? false;
        if (odd) stop.abort();
      })
    : null;
  // Waited for later: until then its failure is nobody's.
  looked?.catch(() => undefined);
  try {
    await run;
    await looked;
    return !odd && (await isThere(source, path));
  } catch (error) {
    stop.abort();
    await looked?.catch(() => undefined);
    if (options.signal?.aborted) throw error;
    if (error instanceof MappedFileChanged || odd || !(await isThere(source, path))) return false;
    throw error;
  }
}

/** Whether a path still names the file that was opened: logs are renamed, and others take their place. */
export async function isThere(source: ByteSource, path: string): Promise<boolean> {
  try {
    const { identity, size } = await factsOf(null, path);
    return identity === source.identity && size >= source.size;
  } catch {
    return false;
  }
}

/** Writes the lines into ripgrep, as it must see them. */
async function searchFed(search: Search, plan: SearchPlan, binary: string): Promise<LineSet> {
  const { options, line: firstLine } = search;
  const lines = new LineSet();
  const parser = new HitParser((line) => lines.add(firstLine + line - 1));
  const long = new LongLines(search);
  await runRipgrep({
    binary,
    path: null,
    signal: options.signal,
    pattern: plan.pattern,
    encoding: plan.encoding,
    crlf: false,
    wanted: 'places',
    onOutput: (bytes) => parser.push(bytes),
    feed: async (input) => await feedLines(search, plan, long, input),
  });
  return lines.andNot(long.lines).or(long.matching);
}

async function feedLines(
  { source, encoding, options }: Search,
  plan: SearchPlan,
  long: LongLines,
  input: Writable,
): Promise<void> {
  for await (const chunk of lineChunks(source, encoding, options, options.signal)) {
    if (chunk.long) await long.push(chunk);
    const bytes = chunk.long ? (chunk.long.last ? plan.lineFeed : null) : plan.prepare(chunk);
    if (bytes && bytes.length > 0 && !input.write(bytes)) await drained(input);
    if (input.destroyed) return;
    options.onProgress?.(chunk.offset + chunk.bytes.length);
  }
}

/** Waits until more may be written; what was closed never drains. */
async function drained(input: Writable): Promise<void> {
  if (input.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      input.off('drain', done);
      input.off('close', done);
      resolve();
    };
    input.on('drain', done);
    input.on('close', done);
  });
}

/** Whole lines in parts of about 64 KiB. */
function* partsOf({ bytes, offset }: LineChunk, encoding: LogEncoding): Generator<Buffer> {
  let start = 0;
  while (start < bytes.length) {
    const found = lineEnd(bytes, start + turnBytes, offset, encoding);
    const end = found < 0 ? bytes.length : found;
    yield bytes.subarray(start, end);
    start = end;
  }
}

/** Goes through the lines in this process, in turns. */
async function searchHere(search: Search): Promise<LineSet> {
  const { source, encoding, expression, options } = search;
  const lines = new LineSet();
  const matcher = new LineMatcher(expression, encoding);
  let line = search.line;
  let longLine: LongLineMatcher | null = null;
  for await (const chunk of lineChunks(source, encoding, options, options.signal)) {
    if (chunk.long) {
      longLine ??= new LongLineMatcher(expression, encoding);
      const matches = longLine.push(chunk);
      if (chunk.long.last) {
        if (matches) lines.add(line);
        line += 1;
        longLine = null;
      }
    } else {
      for (const part of partsOf(chunk, encoding)) {
        const first = line;
        line += matcher.match(part, (index) => lines.add(first + index));
        await nextTurn();
      }
    }
    options.onProgress?.(chunk.offset + chunk.bytes.length);
  }
  return lines;
}

/** Lines too long for ripgrep: an empty one goes in their place, and what it says of that does not count. */
class LongLines {
  readonly lines = new LineSet();
  readonly matching = new LineSet();
  private readonly search: Search;
  private matcher: LongLineMatcher | null = null;
  /** Where the lines are counted to. */
  private offset: number;
  private line: number;

  constructor(search: Search) {
    this.search = search;
    this.offset = search.options.from?.offset ?? 0;
    this.line = search.line;
  }

  async push(chunk: LineChunk): Promise<void> {
    const { source, encoding, expression, options } = this.search;
    if (!this.matcher) {
      this.matcher = new LongLineMatcher(expression, encoding);
      this.line += await countLineFeeds(
        source,
        encoding,
        this.offset,
        chunk.offset,
        options.signal,
      );
      this.lines.add(this.line);
    }
    const matches = this.matcher.push(chunk);
    if (!chunk.long?.last) return;
    if (matches) this.matching.add(this.line);
    this.line += 1;
    this.offset = chunk.offset + chunk.bytes.length;
    this.matcher = null;
  }
}
