import { takesNumber, type IndexBlock, type LineFact, type LogIndex } from '../log-index';
import type { KernelState } from '../kernel/program';

/**
 * Where the lines of a log, or of a piece of one, are: blocks of lines in file order. Numbers of
 * lines and records may begin below 0.
 */
export interface LineTable {
  /**
   * Lines [firstLine, endLine) and records [firstRecord, endRecord) are known. Lines that belong to
   * no record are numbered among the records.
   */
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
  /** First block whose records may be at or after a time; `blocks` when there is none. */
  blockOfTime(time: number): number;
  /** What the lines before a block hand on to it; null where that is not known. */
  stateBefore(index: number): KernelState | null;
}

/**
 * Whether a line has a number among the records of a table: as in the whole log, and the first line
 * of a piece, so that what a record has there, whose begin is not at hand, has a row.
 */
export function takesNumberIn({ from }: Pick<LineTable, 'from'>, fact: LineFact): boolean {
  return takesNumber(fact) || fact.offset === from;
}

/** An index that is extended forgets at most so much of its end for a moment. */
const heldBytes = 4 * 1024 * 1024;

/** The end of an index as it was before it is extended. */
interface Held {
  /** Number of the first of these blocks. */
  first: number;
  blocks: IndexBlock[];
  states: (KernelState | null)[];
  to: number;
  lines: number;
  records: number;
}

/**
 * The table that the index of a whole log is. An index that is extended first forgets its last
 * lines, because the very last one may go on; here they stay until the index knows them again.
 */
export class IndexTable implements LineTable {
  readonly firstLine = 0;
  readonly firstRecord = 0;
  readonly from = 0;
  private readonly current: () => LogIndex;
  private held: Held | null = null;

  constructor(current: () => LogIndex) {
    this.current = current;
  }

  get endLine(): number {
    return this.steady()?.lines ?? this.current().lines;
  }

  get endRecord(): number {
    return this.steady()?.records ?? numbersOf(this.current());
  }

  get to(): number {
    return this.steady()?.to ?? this.current().bytes;
  }

  get blocks(): number {
    const held = this.steady();
    return held ? held.first + held.blocks.length : this.current().blocks;
  }

  /** Keeps the end of the index while that is extended. */
  hold(): void {
    const index = this.current();
    const { bytes, lines } = index;
    const records = numbersOf(index);
    const held: Held = { first: index.blocks, blocks: [], states: [], to: bytes, lines, records };
    while (held.first > 0) {
      const number = held.first - 1;
      const block = index.block(number);
      if (held.blocks.length > 0 && block.offset < bytes - heldBytes) break;
      held.blocks.unshift(block);
      held.states.unshift(index.stateBefore?.(number) ?? null);
      held.first = number;
    }
    this.held = held;
  }

  block(number: number): IndexBlock {
    return this.heldBlock(number) ?? this.current().block(number);
  }

  blockOfLine(line: number): number {
    return this.within((block) => block.line <= line) ?? this.current().blockOfLine(line);
  }

  blockOfRecord(record: number): number {
    return (
      this.within((block) => block.recordsBefore <= record) ?? this.current().blockOfRecord(record)
    );
  }

  blockOfOffset(offset: number): number {
    return this.within((block) => block.offset <= offset) ?? this.current().blockOfOffset(offset);
  }

  blockOfTime(time: number): number {
    const held = this.steady();
    const first = held?.blocks[0];
    if (!held || !first || first.timeBefore >= time) return this.current().blockOfTime(time);
    const at = held.blocks.findIndex((block) => block.timeBefore >= time || block.maxTime >= time);
    return held.first + (at < 0 ? held.blocks.length : at);
  }

  stateBefore(number: number): KernelState | null {
    const held = this.steady();
    if (held && number >= held.first) return held.states[number - held.first] ?? null;
    return this.current().stateBefore?.(number) ?? null;
  }

  /** The end that is held, as long as the index knows less. */
  private steady(): Held | null {
    if (this.held && (this.current().bytes >= this.held.to || this.current().complete)) {
      this.held = null;
    }
    return this.held;
  }

  private heldBlock(number: number): IndexBlock | undefined {
    const held = this.steady();
    return held && number >= held.first ? held.blocks[number - held.first] : undefined;
  }

  /** Number of the last held block for which this holds, if it does for the first. */
  private within(holds: (block: IndexBlock) => boolean): number | null {
    const held = this.steady();
    const at = held ? held.blocks.findLastIndex(holds) : -1;
    return held && at >= 0 ? held.first + at : null;
  }
}

function numbersOf({ records, strays }: LogIndex): number {
  return records + strays;
}
