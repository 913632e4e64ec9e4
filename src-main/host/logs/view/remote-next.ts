import type { LogTarget } from '../../../contract/logs';
import type { Offsets, PickedLines } from '../remote/index';
import type { LogView } from './log-view';
import type { Member } from './member';
import { recordAt } from './record';

/**
 * Where the next or previous line is that the search has found in all of a file, seen from a row
 * of the piece that is shown; null: there is none.
 */
export async function nextPlace(
  view: LogView,
  member: Member,
  hits: Offsets,
  { from, backwards }: Extract<LogTarget, { kind: 'next' }>,
  signal: AbortSignal,
): Promise<number | null> {
  const { piece } = member;
  const { firstRow, rows } = view.arrangement;
  if (!piece) return null;
  if (from < firstRow)
    return (backwards ? before(hits, piece.from) : hits.at(hits.rank(piece.from))) ?? null;
  if (from >= firstRow + rows)
    return (backwards ? before(hits, piece.to) : hits.at(hits.rank(piece.to))) ?? null;
  const { record, lane } = await recordAt(view.arrangement, from, signal);
  const line = lane.unit === 'record' ? record : await lineOf(view, from, signal);
  return (backwards ? before(hits, line.from) : hits.at(hits.rank(line.to))) ?? null;
}

function before(hits: Offsets, place: number): number | undefined {
  return hits.at(hits.rank(place) - 1);
}

async function lineOf(
  view: LogView,
  row: number,
  signal: AbortSignal,
): Promise<{ from: number; to: number }> {
  const { timeline, firstRow } = view.arrangement;
  const [lane] = timeline.lanes;
  const [line] = (await lane?.reader.lines(lane.item(row - firstRow), 1, signal)) ?? [];
  return { from: line?.offset ?? 0, to: line?.end ?? 0 };
}

/** Blocks of picked lines that are fetched to find an error among those a filter has left. */
const mostBlocks = 40;

/** The nearest picked line at or after a position, or before it, that is an error or worse; null: none near. */
export async function nextPickedError(
  picked: PickedLines,
  position: number,
  backwards: boolean,
  signal: AbortSignal,
  most = mostBlocks,
): Promise<number | null> {
  const { table } = picked;
  if (table.blocks === 0) return null;
  const step = backwards ? -1 : 1;
  const start = table.blockOfLine(Math.max(0, Math.min(position, table.endLine - 1)));
  for (let near = 0; near < most; near += 1) {
    const index = start + near * step;
    if (index < 0 || index >= table.blocks) return null;
    const { line } = table.block(index);
    const errors = (await picked.facts(index, signal)).flatMap(({ level }, at) => {
      const isWanted = backwards ? line + at < position : line + at >= position;
      return isWanted && (level === 'error' || level === 'fatal') ? [line + at] : [];
    });
    const found = backwards ? errors.at(-1) : errors[0];
    if (found !== undefined) return found;
  }
  return null;
}
