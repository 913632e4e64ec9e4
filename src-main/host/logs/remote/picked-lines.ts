import type { LineFact, IndexBlock } from '../engine/log-index';
import { endOfLine, type LineKernel } from '../engine/document/facts';
import {
  lineBreakBytes,
  shownBytes,
  wholeLineBytes,
  type DocumentLine,
  type DocumentRecord,
} from '../engine/document/lines';
import { noLevels } from '../engine/document/piece-table';
import { beginningOf, decodeAt, rowOf, type Beginning } from '../engine/document/rows';
import type { LineTable } from '../engine/document/table';
import type { ByteSource } from '../engine/source';
import { clipBytes, type LogEncoding } from '../engine/text/index';
import type { Offsets } from './offsets';
import type { Span } from './ranges';

/** Lines that are fetched together, in one round trip. */
const linesPerBlock = 128;
/** Blocks whose lines are kept. */
const keptBlocks = 64;
/** So much of each line is asked for at first; more of the few that are longer. */
const firstBytes = 1024;
/** Lines that stand so near to each other are read as one range. */
const nearBytes = 2048;
const longestSpan = 256 * 1024;
/** A longer line is taken to end there. */
const longestLine = 16 * 1024 * 1024;

/** What picked lines are read from. */
export interface PickedSource extends ByteSource {
  readMany(spans: readonly Span[], signal?: AbortSignal): Promise<Buffer[]>;
}

/** How they are read. */
export interface PickedOptions {
  source: PickedSource;
  encoding: LogEncoding;
  kernel: LineKernel;
  clockOffsetMs: number;
  /** The record around a place of the file; null where none is found. */
  recordAround: (offset: number, signal?: AbortSignal) => Promise<DocumentRecord | null>;
}

interface Picked {
  fact: LineFact;
  beginning: Beginning;
}

/**
 * Lines of a file that lies far away, of which only the places are known: what a filter has left
 * of it. Their numbers count these lines alone. Each is read when it is wanted, many in one round
 * trip.
 */
export class PickedLines {
  readonly table: LineTable;
  clockOffsetMs: number;
  private readonly offsets: Offsets;
  private readonly options: PickedOptions;
  private readonly kept = new Map<string, Promise<Picked[]>>();

  constructor(offsets: Offsets, options: PickedOptions) {
    this.offsets = offsets;
    this.options = options;
    this.clockOffsetMs = options.clockOffsetMs;
    this.table = new PickedTable(offsets);
  }

  async facts(index: number, signal?: AbortSignal): Promise<LineFact[]> {
    return (await this.block(index, signal)).map(({ fact }) => fact);
  }

  /** The same: what was fetched is worth keeping. */
  passing(index: number, signal?: AbortSignal): Promise<LineFact[]> {
    return this.facts(index, signal);
  }

  async lines(from: number, count: number, signal?: AbortSignal): Promise<DocumentLine[]> {
    const end = Math.min(from + count, this.offsets.count);
    const found: DocumentLine[] = [];
    for (let line = Math.max(0, from); line < end;) {
      const index = Math.floor(line / linesPerBlock);
      const block = await this.block(index, signal);
      const first = index * linesPerBlock;
      const part = block.slice(line - first, end - first);
      if (part.length === 0) break;
      for (const [at, { fact, beginning }] of part.entries()) {
        const record = fact.startsRecord ? fact : null;
        found.push(rowOf(fact, line + at, record, beginning, this.clockOffsetMs));
      }
      line += part.length;
    }
    return found;
  }

  /** Each line by itself: what else belongs to its record was not looked for. */
  async records(from: number, count: number, signal?: AbortSignal): Promise<DocumentRecord[]> {
    const lines = await this.lines(from, count, signal);
    return lines.map((first) => ({
      record: first.line,
      first,
      lines: 1,
      from: first.offset,
      to: first.end,
    }));
  }

  /** The whole record that a line is of; its `first` is the line, since the others have no number here. */
  async record(line: number, signal?: AbortSignal): Promise<DocumentRecord | null> {
    const [own] = await this.records(line, 1, signal);
    if (!own) return null;
    const whole = await this.options.recordAround(own.from, signal);
    return whole ? { ...own, lines: whole.lines, from: whole.from, to: whole.to } : own;
  }

  async whole(line: number, signal?: AbortSignal): Promise<{ text: string; bytes: number } | null> {
    const [found] = await this.lines(line, 1, signal);
    if (!found) return null;
    const { source, encoding } = this.options;
    const bytes = found.contentEnd - found.offset;
    // A few bytes more tell whether a character ends there.
    const read = await source.read(found.offset, Math.min(bytes, wholeLineBytes + 4), signal);
    const clipped = clipBytes(read, wholeLineBytes, encoding);
    return { text: decodeAt(clipped, found.offset, encoding), bytes };
  }

  /** Number of the first of these lines that begins at or after a place; of the last one behind it. */
  lineAt(offset: number): Promise<number | null> {
    const { count } = this.offsets;
    if (count === 0) return Promise.resolve(null);
    return Promise.resolve(Math.min(count - 1, this.offsets.rank(offset)));
  }

  private async block(index: number, signal?: AbortSignal): Promise<Picked[]> {
    const from = index * linesPerBlock;
    const to = Math.min(from + linesPerBlock, this.offsets.count);
    const key = `${from}-${to}`;
    const block = this.kept.get(key) ?? this.fetch(from, to, signal);
    this.kept.delete(key);
    this.kept.set(key, block);
    // What could not be read is asked for again the next time.
    block.catch(() => this.kept.delete(key));
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= keptBlocks) break;
      this.kept.delete(oldest);
    }
    return await block;
  }

  private async fetch(from: number, to: number, signal?: AbortSignal): Promise<Picked[]> {
    const offsets = Array.from({ length: to - from }, (_, at) => this.offsets.at(from + at) ?? 0);
    const begins = await this.begins(offsets, firstBytes, signal);
    const long = offsets.filter((_, at) => !hasEnd(begins[at]));
    const longer = await this.begins(long, shownBytes + 4, signal);
    const picked: Picked[] = [];
    for (const [at, offset] of offsets.entries()) {
      const again = long.indexOf(offset);
      const bytes = (again >= 0 ? longer[again] : begins[at]) ?? Buffer.alloc(0);
      picked.push(await this.picked(offset, bytes, signal));
    }
    return picked;
  }

  private async picked(offset: number, bytes: Buffer, signal?: AbortSignal): Promise<Picked> {
    const { source, encoding, kernel } = this.options;
    const feed = bytes.indexOf(0x0a);
    let end = offset + (feed >= 0 ? feed + 1 : bytes.length);
    let contentEnd = end - lineBreakBytes(bytes.subarray(0, end - offset), encoding);
    if (feed < 0 && end < source.size) {
      const limit = Math.min(source.size, end + longestLine);
      end = await endOfLine({ source, encoding, signal }, end, limit);
      const tail = await source.read(end - 2, 2, signal);
      contentEnd = end - lineBreakBytes(tail, encoding);
    }
    const line = bytes.subarray(0, end - offset);
    const [known] = kernel.facts(line, offset, null);
    const fact: LineFact = known
      ? { ...known, contentEnd, end }
      : { ...nothing, offset, contentEnd, end };
    const shown = line.subarray(0, Math.min(contentEnd - offset, shownBytes + 4));
    return { fact, beginning: beginningOf(fact, shown, encoding) };
  }

  /** The first bytes of lines; those near to each other are read at once. */
  private async begins(
    offsets: readonly number[],
    length: number,
    signal?: AbortSignal,
  ): Promise<Buffer[]> {
    const { source } = this.options;
    const spans: Span[] = [];
    const placeOf: number[] = [];
    for (const offset of offsets) {
      const last = spans.at(-1);
      const end = Math.min(offset + length, source.size);
      if (last && offset - (last.from + last.length) <= nearBytes && end - last.from <= longestSpan)
        last.length = Math.max(last.length, end - last.from);
      else spans.push({ from: offset, length: Math.max(0, end - offset) });
      placeOf.push(spans.length - 1);
    }
    const read = await source.readMany(spans, signal);
    return offsets.map((offset, index) => {
      const place = placeOf[index] ?? 0;
      const at = offset - (spans[place]?.from ?? 0);
      return (read[place] ?? Buffer.alloc(0)).subarray(at, at + length);
    });
  }
}

const nothing = {
  startsRecord: false,
  ignored: false,
  level: null,
  time: NaN,
  timeFrom: 0,
  timeTo: 0,
} as const;

function hasEnd(bytes: Buffer | undefined): boolean {
  return bytes === undefined || bytes.length < firstBytes || bytes.includes(0x0a);
}

/** Picked lines in blocks of a fixed number; nothing is known of their times before they are read. */
class PickedTable implements LineTable {
  readonly firstLine = 0;
  readonly firstRecord = 0;
  readonly from = 0;
  private readonly offsets: Offsets;

  constructor(offsets: Offsets) {
    this.offsets = offsets;
  }

  get endLine(): number {
    return this.offsets.count;
  }

  get endRecord(): number {
    return this.offsets.count;
  }

  get to(): number {
    return (this.offsets.last ?? -1) + 1;
  }

  get blocks(): number {
    return Math.ceil(this.offsets.count / linesPerBlock);
  }

  block(index: number): IndexBlock {
    const line = index * linesPerBlock;
    const lines = Math.min(linesPerBlock, this.offsets.count - line);
    return {
      line,
      offset: this.offsets.at(line) ?? 0,
      lines,
      records: lines,
      recordsBefore: line,
      minTime: NaN,
      maxTime: NaN,
      timeBefore: NaN,
      levels: noLevels(),
    };
  }

  blockOfLine(line: number): number {
    return Math.floor(line / linesPerBlock);
  }

  blockOfRecord(record: number): number {
    return Math.floor(record / linesPerBlock);
  }

  blockOfOffset(offset: number): number {
    return Math.floor(Math.max(0, this.offsets.rank(offset + 1) - 1) / linesPerBlock);
  }

  blockOfTime(): number {
    return this.blocks;
  }

  stateBefore(): null {
    return null;
  }
}
