import { countWhile } from '../../../kit/sorted';
import { takesNumberIn } from '../engine/document/table';
import type { LineFact } from '../engine/log-index';
import type { Lane } from './lane';
import type { Spot, Timeline } from './timeline';

/** The item that holds a line, or the first one there is. */
export async function itemOfLine(lane: Lane, line: number, signal?: AbortSignal): Promise<number> {
  const { table } = lane.reader;
  const known = Math.max(table.firstLine, Math.min(line, table.endLine - 1));
  if (lane.unit === 'line' || table.blocks === 0) return known;
  const index = table.blockOfLine(known);
  const block = table.block(index);
  const facts = await lane.reader.facts(index, signal);
  const at = known - block.line;
  let record = block.recordsBefore - 1;
  for (const fact of facts.slice(0, at + 1)) if (takesNumberIn(table, fact)) record += 1;
  return Math.max(record, table.firstRecord);
}

/** The record that a line of a lane belongs to; an item of a lane of records is one. */
export async function recordsAround<
  Part extends { line: number; lines: number; from: number; to: number },
>(lane: Lane, part: Part, signal?: AbortSignal): Promise<Pick<Part, 'lines' | 'from' | 'to'>> {
  if (lane.unit === 'record') return part;
  return (await lane.reader.record(part.line, signal)) ?? part;
}

/** Finds the nearest row of each lane that something is said of, and of these the nearest. */
export async function nextRow(
  timeline: Timeline,
  from: number,
  backwards: boolean,
  find: (lane: number, position: number) => Promise<number | null>,
  signal?: AbortSignal,
): Promise<number | null> {
  const positions = await timeline.locate(
    Math.max(0, Math.min(timeline.rows, backwards ? from : from + 1)),
    signal,
  );
  let best: { spot: Spot; key: number } | null = null;
  for (const [lane, own] of timeline.lanes.entries()) {
    const position = await find(lane, positions[lane] ?? 0);
    if (position === null) continue;
    const key = timeline.lanes.length === 1 ? 0 : await own.key(position, signal);
    const nearer = !best || (backwards ? key >= best.key : key < best.key);
    if (nearer) best = { spot: { lane, position }, key };
  }
  if (!best) return null;
  const rank = await timeline.rank(best.spot, signal);
  return rank < timeline.rows ? rank : null;
}

/** The nearest member of ascending items at or after a position of a lane, or before it. */
export function nextOfItems(
  lane: Lane,
  position: number,
  backwards: boolean,
  items: { count: number; at(n: number): number | undefined; rank(item: number): number },
): number | null {
  // At the end of the lane there is no item to begin at.
  const item = position < lane.count ? lane.item(position) : lane.endItem;
  const found = items.at(backwards ? items.rank(item) - 1 : items.rank(item));
  return found === undefined ? null : lane.position(found);
}

/** The nearest row whose record is an error or worse. Blocks without one are not read. */
export async function nextError(
  lane: Lane,
  position: number,
  backwards: boolean,
  signal?: AbortSignal,
): Promise<number | null> {
  const { table } = lane.reader;
  if (table.blocks === 0 || lane.count === 0) return null;
  const edge = position < lane.count ? lane.item(position) : lane.endItem;
  const step = backwards ? -1 : 1;
  for (
    let index = lane.blockOf(Math.min(edge, lane.endItem - 1));
    index >= 0 && index < table.blocks;
    index += step
  ) {
    const { levels } = table.block(index);
    if (levels.error + levels.fatal === 0) continue;
    const items = errorItems(lane, index, await lane.reader.facts(index, signal)).filter((item) =>
      backwards ? item < edge : item >= edge,
    );
    for (const item of backwards ? items.toReversed() : items) {
      const found = lane.position(item);
      if (found < lane.count && lane.item(found) === item) return found;
    }
  }
  return null;
}

/** Items of a block whose record begins there and is an error or worse. */
export function errorItems(lane: Lane, index: number, facts: readonly LineFact[]): number[] {
  const block = lane.reader.table.block(index);
  const items: number[] = [];
  let record = block.recordsBefore;
  facts.forEach((fact, at) => {
    if (!takesNumberIn(lane.reader.table, fact)) return;
    if (fact.startsRecord && (fact.level === 'error' || fact.level === 'fatal'))
      items.push(lane.unit === 'record' ? record : block.line + at);
    record += 1;
  });
  return items;
}

/** Ascending numbers as a set of items. */
export function sortedItems(items: readonly number[]): {
  count: number;
  at(n: number): number | undefined;
  rank(item: number): number;
} {
  const sorted = [...new Set(items)].sort((a, b) => a - b);
  return {
    count: sorted.length,
    at: (n) => sorted[n],
    rank: (item) => countWhile(sorted.length, (index) => (sorted[index] ?? Infinity) < item),
  };
}
