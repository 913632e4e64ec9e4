import type { LogTarget } from '../../../contract/logs';
import type { DocumentRecord } from '../engine/document/lines';
import type { Offsets } from '../remote/index';
import { Lane } from './lane';
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

/** Bytes around a picked line in which its record is looked for. */
const aroundBytes = 64 * 1024;

/** The whole record that a picked line is of: only the line itself is in the view. */
export async function recordAround<Found extends { lane: Lane; record: DocumentRecord }>(
  { handle }: Member,
  found: Found,
  signal: AbortSignal,
): Promise<Pick<Found, 'record'> & { lane: Lane }> {
  const { offset } = found.record.first;
  const range = { at: offset, before: aroundBytes, after: aroundBytes };
  const { reader } = await handle.piece(range, signal);
  const line = await reader.lineAt(offset, signal);
  const record = line === null ? null : await reader.record(line, signal);
  return record ? { lane: new Lane(reader, 'record', null), record } : found;
}
