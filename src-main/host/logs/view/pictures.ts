import type { LogHistogram, LogOverview } from '../../../contract/logs';
import type { LineFact, LogIndex } from '../engine/log-index';
import type { ItemSet, Lane } from './lane';
import { errorItems } from './places';
import type { Timeline } from './timeline';

/** Logs up to so many blocks are looked into for a picture of the whole; of larger ones their index tells enough. */
const exactBlocks = 64;
/** So many bars times sources are counted to the row; beyond, a bar may be off by part of a block. */
const exactBars = 600;

/** The index counts by minutes; of shorter bars the records themselves are counted in so many blocks. */
const minute = 60_000;

/** What a histogram needs of a source. */
export interface TimedSource {
  index: LogIndex;
  /** Facts of the lines of a block. */
  facts: (block: number) => Promise<readonly LineFact[]>;
  clockOffsetMs: number;
  /** Times between which nothing is at hand: [from, to). */
  gaps: readonly (readonly [from: number, to: number])[];
}

/**
 * Records by time, from the indexes alone.
 *
 * @param lanes of the same sources, to count what a filter leaves; null without a filter
 * @returns null where no record states a time
 */
export async function histogramOf(
  sources: readonly TimedSource[],
  lanes: readonly Lane[] | null,
  range: { from: number | null; to: number | null; bars: number },
  signal?: AbortSignal,
): Promise<LogHistogram | null> {
  const spans = sources.flatMap(({ index, clockOffsetMs }) =>
    Number.isNaN(index.minTime)
      ? []
      : [{ from: index.minTime + clockOffsetMs, to: index.maxTime + clockOffsetMs + 1 }],
  );
  if (spans.length === 0) return null;
  const from = range.from ?? Math.min(...spans.map((span) => span.from));
  const to = Math.max(from + 1, range.to ?? Math.max(...spans.map((span) => span.to)));
  const bars = Array.from({ length: range.bars }, () => ({
    total: 0,
    warn: 0,
    error: 0,
    gap: false,
  }));
  for (const source of sources) {
    const { index, clockOffsetMs } = source;
    const stated = { from: from - clockOffsetMs, to: to - clockOffsetMs, bars: range.bars };
    const found =
      (to - from) / range.bars < minute
        ? ((await counted(source, stated)) ?? index.histogram(stated.from, stated.to, range.bars))
        : index.histogram(stated.from, stated.to, range.bars);
    bars.forEach((bar, at) => {
      bar.total += found.total[at] ?? 0;
      bar.warn += found.warn[at] ?? 0;
      bar.error += found.error[at] ?? 0;
    });
  }
  const edge = (bar: number): number => from + ((to - from) * bar) / range.bars;
  bars.forEach((bar, at) => {
    bar.gap = bar.total === 0 && !sources.some((source) => hasLog(source, edge(at), edge(at + 1)));
  });
  const matched = lanes ? await matchedIn(lanes, edge, range.bars, signal) : null;
  return { from, to, bars, matched };
}

/** Records by time, one by one; null where they stand in too many blocks for that. */
async function counted(
  { index, facts }: TimedSource,
  range: { from: number; to: number; bars: number },
): Promise<ReturnType<LogIndex['histogram']> | null> {
  const blocks: number[] = [];
  for (let number = 0; number < index.blocks; number += 1) {
    const { minTime, maxTime } = index.block(number);
    if (!(minTime < range.to && maxTime >= range.from)) continue;
    if (blocks.length === exactBlocks) return null;
    blocks.push(number);
  }
  const sums = {
    total: new Uint32Array(range.bars),
    warn: new Uint32Array(range.bars),
    error: new Uint32Array(range.bars),
  };
  const width = (range.to - range.from) / range.bars;
  const add = (values: Uint32Array, bar: number): void => {
    values[bar] = (values[bar] ?? 0) + 1;
  };
  for (const number of blocks) {
    for (const { startsRecord, time, level } of await facts(number)) {
      if (!startsRecord || !(time >= range.from && time < range.to)) continue;
      const bar = Math.min(range.bars - 1, Math.floor((time - range.from) / width));
      add(sums.total, bar);
      if (level === 'warn') add(sums.warn, bar);
      if (level === 'error' || level === 'fatal') add(sums.error, bar);
    }
  }
  return sums;
}

/** Whether a source has the log of some part of a time in hand. */
function hasLog({ index, clockOffsetMs, gaps }: TimedSource, from: number, to: number): boolean {
  const first = index.minTime + clockOffsetMs;
  const last = index.maxTime + clockOffsetMs;
  if (!(first < to && last >= from)) return false;
  return !gaps.some(([gapFrom, gapTo]) => gapFrom <= from && gapTo >= to);
}

async function matchedIn(
  lanes: readonly Lane[],
  edge: (bar: number) => number,
  bars: number,
  signal?: AbortSignal,
): Promise<number[]> {
  const exact = bars * lanes.length <= exactBars;
  const before: number[] = [];
  for (let bar = 0; bar <= bars; bar += 1) {
    const time = Math.ceil(edge(bar));
    let rows = 0;
    for (const lane of lanes) {
      if (exact) rows += await lane.below(time, false, signal);
      else {
        const [lower, upper] = lane.bounds(time, false);
        rows += (lower + upper) / 2;
      }
    }
    before.push(Math.round(rows));
  }
  return Array.from({ length: bars }, (_, bar) =>
    Math.max(0, (before[bar + 1] ?? 0) - (before[bar] ?? 0)),
  );
}

/** What {@link overviewOf} counts in a lane. */
export interface Counted {
  hits: ItemSet | null;
  bookmarks: ItemSet;
}

/** The rows of a timeline in equal parts: what is in each. Costs the same for millions of hits. */
export async function overviewOf(
  timeline: Timeline,
  counted: readonly Counted[],
  buckets: number,
  signal?: AbortSignal,
): Promise<LogOverview> {
  const { lanes, rows } = timeline;
  const exact = lanes.reduce((sum, lane) => sum + lane.reader.table.blocks, 0) <= exactBlocks;
  const errors = await Promise.all(lanes.map((lane) => errorCounter(lane, signal)));
  const sums: { hits: number; errors: number; bookmarks: number }[] = [];
  for (let bucket = 0; bucket <= buckets; bucket += 1) {
    const rank = Math.round((rows * bucket) / buckets);
    const positions = exact ? await timeline.locate(rank, signal) : timeline.about(rank);
    const sum = { hits: 0, errors: 0, bookmarks: 0 };
    for (const [index, lane] of lanes.entries()) {
      const position = positions[index] ?? 0;
      const item = position < lane.count ? lane.item(position) : lane.endItem;
      sum.hits += counted[index]?.hits?.rank(item) ?? 0;
      sum.bookmarks += counted[index]?.bookmarks.rank(item) ?? 0;
      sum.errors += errors[index]?.(item) ?? 0;
    }
    sums.push(sum);
  }
  const difference = (bucket: number, of: 'hits' | 'errors' | 'bookmarks'): number =>
    Math.max(0, Math.round((sums[bucket + 1]?.[of] ?? 0) - (sums[bucket]?.[of] ?? 0)));
  return {
    buckets: Array.from({ length: buckets }, (_, bucket) => ({
      hits: difference(bucket, 'hits'),
      errors: difference(bucket, 'errors'),
      bookmarks: difference(bucket, 'bookmarks'),
    })),
  };
}

/** Errors before each block of a lane, as they were counted last. */
const kept = new WeakMap<Lane, { blocks: number; rows: number; before: Float64Array }>();

function errorsBefore(lane: Lane): Float64Array {
  const { table } = lane.reader;
  const { blocks } = table;
  const known = kept.get(lane);
  if (known && known.blocks === blocks && known.rows === lane.count) return known.before;
  const before = new Float64Array(blocks + 1);
  // What was counted of blocks that are full stays; with a filter all may have changed.
  const from = known && !lane.set ? Math.max(0, Math.min(known.blocks, blocks) - 1) : 0;
  if (known) before.set(known.before.subarray(0, from + 1));
  for (let index = from; index < blocks; index += 1) {
    const { levels } = table.block(index);
    const found = levels.error + levels.fatal;
    let rows = found;
    if (lane.set && found > 0) {
      const next = index + 1 < blocks ? lane.start(index + 1) : lane.endItem;
      rows = Math.min(found, lane.position(next) - lane.position(lane.start(index)));
    }
    before[index + 1] = (before[index] ?? 0) + rows;
  }
  kept.set(lane, { blocks, rows: lane.count, before });
  return before;
}

/** Errors among the rows before an item: to the row in small logs, in large ones in proportion within a block. */
async function errorCounter(lane: Lane, signal?: AbortSignal): Promise<(item: number) => number> {
  const { table } = lane.reader;
  if (table.blocks <= exactBlocks) {
    const items: number[] = [];
    for (let index = 0; index < table.blocks; index += 1) {
      const { levels } = table.block(index);
      if (levels.error + levels.fatal === 0) continue;
      for (const item of errorItems(lane, index, await lane.reader.facts(index, signal)))
        if (!lane.set || lane.set.rank(item + 1) > lane.set.rank(item)) items.push(item);
    }
    return (item) => items.filter((found) => found < item).length;
  }
  const before = errorsBefore(lane);
  return (item) => {
    if (item >= lane.endItem) return before[table.blocks] ?? 0;
    const index = lane.blockOf(item);
    const start = lane.start(index);
    const next = index + 1 < table.blocks ? lane.start(index + 1) : lane.endItem;
    const share = next > start ? (item - start) / (next - start) : 0;
    const from = before[index] ?? 0;
    return from + ((before[index + 1] ?? 0) - from) * share;
  };
}
