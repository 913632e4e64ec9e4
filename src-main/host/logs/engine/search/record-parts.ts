import { scanCapacity } from '../kernel/machine';
import { lookAhead } from '../kernel/program';
import type { IndexBlock, LogIndex } from '../log-index';
import { allPass, blockMayPass, type FilterTerms } from './filter-terms';
import type { RecordScan } from './record-scan';
import { RecordSieve, wordStart, type SieveFound, type SievePart } from './record-sieve';

/** Parts are handed to threads so many bytes at a time. */
const taskBytes = 4 * 1024 * 1024;
/** A block above it is one very long line: it is looked at in windows. */
const mostPartBytes = scanCapacity - 2 * lookAhead;

/** Blocks of a log one behind the other, of which records may pass. */
export interface Part extends SievePart {
  firstBlock: number;
  lastBlock: number;
  /** More than a machine takes at once. */
  long: boolean;
  /** What is known of it without reading it; null: it must be read. */
  found: SieveFound | null;
}

/** What is gone through. */
export interface PassRange {
  /** First block, and the first record that is looked for in it. */
  block: number;
  record: number;
  /** Bytes of the log that the index covered when it began. */
  end: number;
}

/** A part that blocks are added to. */
interface Building {
  /** Its first block. */
  block: IndexBlock;
  first: number;
  last: number;
  /** Where the last one ends. */
  to: number;
  lines: number;
  records: number;
}

/** Cuts what may pass of a log into parts, by what the index tells of its blocks. */
export class PartCutter {
  /** So much is to be read that threads are worth their start; known after the first task. */
  isLarge = false;
  private readonly index: LogIndex;
  private readonly terms: FilterTerms;
  private readonly range: PassRange;
  private readonly scan: RecordScan;
  private block: number;
  private readonly last: number;
  /** The block before may pass: its last record may go on into this one. */
  private follows = false;
  private building: Building | null = null;
  private parts: Part[] = [];
  private cut = false;

  constructor(index: LogIndex, terms: FilterTerms, range: PassRange, scan: RecordScan) {
    this.index = index;
    this.terms = terms;
    this.range = range;
    this.scan = scan;
    this.block = range.block;
    this.last = index.blockOfOffset(range.end - 1);
  }

  /** The index goes back when its log grows, and then on again: what lies behind is not known. */
  get isCut(): boolean {
    this.cut ||= this.index.bytes < this.range.end;
    return this.cut;
  }

  /** The next parts, some megabytes together; null when there are no more. */
  async next(): Promise<Part[] | null> {
    let bytes = 0;
    for (; this.block <= this.last && bytes < taskBytes; this.block += 1) {
      await this.scan.turn();
      if (this.isCut) break;
      bytes += this.take(this.block);
    }
    this.flush();
    this.isLarge ||= bytes >= taskBytes;
    const { parts } = this;
    this.parts = [];
    return parts.length > 0 ? parts : null;
  }

  /** @returns bytes of the block that must be read */
  private take(at: number): number {
    const { index, terms, scan, follows } = this;
    const block = index.block(at);
    const may = blockMayPass(terms, block, () => scan.endLine(at));
    this.follows = may;
    if (!may && !follows) {
      this.flush();
      return 0;
    }
    const next = at + 1 < index.blocks ? index.block(at + 1) : null;
    if (may && next && isPlain(block) && isPlain(next) && allPass(terms, block, index.strays)) {
      this.flush();
      const { lines, records } = block;
      const whole = { block, first: at, last: at, to: next.offset, lines, records };
      this.parts.push(this.known(this.partOf(whole)));
      // All its records end with their line.
      this.follows = false;
      return 0;
    }
    const to = Math.min(next?.offset ?? index.bytes, this.range.end);
    const size = to - block.offset;
    if (this.building && to - this.building.block.offset > mostPartBytes) this.flush();
    this.building ??= { block, first: at, last: at, to, lines: 0, records: 0 };
    this.building.last = at;
    this.building.to = to;
    this.building.lines += block.lines;
    this.building.records += block.records;
    if (size > mostPartBytes) this.flush(true);
    return size;
  }

  private flush(long = false): void {
    const { building } = this;
    if (!building) return;
    this.building = null;
    this.parts.push({ ...this.partOf(building), long });
  }

  private partOf({ block, first, last, to, lines, records }: Building): Part {
    const { line, offset, recordsBefore } = block;
    return {
      firstBlock: first,
      lastBlock: last,
      long: false,
      found: null,
      from: offset,
      to,
      firstLine: line,
      lines,
      firstRecord: recordsBefore,
      records,
      least: this.range.record,
      state: this.index.stateBefore?.(first) ?? null,
      hits: this.terms.texts.map(({ hits }) => hits.bits(wordStart(line), line + lines)),
    };
  }

  /** A part each line of which is a record that passes but for its text. */
  private known(part: Part): Part {
    const texts = this.terms.texts.map(({ exclude }) => exclude);
    const sieve = new RecordSieve({ texts, levels: [], times: [], strays: true }, part);
    // The one that follows ends the last.
    for (let line = 0; line <= part.lines; line += 1) sieve.take(1, 0, NaN);
    return { ...part, found: { ...sieve.finish(), open: null } };
  }
}

/** Whether each of its lines has a number among the records. */
function isPlain(block: IndexBlock): boolean {
  return block.records === block.lines;
}
