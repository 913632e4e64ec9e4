import type { ByteSource, LineFact } from '../engine/index';
import type { Kernel } from '../engine/kernel/index';

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
  /** A line feed in the log's encoding. */
  lineFeed?: Buffer;
  /** As the log states it, UTC ms. */
  time: number;
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
  // Everything before `low` is earlier; a record at or after the time begins at `high`, or nothing does.
  let low = 0;
  let high = source.size;
  let found: LineFact | null = null;
  while (high - low > probeBytes && search.count < mostProbes) {
    const middle = low + Math.floor((high - low) / 2 / probeBytes) * probeBytes;
    const place = middle <= low ? low + probeBytes : middle;
    const { timed, end } = await search.timesFrom(place, high);
    const [first] = timed;
    if (!first) {
      // Nothing there states a time: what is looked for lies before that, or right behind it.
      if (end >= high) high = place;
      else low = end;
      continue;
    }
    const later = timed.find((fact) => fact.time >= time);
    if (first.time >= time) {
      found = first;
      high = Math.min(high - 1, first.offset);
      if (high <= place) high = place;
    } else if (later) {
      return { offset: later.offset, time: later.time, probes: search.count };
    } else low = Math.max(end, low + 1);
  }
  // The rest is read in order, with what precedes it, so that no line is cut.
  for (let at = low; at < source.size && search.count < mostProbes;) {
    const { timed, end } = await search.timesFrom(at, source.size);
    const first = timed.find((fact) => fact.time >= time);
    if (first) return { offset: first.offset, time: first.time, probes: search.count };
    if (found && end > found.offset) break;
    if (end <= at) break;
    at = end;
  }
  if (found) return { offset: found.offset, time: found.time, probes: search.count };
  return { offset: source.size, time: null, probes: search.count };
}

/** Reads pieces of a log and tells the times in them. */
class Probes {
  count = 0;
  private readonly options: BisectOptions;
  private readonly lineFeed: Buffer;

  constructor(options: BisectOptions) {
    this.options = options;
    this.lineFeed = options.lineFeed ?? Buffer.from('\n');
  }

  /**
   * Records with a time whose lines begin in [from, …), from the first whole line on, and where
   * the last whole line that was read ends. Reads on while there are none.
   */
  async timesFrom(from: number, to: number): Promise<{ timed: LineFact[]; end: number }> {
    const { source, kernel, signal } = this.options;
    const unit = this.lineFeed.length;
    let start = from;
    for (let length = probeBytes; ; length = Math.min(length * 4, mostProbe)) {
      this.count += 1;
      // One unit before tells whether a line begins right there.
      const at = Math.max(0, start - unit);
      const bytes = await source.read(at, length + unit, signal);
      const atEnd = at + bytes.length >= source.size;
      const begin = start === 0 ? 0 : this.endOfLine(bytes, 0);
      const last = atEnd ? bytes.length : this.lastEnd(bytes);
      const end = at + Math.max(last, 0);
      if (begin >= 0 && begin < last) {
        const facts = kernel.facts(bytes.subarray(begin, last), at + begin, null);
        const timed = facts.filter((fact) => fact.startsRecord && !Number.isNaN(fact.time));
        if (timed.length > 0 || atEnd || end >= to) return { timed, end };
        start = end;
      } else if (atEnd || this.count >= mostProbes || at + bytes.length >= to) {
        return { timed: [], end: at + bytes.length };
      } else {
        // A line longer than a probe.
        start = at + bytes.length;
      }
      if (this.count >= mostProbes) return { timed: [], end };
    }
  }

  /** Where the first line that ends in the bytes does; −1: none does. */
  private endOfLine(bytes: Buffer, from: number): number {
    const { lineFeed } = this;
    let at = bytes.indexOf(lineFeed, from);
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
