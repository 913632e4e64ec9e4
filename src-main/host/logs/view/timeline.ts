import type { Lane } from './lane';

/** A row of a timeline: which lane it is of, and its position there. */
export interface Spot {
  lane: number;
  position: number;
}

/**
 * Rows of several lanes in the order of their keys, those of the same time in the order of the
 * lanes: what `sort -m` makes of the logs. Nothing is laid out: a row is found by its number with
 * a search over the blocks of the indexes, and few blocks are read for it. Rows that lanes get
 * later are not of it: a number means the same row as long as the lanes only grow.
 */
export class Timeline {
  readonly lanes: readonly Lane[];
  /** Rows that may be shown: beyond them another lane may still have earlier ones. */
  private shown = 0;
  /** Rows that each lane had. */
  private readonly counts: readonly number[];

  private constructor(lanes: readonly Lane[]) {
    this.lanes = lanes;
    // A single lane may also grow at its begin, and has nothing to be merged with.
    this.counts = lanes.map(({ count }) => (lanes.length === 1 ? Infinity : count));
  }

  static empty(): Timeline {
    return new Timeline([]);
  }

  /**
   * @param growing lanes that are not known to their end yet: rows at or after the last one of
   *   theirs have no settled place and are left out
   */
  static async of(
    lanes: readonly Lane[],
    growing: readonly boolean[] = [],
    signal?: AbortSignal,
  ): Promise<Timeline> {
    const timeline = new Timeline(lanes);
    const [only] = lanes;
    if (!only) return timeline;
    if (lanes.length === 1) {
      timeline.shown = only.count;
      return timeline;
    }
    let frontier = Infinity;
    for (const [index, lane] of lanes.entries()) {
      if (!growing[index]) continue;
      const { count } = lane;
      const last = lane.set
        ? count > 0
          ? await lane.key(count - 1, signal)
          : -Infinity
        : lane.lastKey;
      frontier = Math.min(frontier, last);
    }
    let shown = 0;
    for (const [index, count] of timeline.counts.entries())
      shown += frontier === Infinity ? count : await timeline.below(index, frontier, false, signal);
    timeline.shown = shown;
    return timeline;
  }

  get rows(): number {
    return this.shown;
  }

  /** The number of the row at a spot. */
  async rank({ lane, position }: Spot, signal?: AbortSignal): Promise<number> {
    const own = this.lanes[lane];
    if (!own) throw new RangeError(`no lane ${lane}`);
    if (this.lanes.length === 1) return position;
    // It came later: not among these rows.
    if (position >= this.countOf(lane)) return this.shown;
    const key = await own.key(position, signal);
    let rank = position;
    for (const index of this.lanes.keys())
      if (index !== lane) rank += await this.below(index, key, index < lane, signal);
    return rank;
  }

  /** Rows before a time; of rows without any order of time they all are. */
  async before(time: number, signal?: AbortSignal): Promise<number> {
    let rows = 0;
    for (const index of this.lanes.keys()) rows += await this.below(index, time, false, signal);
    return Math.min(rows, this.shown);
  }

  /** Positions in each lane that the first `rank` rows reach to. */
  async locate(rank: number, signal?: AbortSignal): Promise<number[]> {
    if (this.lanes.length === 1) return [rank];
    const time = await this.timeAt(rank, signal);
    const positions: number[] = [];
    for (const index of this.lanes.keys())
      positions.push(await this.below(index, time, false, signal));
    let left = rank - positions.reduce((sum, position) => sum + position, 0);
    for (const index of this.lanes.keys()) {
      if (left <= 0) break;
      const from = positions[index] ?? 0;
      const same = (await this.below(index, time, true, signal)) - from;
      positions[index] = from + Math.min(left, same);
      left -= same;
    }
    return positions;
  }

  /** The same as {@link locate} to the block, without reading: for pictures of the whole. */
  about(rank: number): number[] {
    if (this.lanes.length === 1) return [rank];
    if (rank >= this.shown) return [...this.counts];
    let { low, high } = this.span();
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const [lower, upper] = this.bounds(middle);
      if ((lower + upper) / 2 > rank) high = middle;
      else low = middle + 1;
    }
    return this.lanes.map((lane, index) => {
      const [lower, upper] = lane.bounds(low, false);
      return Math.min(this.countOf(index), Math.round((lower + upper) / 2));
    });
  }

  /** Spots of the rows [from, from + count) as far as there are. */
  async spots(from: number, count: number, signal?: AbortSignal): Promise<Spot[]> {
    const end = Math.min(from + count, this.shown);
    if (from >= end) return [];
    const heads = await this.locate(from, signal);
    if (this.lanes.length === 1)
      return Array.from({ length: end - from }, (_, index) => ({
        lane: 0,
        position: from + index,
      }));
    const keys: (number | null)[] = [];
    for (const [index, lane] of this.lanes.entries()) {
      const head = heads[index] ?? 0;
      keys.push(head < this.countOf(index) ? await lane.key(head, signal) : null);
    }
    const found: Spot[] = [];
    while (found.length < end - from) {
      const lane = smallest(keys);
      const own = this.lanes[lane];
      if (!own) break;
      const position = heads[lane] ?? 0;
      found.push({ lane, position });
      heads[lane] = position + 1;
      keys[lane] = position + 1 < this.countOf(lane) ? await own.key(position + 1, signal) : null;
    }
    return found;
  }

  /** The least time at which more than `rank` rows are at or before it. */
  private async timeAt(rank: number, signal?: AbortSignal): Promise<number> {
    let untimed = 0;
    for (const index of this.lanes.keys())
      untimed += await this.below(index, -Infinity, true, signal);
    if (untimed > rank) return -Infinity;
    let { low, high } = this.span();
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (await this.moreThan(rank, middle, signal)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private async moreThan(rank: number, time: number, signal?: AbortSignal): Promise<boolean> {
    const [lower, upper] = this.bounds(time);
    if (lower > rank) return true;
    if (upper <= rank) return false;
    let rows = 0;
    for (const index of this.lanes.keys()) rows += await this.below(index, time, true, signal);
    return rows > rank;
  }

  private bounds(time: number): [number, number] {
    let lower = 0;
    let upper = 0;
    for (const [index, lane] of this.lanes.entries()) {
      const [from, to] = lane.bounds(time, true);
      const count = this.countOf(index);
      lower += Math.min(from, count);
      upper += Math.min(to, count);
    }
    return [lower, upper];
  }

  private countOf(lane: number): number {
    return this.counts[lane] ?? 0;
  }

  /** Of the rows that a lane had, those whose key is below a time, or also at it. */
  private async below(
    lane: number,
    time: number,
    inclusive: boolean,
    signal?: AbortSignal,
  ): Promise<number> {
    const rows = (await this.lanes[lane]?.below(time, inclusive, signal)) ?? 0;
    return Math.min(this.countOf(lane), rows);
  }

  /** The first and the last key that is a time. */
  private span(): { low: number; high: number } {
    let low = Infinity;
    let high = -Infinity;
    for (const lane of this.lanes) {
      const { firstKey, lastKey } = lane;
      if (Number.isFinite(firstKey)) low = Math.min(low, firstKey);
      if (Number.isFinite(lastKey)) high = Math.max(high, lastKey);
    }
    return Number.isFinite(low) && high >= low ? { low, high } : { low: 0, high: 0 };
  }
}

/** Number of the smallest key, the first of equal ones; −1 without any. */
function smallest(keys: readonly (number | null)[]): number {
  let best = -1;
  let least = Infinity;
  keys.forEach((key, index) => {
    if (key === null || (best >= 0 && key >= least)) return;
    best = index;
    least = key;
  });
  return best;
}
