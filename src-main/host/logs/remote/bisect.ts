import type { ByteSource, LineFact } from '../engine/index';
import type { Kernel } from '../engine/kernel/index';
import { encodeText, type LogEncoding } from '../engine/text/index';

/** What a probe reads at first; the block of a remote read. */
const probeBytes = 64 * 1024;
/** A stretch without times is read on up to here. */
const mostProbe = 1024 * 1024;
/** Bounds the probes whatever the log says. */
const mostProbes = 48;

/** How a time is looked for. */
export interface BisectOptions {
  source: ByteSource;
  /** Tells times of lines: of the log's format, encoding and zone. */
  kernel: Kernel;
  /** Where it is one of UTF-16, lines end with two bytes. */
  encoding?: LogEncoding;
  /** As the log states it, UTC ms. */
  time: number;
  /** Between these places, in bytes, the time is passed; the whole log where it is left out. */
  within?: { from: number; to: number };
  signal?: AbortSignal;
}

/** Where a time was found. */
export interface TimePlace {
  /** First byte of the first record at or after the time; the log's size when all are before. */
  offset: number;
  /** That record's time; null when there is none. */
  time: number | null;
  /** How often the log was read. */
  probes: number;
}

/**
 * Finds the first record at or after a time by halving: some 15 short reads for gigabytes. A log
 * whose clock was set back has several such places: one is found where the record before is
 * earlier. Lines without times belong to the record before them.
 *
 * @throws AppError what the source throws, `wire.cancelled`
 */
export async function findTime(options: BisectOptions): Promise<TimePlace> {
  const { source, time } = options;
  const search = new Probes(options);
  const at = (fact: LineFact): TimePlace => ({
    offset: fact.offset,
    time: fact.time,
    probes: search.count,
  });
  // The first time behind `low` is earlier, or `low` is the begin; the first one behind `high` is
  // not, or there is none.
  const { from: begin, to: limit } = options.within ?? { from: 0, to: source.size };
  let low = Math.floor(begin / probeBytes);
  let high = Math.ceil(limit / probeBytes);
  while (high - low > 1 && search.count < mostProbes) {
    const middle = Math.floor((low + high) / 2);
    const timed = await search.timesFrom(middle * probeBytes, high * probeBytes);
    const [first] = timed;
    const later = timed.find((fact) => fact.time >= time);
    if (!first || first.time >= time) high = middle;
    else if (later) return at(later);
    else low = middle;
  }
  const end = Math.min(source.size, (high + 1) * probeBytes);
  for (let from = low * probeBytes; from < source.size; from = search.reached) {
    const timed = await search.timesFrom(from, source.size);
    const found = timed.find((fact) => fact.time >= time);
    if (found) return at(found);
    if (search.reached <= from || (search.reached >= end && timed.length > 0)) break;
    if (search.count >= 2 * mostProbes) break;
  }
  return { offset: source.size, time: null, probes: search.count };
}

/** Reads pieces of a log and tells the times in them. */
class Probes {
  count = 0;
  reached = 0;
  private readonly options: BisectOptions;
  private readonly lineFeed: Buffer;

  constructor(options: BisectOptions) {
    this.options = options;
    this.lineFeed = encodeText('\n', options.encoding ?? 'utf-8')[0] ?? Buffer.from('\n');
  }

  /**
   * Records with a time in the first piece from a place on that has some, from the first line
   * that begins there; none where the place `to` is reached before. `reached` is where it ends.
   */
  async timesFrom(from: number, to: number): Promise<LineFact[]> {
    const { source, kernel, signal } = this.options;
    const unit = this.lineFeed.length;
    this.reached = from;
    for (let length = probeBytes; ; length = Math.min(length * 4, mostProbe)) {
      this.count += 1;
      // One unit before tells whether a line begins right there.
      const at = Math.max(0, this.reached - unit);
      const bytes = await source.read(at, length + unit, signal);
      const atEnd = at + bytes.length >= source.size;
      const begin = at === 0 ? 0 : this.endOfLine(bytes);
      const last = atEnd ? bytes.length : this.lastEnd(bytes);
      // A line longer than the piece is passed over.
      this.reached = at + (last > begin && begin >= 0 ? last : bytes.length);
      if (begin >= 0 && begin < last) {
        const facts = kernel.facts(bytes.subarray(begin, last), at + begin, null);
        const timed = facts.filter((fact) => fact.startsRecord && !Number.isNaN(fact.time));
        if (timed.length > 0) return timed;
      }
      if (atEnd || this.reached >= to || this.count >= 2 * mostProbes) return [];
    }
  }

  /** Where the first line that ends in the bytes does; −1: none does. */
  private endOfLine(bytes: Buffer): number {
    const { lineFeed } = this;
    let at = bytes.indexOf(lineFeed);
    while (at >= 0 && at % lineFeed.length !== 0) at = bytes.indexOf(lineFeed, at + 1);
    return at < 0 ? -1 : at + lineFeed.length;
  }

  private lastEnd(bytes: Buffer): number {
    const { lineFeed } = this;
    let at = bytes.lastIndexOf(lineFeed);
    while (at >= 0 && at % lineFeed.length !== 0) at = bytes.lastIndexOf(lineFeed, at - 1);
    return at < 0 ? -1 : at + lineFeed.length;
  }
}
