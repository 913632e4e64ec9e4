import type { LogUnit } from '../../../contract/logs';
import { countWhile } from '../../../kit/sorted';
import { takesNumberIn } from '../engine/document/table';
import type { IndexBlock, LineFact } from '../engine/log-index';
import type { LineReader } from '../engine/document/reader';

/** What a lane needs of a log's lines; a whole log and a piece of one have it. */
export type LaneReader = Pick<
  LineReader,
  | 'table'
  | 'facts'
  | 'passing'
  | 'lines'
  | 'records'
  | 'record'
  | 'whole'
  | 'lineAt'
  | 'clockOffsetMs'
>;

/** Chosen records or lines, in file order. */
export interface ItemSet {
  readonly count: number;
  /** The n-th member, from 0. */
  at(n: number): number | undefined;
  /** How many members are smaller. */
  rank(item: number): number;
}

/** Blocks whose keys are kept. */
const keptBlocks = 512;

/**
 * The rows that one source gives to a view: its records or lines, all or those a filter leaves.
 * A row has a position, from 0, and a key: the greatest time of its record and all before, in
 * true time; before the first time it is that one, so that what a log begins with stands right
 * before its first record; −∞ in a log without times. Keys never fall, so a merge by them never
 * reorders a source.
 */
export class Lane {
  readonly reader: LaneReader;
  readonly unit: LogUnit;
  readonly set: ItemSet | null;
  /** What its numbers count; with the same, rows stay what they are. */
  readonly origin: unknown;
  private readonly keys = new Map<string, Float64Array>();
  /** Greatest stated time up to the end of each block; grows with the table. */
  private ends = new Float64Array(0);
  private endsOf = 0;
  /** First time, from which line on it was looked for, and the block it stands in at the earliest. */
  private first = { line: NaN, time: -Infinity, block: 0 };

  /** @param set members that are rows; null: all */
  constructor(reader: LaneReader, unit: LogUnit, set: ItemSet | null, origin: unknown = reader) {
    this.reader = reader;
    this.unit = unit;
    this.set = set;
    this.origin = origin;
  }

  /** Number of the first record or line there is; below 0 in a piece that grew backwards. */
  get firstItem(): number {
    const { table } = this.reader;
    return this.unit === 'record' ? table.firstRecord : table.firstLine;
  }

  get endItem(): number {
    const { table } = this.reader;
    return this.unit === 'record' ? table.endRecord : table.endLine;
  }

  /** Whether its rows are those of another lane, and perhaps more of them. */
  continues(before: Lane | undefined): boolean {
    return (
      before !== undefined &&
      before.origin === this.origin &&
      before.unit === this.unit &&
      before.set === this.set
    );
  }

  get count(): number {
    return this.set ? this.set.count : this.endItem - this.firstItem;
  }

  /** Record or line at a position. */
  item(position: number): number {
    return this.set ? (this.set.at(position) ?? this.endItem) : this.firstItem + position;
  }

  /** Rows before a record or line. */
  position(item: number): number {
    if (this.set) return this.set.rank(item);
    return Math.max(0, Math.min(item, this.endItem) - this.firstItem);
  }

  /** Key of the last row that is known, and thus the least that a later one can have. */
  get lastKey(): number {
    const { blocks } = this.reader.table;
    return blocks === 0 ? -Infinity : this.endKey(blocks - 1);
  }

  /** Key of the first time there is; −∞ without one. */
  get firstKey(): number {
    return this.firstTime() + this.reader.clockOffsetMs;
  }

  /** The first time as the log states it: it stays once there is one, until a piece grows backwards. */
  private firstTime(): number {
    const { table } = this.reader;
    if (this.first.line !== table.firstLine) {
      this.first = { line: table.firstLine, time: -Infinity, block: 0 };
      this.forget();
    }
    const { first } = this;
    if (first.time !== -Infinity) return first.time;
    for (; first.block < table.blocks; first.block += 1) {
      const { minTime } = table.block(first.block);
      if (Number.isNaN(minTime)) continue;
      first.time = minTime;
      this.forget();
      return minTime;
    }
    // The last block may still come to have one.
    first.block = Math.max(0, table.blocks - 1);
    return first.time;
  }

  private forget(): void {
    this.keys.clear();
    this.endsOf = 0;
  }

  /** Key of the row at a position. */
  async key(position: number, signal?: AbortSignal): Promise<number> {
    const item = this.item(position);
    const block = this.blockOf(item);
    const keys = await this.keysOf(block, signal);
    return (keys[item - this.start(block)] ?? -Infinity) + this.reader.clockOffsetMs;
  }

  /** Rows whose key is below a time, or also at it. */
  async below(time: number, inclusive: boolean, signal?: AbortSignal): Promise<number> {
    const block = this.reaching(time, inclusive);
    if (block === this.reader.table.blocks) return this.count;
    const stated = time - this.reader.clockOffsetMs;
    const keys = await this.keysOf(block, signal);
    const at = lowerBound(keys, stated, inclusive);
    return this.position(this.start(block) + at);
  }

  /** Between which numbers {@link below} lies, without reading anything. */
  bounds(time: number, inclusive: boolean): [lower: number, upper: number] {
    const { table } = this.reader;
    const block = this.reaching(time, inclusive);
    if (block === table.blocks) return [this.count, this.count];
    const next = block + 1 < table.blocks ? this.start(block + 1) : this.endItem;
    return [this.position(this.start(block)), this.position(next)];
  }

  /** Block that holds a record or line. */
  blockOf(item: number): number {
    const { table } = this.reader;
    return this.unit === 'record' ? table.blockOfRecord(item) : table.blockOfLine(item);
  }

  /** First record or line of a block. */
  start(block: number): number {
    const found = this.reader.table.block(block);
    return this.unit === 'record' ? found.recordsBefore : found.line;
  }

  /** First block that ends with a key at or after a time (after it, when inclusive). */
  private reaching(time: number, inclusive: boolean): number {
    const stated = time - this.reader.clockOffsetMs;
    return countWhile(this.reader.table.blocks, (index) => {
      const end = this.end(index);
      return !(inclusive ? end > stated : end >= stated);
    });
  }

  private endKey(block: number): number {
    return this.end(block) + this.reader.clockOffsetMs;
  }

  /** Greatest stated time up to the end of a block. */
  private end(block: number): number {
    const { table } = this.reader;
    const first = this.firstTime();
    if (block + 1 >= table.blocks) return endOf(table.block(block), first);
    if (this.endsOf <= block) this.extendEnds(table.blocks - 1);
    return this.ends[block] ?? -Infinity;
  }

  /** The last block goes on growing and is left out. */
  private extendEnds(blocks: number): void {
    const { table } = this.reader;
    if (this.ends.length < blocks) {
      const more = new Float64Array(Math.max(blocks, this.ends.length * 2));
      more.set(this.ends.subarray(0, this.endsOf));
      this.ends = more;
    }
    for (let index = this.endsOf; index < blocks; index += 1)
      this.ends[index] = endOf(table.block(index), this.first.time);
    this.endsOf = blocks;
  }

  /** Stated keys of the records or lines of a block. */
  private async keysOf(index: number, signal?: AbortSignal): Promise<Float64Array> {
    const first = this.firstTime();
    const block = this.reader.table.block(index);
    const name = `${block.offset}-${block.lines}`;
    const known = this.keys.get(name);
    if (known) return known;
    const facts = await this.reader.passing(index, signal);
    const before = Number.isNaN(block.timeBefore) ? first : block.timeBefore;
    const { table } = this.reader;
    const keys = keysOf(
      facts,
      before,
      (fact) => this.unit === 'line' || takesNumberIn(table, fact),
    );
    this.keys.set(name, keys);
    for (const oldest of this.keys.keys()) {
      if (this.keys.size <= keptBlocks) break;
      this.keys.delete(oldest);
    }
    return keys;
  }
}

function keysOf(
  facts: readonly LineFact[],
  before: number,
  isRow: (fact: LineFact) => boolean,
): Float64Array {
  const keys: number[] = [];
  let key = before;
  for (const fact of facts) {
    if (fact.startsRecord && fact.time > key) key = fact.time;
    if (isRow(fact)) keys.push(key);
  }
  return Float64Array.from(keys);
}

function endOf({ timeBefore, maxTime }: IndexBlock, first: number): number {
  const before = Number.isNaN(timeBefore) ? first : timeBefore;
  return maxTime > before ? maxTime : before;
}

/** How many of ascending numbers are below a value, or also equal to it. */
function lowerBound(values: Float64Array, value: number, inclusive: boolean): number {
  return countWhile(values.length, (index) => {
    const found = values[index] ?? Infinity;
    return !(inclusive ? found > value : found >= value);
  });
}
