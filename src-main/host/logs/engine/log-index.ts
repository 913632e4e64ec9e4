import type { LogLevel } from '../../../contract/logs';
import type { KernelState } from './kernel/program';

/** Records by level; those without a level are not in it. */
export type LevelCounts = Record<LogLevel, number>;

/** 256 lines (the last one: fewer), or one line where it is very long. */
export interface IndexBlock {
  /** Number of its first line, from 0. */
  line: number;
  /** Where that begins. */
  offset: number;
  lines: number;
  /**
   * What begins in it and has a number: records, and lines that belong to none ({@link takesNumber});
   * and how many begin before it.
   */
  records: number;
  recordsBefore: number;
  /** Times of records that begin in it, UTC ms as the log states them; NaN without any. */
  minTime: number;
  maxTime: number;
  /** Greatest time of all records before the block; NaN without any. Never falls: the order of a merge. */
  timeBefore: number;
  levels: LevelCounts;
}

/** What is known of the lines of a log, sparse: about 1 MB per GB. Grows while it is built. */
export interface LogIndex {
  /** Bytes from the start that it covers; lines beyond are not known yet. */
  readonly bytes: number;
  /** Lines in these bytes; an unterminated last one counts when `complete`. */
  readonly lines: number;
  readonly records: number;
  /** Lines that belong to no record and have a number among the records, so that they have a row. */
  readonly strays: number;
  readonly newlines: number;
  readonly crlf: boolean;
  readonly levels: LevelCounts;
  /** Time of the first and last record in file order that state one; NaN without. */
  readonly first: number;
  readonly last: number;
  readonly minTime: number;
  readonly maxTime: number;
  /** It covers all of the source. */
  readonly complete: boolean;
  readonly blocks: number;
  block(index: number): IndexBlock;
  /**
   * What the lines before a block hand on to it, where the program is `sequential`; null where
   * nothing is known or needed.
   */
  stateBefore?(index: number): KernelState | null;
  /** Number of the block that holds a line, a record (both from 0), an offset. */
  blockOfLine(line: number): number;
  blockOfRecord(record: number): number;
  blockOfOffset(offset: number): number;
  /** First block whose records may be at or after a time, by `timeBefore` and its own times. */
  blockOfTime(time: number): number;
  /** Sums of [total, warn, error and worse] records for `bars` equal parts of [from, to), from minute counts and blocks. */
  histogram(
    from: number,
    to: number,
    bars: number,
  ): { total: Uint32Array; warn: Uint32Array; error: Uint32Array };
}

/** One line of a block, as the kernel sees it: the same code that made the index. */
export interface LineFact {
  /** Where it begins in the log, and where its content ends (without CR and LF) and the line ends. */
  offset: number;
  contentEnd: number;
  end: number;
  startsRecord: boolean;
  /** A line that is no record and belongs to none (`#Fields: …`). */
  ignored: boolean;
  level: LogLevel | null;
  /** UTC ms, NaN when the line states none. */
  time: number;
  /** Where the text of its time stands in the line, relative to `offset`; equal when none. */
  timeFrom: number;
  timeTo: number;
}

/**
 * Whether a line has a number among the records: one that starts a record, one that is no record
 * and part of none, and the first line of a log whose first record comes later. What follows such a
 * line up to the next one goes with it.
 */
export function takesNumber({ startsRecord, ignored, offset }: LineFact): boolean {
  return startsRecord || ignored || offset === 0;
}
