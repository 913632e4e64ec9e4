import type { IndexBlock, LogIndex } from '../log-index';
import type { KernelState } from '../kernel/program';

/**
 * Where the lines of a log, or of a piece of one, are: blocks of lines in file order. Numbers of
 * lines and records may begin below 0.
 */
export interface LineTable {
  /** Lines [firstLine, endLine) and records [firstRecord, endRecord) are known. */
  readonly firstLine: number;
  readonly endLine: number;
  readonly firstRecord: number;
  readonly endRecord: number;
  /** Bytes [from, to) of the log it covers. */
  readonly from: number;
  readonly to: number;
  readonly blocks: number;
  block(index: number): IndexBlock;
  blockOfLine(line: number): number;
  blockOfRecord(record: number): number;
  blockOfOffset(offset: number): number;
  /** First block whose records may be at or after a time. */
  blockOfTime(time: number): number;
  /** What the lines before a block hand on to it; null where that is not known. */
  stateBefore(index: number): KernelState | null;
}

/** The table that the index of a whole log is. */
export class IndexTable implements LineTable {
  readonly firstLine = 0;
  readonly firstRecord = 0;
  readonly from = 0;
  readonly index: LogIndex;

  constructor(index: LogIndex) {
    this.index = index;
  }

  get endLine(): number {
    return this.index.lines;
  }

  get endRecord(): number {
    return this.index.records;
  }

  get to(): number {
    return this.index.bytes;
  }

  get blocks(): number {
    return this.index.blocks;
  }

  block(index: number): IndexBlock {
    return this.index.block(index);
  }

  blockOfLine(line: number): number {
    return this.index.blockOfLine(line);
  }

  blockOfRecord(record: number): number {
    return this.index.blockOfRecord(record);
  }

  blockOfOffset(offset: number): number {
    return this.index.blockOfOffset(offset);
  }

  blockOfTime(time: number): number {
    return this.index.blockOfTime(time);
  }

  stateBefore(index: number): KernelState | null {
    return this.index.stateBefore?.(index) ?? null;
  }
}
