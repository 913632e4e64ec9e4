import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogLevel } from '../../../../contract/logs';
import { AppError } from '../../../../contract/errors';
import { factsOfBlock } from '../document/facts';
import type { Kernel } from '../kernel/index';
import { lookAhead } from '../kernel/program';
import { takesNumber, type LineFact, type LogIndex } from '../log-index';
import type { ByteSource } from '../source';
import type { LogEncoding } from '../text/index';

/** What a search must know of a log: a `LogDocument` is one. */
export interface SearchedLog {
  readonly source: ByteSource;
  readonly encoding: LogEncoding;
  readonly index: LogIndex;
  readonly kernel: Kernel;
}

/** A record, by its lines and bytes. */
export interface ScannedRecord {
  /** Its number, from 0. */
  record: number;
  /** Its lines and bytes, [from, to). */
  fromLine: number;
  toLine: number;
  from: number;
  to: number;
  level: LogLevel | null;
  /** UTC ms as the log states it; NaN when it states none. */
  time: number;
  /** Lines that belong to no record: headers, and what stands before the first one. */
  stray: boolean;
}

/** Blocks read at once when one follows the other. */
const mostBlocks = 32;
/** Blocks above it are read in windows, for a line of theirs is very long. */
const largeBlock = 1024 * 1024;
/** So much of a record is looked into for its fields. */
const largestRecord = 1024 * 1024;
/** Others get their turn after so long. */
const turnMilliseconds = 8;

/** Goes through the records of a log, as the kernel tells them, block by block. */
export class RecordScan {
  private readonly log: SearchedLog;
  private readonly signal: AbortSignal | undefined;
  /** Facts of the blocks [first, first + length) that were read last. */
  private first = -1;
  private read: LineFact[][] = [];
  /** Bytes that were read for them. */
  private window: { offset: number; bytes: Buffer } = { offset: 0, bytes: Buffer.alloc(0) };
  private since = performance.now();

  constructor(log: SearchedLog, signal?: AbortSignal) {
    this.log = log;
    this.signal = signal;
  }

  /**
   * What begins in a block and has a number: records, and lines that belong to none. The last one
   * goes to the next one, or to the end of the index.
   *
   * @throws AppError what the source throws; `wire.cancelled`
   */
  async recordsIn(block: number): Promise<ScannedRecord[]> {
    const { index } = this.log;
    const { line, recordsBefore } = index.block(block);
    const found: ScannedRecord[] = [];
    const facts = await this.facts(block);
    let open: ScannedRecord | null = null;
    // One object a record and nothing more: there are tens of millions.
    for (let at = 0; at < facts.length; at += 1) {
      const fact = facts[at];
      if (!fact || !takesNumber(fact)) continue;
      const { offset } = fact;
      const stray = !fact.startsRecord;
      if (open) {
        open.toLine = line + at;
        open.to = offset;
      }
      const record = recordsBefore + found.length;
      const level = stray ? null : fact.level;
      const time = stray ? NaN : fact.time;
      open = { record, fromLine: line + at, toLine: 0, from: offset, to: 0, level, time, stray };
      found.push(open);
    }
    if (open) {
      const end = await this.endAfter(block);
      open.toLine = end.line;
      open.to = end.offset;
    }
    return found;
  }

  /** The bytes of a record, at most a megabyte of them. */
  async bytesOf({ from, to }: ScannedRecord): Promise<Buffer> {
    return await this.bytes(from, Math.min(to, from + largestRecord));
  }

  /** The bytes of a line. */
  async lineBytes(line: number): Promise<Buffer> {
    const block = this.log.index.blockOfLine(line);
    const fact = (await this.facts(block))[line - this.log.index.block(block).line];
    return fact ? await this.bytes(fact.offset, fact.contentEnd) : Buffer.alloc(0);
  }

  private async bytes(from: number, to: number): Promise<Buffer> {
    const { offset, bytes } = this.window;
    if (from >= offset && to <= offset + bytes.length)
      return bytes.subarray(from - offset, to - offset);
    return await this.log.source.read(from, to - from, this.signal);
  }

  /** Where the record ends that is open at the end of a block; the index's end where nothing ends it. */
  async endAfter(block: number): Promise<{ line: number; offset: number }> {
    const { index } = this.log;
    for (let next = block + 1; next < index.blocks; next += 1) {
      const facts = await this.facts(next);
      const at = facts.findIndex(takesNumber);
      const fact = facts[at];
      if (fact) return { line: index.block(next).line + at, offset: fact.offset };
    }
    return { line: index.lines, offset: index.bytes };
  }

  /** No record that begins in a block has lines from there on. */
  endLine(block: number): number {
    const { index } = this.log;
    for (let next = block + 1; next < index.blocks; next += 1) {
      const { line, lines, records } = index.block(next);
      if (records > 0) return line + lines;
    }
    return index.lines;
  }

  /** Lets others work now and then. @throws AppError `wire.cancelled` */
  async turn(): Promise<void> {
    if (this.signal?.aborted) throw new AppError('wire.cancelled');
    if (performance.now() - this.since < turnMilliseconds) return;
    await nextTurn();
    this.since = performance.now();
  }

  /** Facts of a block's lines. */
  async facts(block: number): Promise<LineFact[]> {
    const known = this.read[block - this.first];
    if (known && block >= this.first) return known;
    await this.turn();
    // Who reads on from what was read last reads more at once.
    const follows = block === this.first + this.read.length;
    const wanted = follows ? Math.min(mostBlocks, this.read.length * 2) : 1;
    this.read = await this.readBlocks(block, Math.max(1, wanted));
    this.first = block;
    return this.read[0] ?? [];
  }

  private async readBlocks(first: number, wanted: number): Promise<LineFact[][]> {
    const { index, source, encoding, kernel } = this.log;
    const begin = index.block(first).offset;
    const ends: number[] = [];
    for (let block = first; block < Math.min(first + wanted, index.blocks); block += 1) {
      const end = block + 1 < index.blocks ? index.block(block + 1).offset : index.bytes;
      if (ends.length > 0 && end - begin > largeBlock) break;
      ends.push(end);
    }
    const end = ends.at(-1) ?? begin;
    const state = index.stateBefore?.(first) ?? null;
    if (end - begin > largeBlock) {
      const place = { source, encoding, kernel, state, signal: this.signal };
      return [await factsOfBlock(index.block(first), end, place)];
    }
    const bytes = await source.read(begin, end - begin + lookAhead, this.signal);
    this.window = { offset: begin, bytes };
    const facts = kernel.facts(bytes, begin, state);
    let at = 0;
    return ends.map((blockEnd) => {
      const from = at;
      while (at < facts.length && (facts[at]?.offset ?? 0) < blockEnd) at += 1;
      return facts.slice(from, at);
    });
  }
}
