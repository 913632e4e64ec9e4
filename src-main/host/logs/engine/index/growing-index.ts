import { headLimit, kernelLevels, lookAhead, type KernelState } from '../kernel/program';
import type { IndexBlock, LevelCounts, LogIndex } from '../log-index';
import { blockFloats } from '../kernel/machine';
import { Columns, type SavedColumns } from './columns';
import { histogramOf, type Histogram } from './histogram';
import { MinuteCounts } from './minutes';
import { later } from './page';
import type { ScanPart } from './range-scan';

/** Sums over all parts that were joined. */
export interface IndexSums {
  /** Where the line begins that comes after those known. */
  bytes: number;
  strays: number;
  newlines: number;
  crlf: boolean;
  first: number;
  last: number;
  minTime: number;
  levels: LevelCounts;
  /** What the lines hand on to those that follow. */
  state: KernelState | null;
  /** Where the last line but one and the last one begin; -1 without. */
  previousLine: number;
  lastLine: number;
}

/** How things stood at a place of the log, to go back to when more follows. */
export interface Mark {
  blocks: number;
  sums: IndexSums;
  /** What was counted by minute since then, up to the next mark. */
  minutes: Int32Array;
}

const keptMarks = 8;
const nothingYet: IndexSums = {
  bytes: 0,
  strays: 0,
  newlines: 0,
  crlf: false,
  first: NaN,
  last: NaN,
  minTime: NaN,
  levels: { fatal: 0, error: 0, warn: 0, info: 0, debug: 0, trace: 0 },
  state: null,
  previousLine: -1,
  lastLine: -1,
};

/** The index of a log while it is made, of which the begin can be read, and when it is whole. */
export class GrowingIndex implements LogIndex {
  readonly #columns = new Columns();
  readonly #minutes = new MinuteCounts(() => 192 + Math.floor((this.bytes / 2 ** 30) * 160));
  #sums: IndexSums = nothingYet;
  #marks: Mark[] = [];
  #complete = false;
  /** Settles when it covers the log as it was when `buildIndex` was called. @throws AppError */
  done: Promise<void> = Promise.resolve();

  get bytes(): number {
    return this.#sums.bytes;
  }

  get lines(): number {
    return this.#columns.lines;
  }

  get records(): number {
    return this.#columns.records - this.#sums.strays;
  }

  get strays(): number {
    return this.#sums.strays;
  }

  get newlines(): number {
    return this.#sums.newlines;
  }

  get crlf(): boolean {
    return this.#sums.crlf;
  }

  get levels(): LevelCounts {
    return this.#sums.levels;
  }

  get first(): number {
    return this.#sums.first;
  }

  get last(): number {
    return this.#sums.last;
  }

  get minTime(): number {
    return this.#sums.minTime;
  }

  get maxTime(): number {
    return this.#columns.maxTime;
  }

  get complete(): boolean {
    return this.#complete;
  }

  get blocks(): number {
    return this.#columns.count;
  }

  /** What its last line hands on. */
  get state(): KernelState | null {
    return this.#sums.state;
  }

  block(index: number): IndexBlock {
    return this.#columns.block(index);
  }

  stateBefore(index: number): KernelState | null {
    return this.#columns.stateBefore(index);
  }

  blockOfLine(line: number): number {
    return this.#columns.lastBefore((block) => block.line > line);
  }

  /** The last block of those in front of which no more of them begin: the one in which it begins itself. */
  blockOfRecord(record: number): number {
    return this.#columns.lastBefore((block) => block.recordsBefore > record);
  }

  blockOfOffset(offset: number): number {
    return this.#columns.lastBefore((block) => block.offset > offset);
  }

  /** `blocks` when all records are before the time. */
  blockOfTime(time: number): number {
    const index = this.#columns.lastBefore((block) => block.timeBefore >= time);
    if (index < 0) return 0;
    return later(this.block(index).timeBefore, this.block(index).maxTime) >= time
      ? index
      : index + 1;
  }

  histogram(from: number, to: number, bars: number): Histogram {
    return histogramOf(this.#columns, this.#minutes, this.minTime, from, to, bars);
  }

  /** Adds what was found in the part that follows. */
  join(part: ScanPart): void {
    const { summary } = part;
    const before = this.#sums;
    this.#marks.push({ blocks: this.blocks, sums: before, minutes: part.minutes });
    // The first one stays: without what was counted since, everything is done anew from there.
    if (this.#marks.length > keptMarks) this.#marks.splice(1, 1);
    this.#columns.append(part.blocks, summary.ordered);
    this.#minutes.add(part.minutes);
    const some = summary.lastLine >= 0;
    this.#sums = {
      bytes: some ? summary.lineAfter : before.bytes,
      strays: before.strays + summary.strays,
      newlines: before.newlines + summary.newlines,
      crlf: before.crlf || summary.crlf,
      first: Number.isNaN(before.first) ? summary.firstTime : before.first,
      last: Number.isNaN(summary.lastTime) ? before.last : summary.lastTime,
      minTime: earliest(part.blocks, before.minTime),
      levels: addLevels(before.levels, part.blocks),
      state: some ? summary.state : before.state,
      previousLine:
        summary.previousLine >= 0
          ? summary.previousLine
          : some
            ? before.lastLine
            : before.previousLine,
      lastLine: some ? summary.lastLine : before.lastLine,
    };
  }

  /**
   * Forgets the end, as far as lines that follow may change it: an unterminated line goes on, and
   * a record's level may stand in a later line of it.
   * What comes next begins at `bytes`.
   */
  reopen(): void {
    this.#complete = false;
    const { previousLine, bytes } = this.#sums;
    const sure = Math.min(previousLine, bytes - headLimit - lookAhead);
    const at = this.#marks.findLastIndex((mark) => mark.sums.bytes <= sure);
    const mark = this.#marks[at];
    if (!mark || at <= 0) {
      this.#clear();
      return;
    }
    for (const later of this.#marks.slice(at)) this.#minutes.add(later.minutes, -1);
    this.#marks = this.#marks.slice(0, at);
    this.#columns.cut(mark.blocks);
    this.#sums = mark.sums;
  }

  /** It covers everything. */
  close(): void {
    this.#complete = true;
  }

  #clear(): void {
    this.#marks = [];
    this.#columns.cut(0);
    this.#minutes.clear();
    this.#sums = nothingYet;
  }

  /** What `restore` takes. */
  save(): SavedIndex {
    return {
      sums: this.#sums,
      complete: this.#complete,
      marks: this.#marks,
      columns: this.#columns.save(),
      minutes: this.#minutes.rows(),
    };
  }

  static restore(saved: SavedIndex): GrowingIndex {
    const index = new GrowingIndex();
    index.#columns.restore(saved.columns);
    index.#sums = saved.sums;
    index.#marks = saved.marks;
    index.#minutes.restore(saved.minutes);
    index.#complete = saved.complete;
    return index;
  }
}

/** All that an index is. */
export interface SavedIndex {
  sums: IndexSums;
  complete: boolean;
  marks: Mark[];
  columns: SavedColumns;
  minutes: { width: number; rows: Int32Array };
}

function earliest(rows: Float64Array, before: number): number {
  let result = before;
  for (let row = 1; row < rows.length; row += blockFloats) {
    const time = rows[row] ?? NaN;
    if (!(time >= result)) result = Number.isNaN(time) ? result : time;
  }
  return result;
}

function addLevels(before: LevelCounts, rows: Float64Array): LevelCounts {
  const words = new Int32Array(rows.buffer, rows.byteOffset, rows.length * 2);
  const sums = { ...before };
  for (let row = 0; row < rows.length; row += blockFloats)
    kernelLevels.forEach((level, index) => (sums[level] += words[row * 2 + 13 + index] ?? 0));
  return sums;
}
