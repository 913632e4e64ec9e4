import { blockCache } from '../blocks';
import type { LineFact } from '../log-index';
import { endOfLine, windowBytes } from './facts';
import { lastLineEnd, lineBreakBytes, lineEnd, unitBytes } from './lines';
import { PieceTable } from './piece-table';
import { LineReader, type ReaderOptions } from './reader';
import { ReadableLines } from './readable';

/** A line is taken to begin or end where none of so many bytes ends one. */
const longestLine = 16 * 1024 * 1024;

/** Which piece of a log is wanted. */
export interface PieceRange {
  /** A place in the log, in bytes; the end for its last lines. */
  at: number;
  /** Bytes before and after it, about. */
  before: number;
  after: number;
}

/**
 * A piece of a larger log with line numbers of its own: what is shown of a remote file, or of one
 * whose index is not made yet. Can be extended at both ends.
 */
export class RangeDocument extends ReadableLines {
  readonly reader: LineReader;
  private readonly table: PieceTable;
  private readonly options: ReaderOptions;
  /** The last line had no end when it was read. */
  private open = false;

  private constructor(table: PieceTable, options: ReaderOptions) {
    super();
    this.table = table;
    this.options = options;
    this.reader = new LineReader(table, options);
  }

  /** Reads the lines around a place. @throws AppError what the source throws */
  static async open(
    range: PieceRange,
    options: ReaderOptions,
    signal?: AbortSignal,
  ): Promise<RangeDocument> {
    const { source, encoding } = options;
    const at = Math.min(Math.max(0, range.at), source.size);
    const from = Math.max(0, at - range.before);
    // At the end of the log the line before it is wanted, not the nothing after it.
    const inside = Math.max(0, at === source.size ? at - 1 : at);
    const start = await lineStart(from - (from % unitBytes(encoding)), inside, options, signal);
    const piece = new RangeDocument(new PieceTable(start), options);
    await piece.extendForwards(Math.max(at + range.after - start, 1), signal);
    return piece;
  }

  /** Bytes of the log that it covers: [from, to). */
  get from(): number {
    return this.table.from;
  }

  get to(): number {
    return this.table.to;
  }

  /** Changes what is added to the stated times. */
  setClockOffset(clockOffsetMs: number): void {
    this.reader.clockOffsetMs = clockOffsetMs;
  }

  /**
   * Reads on behind the piece, at least to the end of a line; also what a line that had no end
   * goes on with.
   *
   * @param bytes about so many more
   * @returns how many lines there are more
   */
  async extendForwards(bytes: number, signal?: AbortSignal): Promise<number> {
    const { source, encoding, kernel } = this.options;
    const before = this.endLine;
    const goal = Math.min(source.size, this.to + bytes);
    if (this.open && source.size > this.to) {
      this.table.dropLast();
      this.open = false;
    }
    while (this.to < goal) {
      const at = this.to;
      const read = await blockCache.read(source, at, Math.min(windowBytes, goal - at), signal);
      if (read.length === 0) break;
      const atEnd = at + read.length >= source.size;
      const lastEnd = lastLineEnd(read, at, encoding);
      if (lastEnd > 0 || (atEnd && read.length < windowBytes)) {
        const length = atEnd ? read.length : lastEnd;
        this.open = atEnd && lastEnd !== read.length;
        this.table.append(kernel.facts(read.subarray(0, length), at, null));
        // The line that goes on beyond the goal is left for the next time.
        if (at + read.length >= goal) break;
      } else {
        this.table.append(await this.longLine(at, read, signal));
      }
    }
    return this.endLine - before;
  }

  /**
   * Reads on before the piece, from the begin of a line.
   *
   * @param bytes about so many more
   * @returns how many lines there are more
   */
  async extendBackwards(bytes: number, signal?: AbortSignal): Promise<number> {
    const { source, encoding, kernel } = this.options;
    const before = this.firstLine;
    const goal = Math.max(0, this.from - bytes);
    while (this.from > goal) {
      const until = this.from;
      const guess = Math.max(goal, until - windowBytes);
      const even = guess - (guess % unitBytes(encoding));
      const from = await lineStart(even, until - unitBytes(encoding), this.options, signal);
      const read = await blockCache.read(source, from, until - from, signal);
      if (read.length < until - from || from >= until) break;
      const facts = kernel.facts(read, from, null);
      this.table.prepend(facts);
      if (this.from !== from) break;
    }
    return before - this.firstLine;
  }

  /** A line that is longer than what is read at once. */
  private async longLine(at: number, begin: Buffer, signal?: AbortSignal): Promise<LineFact[]> {
    const { source, encoding, kernel } = this.options;
    const place = { source, encoding, kernel, state: null, signal };
    const limit = Math.min(source.size, at + begin.length + longestLine);
    const end = await endOfLine(place, at + begin.length, limit);
    const fact = kernel.facts(begin, at, null)[0];
    if (!fact) return [];
    const tail = await blockCache.read(source, Math.max(at, end - 4), 4, signal);
    const breakBytes = lineBreakBytes(tail, encoding);
    this.open = breakBytes === 0 && end === source.size;
    return [{ ...fact, end, contentEnd: end - breakBytes }];
  }
}

/**
 * Where the first line begins in [from, inside]; where none does, the line begins that holds
 * `inside`: at most 16 MiB before, else the line is taken to begin there.
 */
async function lineStart(
  from: number,
  inside: number,
  { source, encoding }: ReaderOptions,
  signal?: AbortSignal,
): Promise<number> {
  const unit = unitBytes(encoding);
  if (from <= 0) return 0;
  const first = await blockCache.read(source, from - unit, inside - from + unit, signal);
  const found = lineEnd(first, 0, from - unit, encoding);
  if (found > 0 && from - unit + found <= inside) return from - unit + found;
  const limit = Math.max(0, from - longestLine);
  for (let until = from; until > limit;) {
    const start = Math.max(limit, until - windowBytes / 4);
    const bytes = await blockCache.read(source, start, until - start, signal);
    const last = lastLineEnd(bytes, start, encoding);
    if (last > 0) return start + last;
    until = start;
  }
  return limit;
}
