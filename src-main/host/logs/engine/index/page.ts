import { kernelLevels, type KernelState } from '../kernel/program';
import type { IndexBlock } from '../log-index';

/** Blocks of a page, and of the first one: most logs are small. Sums are kept every `groupBlocks`. */
export const pageBlocks = 4096;
export const firstPageBlocks = 256;
const groupBlocks = 64;
const levelCount = kernelLevels.length;
/** The difference does not fit its 32 bits: the value stands in `odd`. */
const elsewhere = 0xffffffff;

/** What comes before a group of blocks: lines, records, greatest time. */
const groupFloats = 3;

/** The columns of a page without what is not used of them. */
export interface SavedPage {
  base: number;
  first: number;
  size: number;
  count: number;
  groups: Float64Array;
  offsets: Uint32Array;
  lines: Uint16Array;
  records: Uint16Array;
  levels: Uint8Array;
  minTimes: Float64Array;
  spans: Uint32Array;
  stateTimes: Float64Array | null;
  stateZones: Int16Array | null;
  odd: Map<number, number>;
}

/** What comes before a block. */
interface SumsBefore {
  at: number;
  line: number;
  recordsBefore: number;
  timeBefore: number;
}

const nothingRead: SumsBefore = { at: -1, line: 0, recordsBefore: 0, timeBefore: NaN };

/** Some thousands of blocks, packed by columns. */
export class Page {
  readonly base: number;
  readonly first: number;
  count = 0;
  readonly #size: number;
  readonly #groups: Float64Array;
  readonly #offsets: Uint32Array;
  readonly #lines: Uint16Array;
  /**
   * Records in bits 0–8; in bits 9–11 the level that all 256 of them have, which would not fit
   * its byte; bit 15: the line before starts a record.
   */
  readonly #records: Uint16Array;
  readonly #levels: Uint8Array;
  readonly #minTimes: Float64Array;
  readonly #spans: Uint32Array;
  /** Only where it is needed: last time before, and the clock's difference from UTC in minutes. */
  #stateTimes: Float64Array | null = null;
  #stateZones: Int16Array | null = null;
  readonly #odd = new Map<number, number>();
  #last: SumsBefore = nothingRead;

  constructor(base: number, first: number, size: number) {
    this.base = base;
    this.first = first;
    this.#size = size;
    this.#groups = new Float64Array((size / groupBlocks) * groupFloats);
    this.#offsets = new Uint32Array(size);
    this.#lines = new Uint16Array(size);
    this.#records = new Uint16Array(size);
    this.#levels = new Uint8Array(size * levelCount);
    this.#minTimes = new Float64Array(size);
    this.#spans = new Uint32Array(size);
  }

  takes(offset: number): boolean {
    return this.count < this.#size && offset - this.base < elsewhere;
  }

  /** Notes what comes before the next block. */
  begin(lines: number, records: number, maxTime: number): void {
    if (this.count % groupBlocks !== 0) return;
    this.#groups.set([lines, records, maxTime], (this.count / groupBlocks) * groupFloats);
  }

  add(rows: Float64Array, row: number, words: Int32Array, stateful: boolean): void {
    const at = this.count++;
    // Blocks were cut off, and other ones take their place.
    if (at < this.#last.at) this.#last = nothingRead;
    const minTime = rows[row + 1] ?? NaN;
    const maxTime = rows[row + 2] ?? NaN;
    const utc = rows[row + 3] ?? NaN;
    const local = rows[row + 4] ?? NaN;
    this.#offsets[at] = (rows[row] ?? 0) - this.base;
    this.#lines[at] = words[row * 2 + 10] ?? 0;
    let packed = words[row * 2 + 11] ?? 0;
    if (words[row * 2 + 12]) packed |= 0x8000;
    for (let level = 0; level < levelCount; level++) {
      const count = words[row * 2 + 13 + level] ?? 0;
      this.#levels[at * levelCount + level] = count;
      if (count > 255) packed |= (level + 1) << 9;
    }
    this.#records[at] = packed;
    this.#minTimes[at] = minTime;
    const span = maxTime - minTime;
    this.#spans[at] = span >= elsewhere ? elsewhere : span;
    if (span >= elsewhere) this.#odd.set(at, maxTime);
    else this.#odd.delete(at);
    if (stateful) this.#keepStates();
    if (this.#stateTimes && this.#stateZones) {
      this.#stateTimes[at] = utc;
      this.#stateZones[at] = Math.round((local - utc) / 60_000);
    }
  }

  read(at: number): IndexBlock {
    const before = this.#sumsBefore(at);
    const packed = this.#records[at] ?? 0;
    const full = (packed >> 9) & 7;
    const levelsAt = at * levelCount;
    const levelOf = (index: number): number =>
      (this.#levels[levelsAt + index] ?? 0) + (full === index + 1 ? 256 : 0);
    const { line, recordsBefore, timeBefore } = before;
    return {
      line,
      offset: this.base + (this.#offsets[at] ?? 0),
      lines: this.#lines[at] ?? 0,
      records: packed & 0x1ff,
      recordsBefore,
      minTime: this.#minTimes[at] ?? NaN,
      maxTime: this.#maxTime(at),
      timeBefore,
      levels: {
        trace: levelOf(0),
        debug: levelOf(1),
        info: levelOf(2),
        warn: levelOf(3),
        error: levelOf(4),
        fatal: levelOf(5),
      },
    };
  }

  /** What comes before a block; from the block that was asked for last where that is near. */
  #sumsBefore(at: number): SumsBefore {
    const group = at - (at % groupBlocks);
    let { at: from, line, recordsBefore, timeBefore } = this.#last;
    if (from < group || from > at) {
      const sums = (group / groupBlocks) * groupFloats;
      from = group;
      line = this.#groups[sums] ?? 0;
      recordsBefore = this.#groups[sums + 1] ?? 0;
      timeBefore = this.#groups[sums + 2] ?? NaN;
    }
    for (let passed = from; passed < at; passed++) {
      line += this.#lines[passed] ?? 0;
      recordsBefore += (this.#records[passed] ?? 0) & 0x1ff;
      timeBefore = later(timeBefore, this.#maxTime(passed));
    }
    return (this.#last = { at, line, recordsBefore, timeBefore });
  }

  state(at: number): KernelState | null {
    if (!this.#stateTimes || !this.#stateZones) return null;
    const utc = this.#stateTimes[at] ?? NaN;
    return {
      utc,
      local: utc + (this.#stateZones[at] ?? 0) * 60_000,
      started: ((this.#records[at] ?? 0) & 0x8000) !== 0,
    };
  }

  #maxTime(at: number): number {
    const span = this.#spans[at] ?? 0;
    return span === elsewhere ? (this.#odd.get(at) ?? NaN) : (this.#minTimes[at] ?? NaN) + span;
  }

  /** To be written at once: its full columns are shared. */
  save(): SavedPage {
    const { base, first, count } = this;
    return {
      base,
      first,
      size: this.#size,
      count,
      groups: firstOf(this.#groups, Math.ceil(count / groupBlocks) * groupFloats),
      offsets: firstOf(this.#offsets, count),
      lines: firstOf(this.#lines, count),
      records: firstOf(this.#records, count),
      levels: firstOf(this.#levels, count * levelCount),
      minTimes: firstOf(this.#minTimes, count),
      spans: firstOf(this.#spans, count),
      stateTimes: this.#stateTimes && firstOf(this.#stateTimes, count),
      stateZones: this.#stateZones && firstOf(this.#stateZones, count),
      odd: this.#odd,
    };
  }

  static restore(saved: SavedPage): Page {
    const page = new Page(saved.base, saved.first, saved.size);
    page.count = saved.count;
    page.#groups.set(saved.groups);
    page.#offsets.set(saved.offsets);
    page.#lines.set(saved.lines);
    page.#records.set(saved.records);
    page.#levels.set(saved.levels);
    page.#minTimes.set(saved.minTimes);
    page.#spans.set(saved.spans);
    if (saved.stateTimes && saved.stateZones) {
      page.#keepStates();
      page.#stateTimes?.set(saved.stateTimes);
      page.#stateZones?.set(saved.stateZones);
    }
    for (const [at, time] of saved.odd) page.#odd.set(at, time);
    return page;
  }

  #keepStates(): void {
    this.#stateTimes ??= new Float64Array(this.#size).fill(NaN);
    this.#stateZones ??= new Int16Array(this.#size);
  }
}

/** A full column as it is, else a copy: a view would take all that it is a view of with it. */
function firstOf<T extends { length: number; slice(from: number, to: number): T }>(
  column: T,
  count: number,
): T {
  return count === column.length ? column : column.slice(0, count);
}

/** The later of two times, of which any may be NaN. */
export function later(a: number, b: number): number {
  return a > b || Number.isNaN(b) ? a : b;
}
