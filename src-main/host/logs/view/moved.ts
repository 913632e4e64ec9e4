import type { Arrangement } from './arrangement';
import type { RowRanges } from './export';
import type { LogView } from './log-view';

/** A selection that would be torn into more pieces is given up. */
const mostRanges = 1000;
const batchRows = 1000;

/** Which numbers rows have now. */
export interface Moved {
  generation: number;
  numbering: number;
  /** Null: rows are others than they were. */
  ranges: [number, number][] | null;
  /** Of single rows; null: there is none any more. */
  rows: (number | null)[];
}

/** Finds rows again that were numbered at an earlier generation, each range in the order of the view. */
export async function movedRows(
  view: LogView,
  generation: number,
  ranges: RowRanges,
  rows: readonly number[] = [],
): Promise<Moved> {
  await view.settled();
  const { arrangement: now, counted, numbering, signal } = view;
  const before = view.arrangementAt(generation);
  let moved: [number, number][] | null = before ? [] : null;
  for (const range of ranges) {
    if (!before || !moved) break;
    moved.push(
      ...(before === now
        ? [[...range] as [number, number]]
        : await rangesOf(range, before, now, signal)),
    );
    if (moved.length > mostRanges) moved = null;
  }
  const single: (number | null)[] = [];
  for (const row of rows) {
    const found =
      before === now
        ? row
        : before && (await rangesOf([row, row + 1], before, now, signal))[0]?.[0];
    single.push(found ?? null);
  }
  return { generation: counted, numbering, ranges: moved, rows: single };
}

async function rangesOf(
  [from, to]: readonly [number, number],
  before: Arrangement,
  now: Arrangement,
  signal: AbortSignal,
): Promise<[number, number][]> {
  const first = Math.max(0, from - before.firstRow);
  const end = Math.min(to - before.firstRow, before.rows);
  if (first >= end) return [];
  // A range is a part of each lane.
  const starts = await before.timeline.locate(first, signal);
  const ends = await before.timeline.locate(end, signal);
  const laneNow = before.sources.map((source) => now.laneOf(source));
  const within = new Map(
    laneNow.map((lane, index) => [lane, [starts[index] ?? 0, ends[index] ?? 0] as const]),
  );
  const rankOf = async (row: number): Promise<number> => {
    const [spot] = await before.timeline.spots(row, 1, signal);
    if (!spot) return now.rows;
    return await now.timeline.rank({ ...spot, lane: laneNow[spot.lane] ?? 0 }, signal);
  };
  const low = await rankOf(first);
  const high = (await rankOf(end - 1)) + 1;
  if (high - low === end - first) return [[now.firstRow + low, now.firstRow + high]];
  // Rows that came in between were not chosen.
  const found: [number, number][] = [];
  for (let at = low; at < high; at += batchRows) {
    const spots = await now.timeline.spots(at, Math.min(batchRows, high - at), signal);
    for (const [index, { lane, position }] of spots.entries()) {
      const [start = 0, stop = 0] = within.get(lane) ?? [];
      if (position < start || position >= stop) continue;
      const row = now.firstRow + at + index;
      const last = found.at(-1);
      if (last?.[1] === row) last[1] = row + 1;
      else found.push([row, row + 1]);
    }
    if (found.length > mostRanges) break;
  }
  return found;
}
