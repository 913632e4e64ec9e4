import { logLevels } from '../../../../contract/logs';
import { lastWhile } from '../../../../kit/sorted';
import type { KernelState } from '../kernel/program';
import { takesNumber, type IndexBlock, type LevelCounts, type LineFact } from '../log-index';
import { windowBytes } from './facts';
import { takesNumberIn, type LineTable } from './table';

/** As in the index of a whole log. */
const linesPerBlock = 256;

/**
 * Lines of a piece of a log, which can grow at both ends. Its first line when it was made has
 * number 0, and so has the record that this is of; those before count downwards.
 */
export class PieceTable implements LineTable {
  from: number;
  to: number;
  private list: IndexBlock[] = [];
  /** The first line has a number only because it is the first one. */
  private lead = false;

  constructor(from: number) {
    this.from = from;
    this.to = from;
  }

  get blocks(): number {
    return this.list.length;
  }

  get firstLine(): number {
    return this.list[0]?.line ?? 0;
  }

  get endLine(): number {
    const last = this.list.at(-1);
    return last ? last.line + last.lines : 0;
  }

  get firstRecord(): number {
    return this.list[0]?.recordsBefore ?? 0;
  }

  get endRecord(): number {
    const last = this.list.at(-1);
    return last ? last.recordsBefore + last.records : 0;
  }

  block(index: number): IndexBlock {
    const block = this.list[index];
    if (!block) throw new RangeError(`No block ${index} of ${this.list.length}.`);
    return block;
  }

  blockOfLine(line: number): number {
    return this.last((block) => block.line <= line);
  }

  blockOfRecord(record: number): number {
    return this.last((block) => block.recordsBefore <= record);
  }

  blockOfOffset(offset: number): number {
    return this.last((block) => block.offset <= offset);
  }

  blockOfTime(time: number): number {
    const index = this.list.findIndex((block) => block.timeBefore >= time || block.maxTime >= time);
    return index < 0 ? this.list.length : index;
  }

  stateBefore(_index: number): KernelState | null {
    return null;
  }

  /** Adds lines at the end; they begin where the piece ends. */
  append(facts: readonly LineFact[]): void {
    const blocks = blocksOf(facts, this.from);
    const [start] = facts;
    if (start && this.list.length === 0) this.lead = !takesNumber(start);
    let { endLine, endRecord } = this;
    for (const block of blocks) {
      this.list.push({ ...block, line: endLine, recordsBefore: endRecord });
      endLine += block.lines;
      endRecord += block.records;
    }
    this.to = facts.at(-1)?.end ?? this.to;
    this.orderTimes();
  }

  /** Adds lines before the first one; they end where the piece begins. */
  prepend(facts: readonly LineFact[]): void {
    const [start] = facts;
    if (!start) return;
    const [first] = this.list;
    if (first && this.lead) {
      // That line goes on a record which begins before it.
      first.records -= 1;
      first.recordsBefore += 1;
    }
    this.lead = !takesNumber(start);
    let { firstLine, firstRecord } = this;
    for (const block of blocksOf(facts, start.offset).toReversed()) {
      firstLine -= block.lines;
      firstRecord -= block.records;
      this.list.unshift({ ...block, line: firstLine, recordsBefore: firstRecord });
    }
    this.from = start.offset;
    this.orderTimes();
  }

  /** Takes the last block away: its last line goes on. */
  dropLast(): void {
    const block = this.list.pop();
    if (block) this.to = block.offset;
  }

  private orderTimes(): void {
    let before = NaN;
    for (const block of this.list) {
      block.timeBefore = before;
      if (!Number.isNaN(block.maxTime)) {
        before = Number.isNaN(before) ? block.maxTime : Math.max(before, block.maxTime);
      }
    }
  }

  /** The last block for which this holds, which it does from the first one on. */
  private last(holds: (block: IndexBlock) => boolean): number {
    return lastWhile(this.list.length, (index) => {
      const block = this.list[index];
      return block !== undefined && holds(block);
    });
  }
}

/**
 * Lines grouped into blocks; numbers and the order of times are not filled in.
 *
 * @param from where the piece begins
 */
function blocksOf(facts: readonly LineFact[], from: number): IndexBlock[] {
  const blocks: IndexBlock[] = [];
  let block: IndexBlock | null = null;
  for (const fact of facts) {
    if (!block || block.lines >= linesPerBlock || fact.end - block.offset > windowBytes) {
      block = emptyBlock(fact.offset);
      blocks.push(block);
    }
    block.lines += 1;
    if (takesNumberIn({ from }, fact)) block.records += 1;
    if (!fact.startsRecord) continue;
    if (fact.level) block.levels[fact.level] += 1;
    if (Number.isNaN(fact.time)) continue;
    if (!(block.minTime <= fact.time)) block.minTime = fact.time;
    if (!(block.maxTime >= fact.time)) block.maxTime = fact.time;
  }
  return blocks;
}

function emptyBlock(offset: number): IndexBlock {
  return {
    line: 0,
    offset,
    lines: 0,
    records: 0,
    recordsBefore: 0,
    minTime: NaN,
    maxTime: NaN,
    timeBefore: NaN,
    levels: noLevels(),
  };
}

/** No record of any level. */
export function noLevels(): LevelCounts {
  const counts: Partial<LevelCounts> = {};
  for (const level of logLevels) counts[level] = 0;
  return counts as LevelCounts;
}
