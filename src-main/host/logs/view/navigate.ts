import type { LogTarget } from '../../../contract/logs';
import type { Arrangement } from './arrangement';
import type { Lane } from './lane';
import type { LogView } from './log-view';
import type { Member } from './member';
import { nextErrorOnHost } from './remote-error';
import { RemoteHandle } from './remote-handle';
import { nextPickedError, nextPlace } from './remote-next';
import { itemOfLine, nextError, nextOfItems, nextRow, sortedItems } from './places';

/** How often a place is looked for while rows come in before it. */
const mostAttempts = 5;

/** The row of a place, and what numbers it; null: nothing there. */
export async function go(
  view: LogView,
  target: LogTarget,
  stop?: AbortSignal,
): Promise<{ row: number | null; generation: number; numbering: number }> {
  const signal = stop ? AbortSignal.any([view.signal, stop]) : view.signal;
  await view.settled();
  for (let attempt = 1; ; attempt += 1) {
    const { numbering } = view;
    const row = await goTo(view, target, signal);
    // Rows that came in between meanwhile, or the piece that was fetched, have numbered it anew.
    if (view.numbering === numbering || target.kind === 'next' || attempt === mostAttempts)
      return { row, generation: view.counted, numbering: view.numbering };
  }
}

/** The row of a place; null: nothing there. A log of which only a piece is at hand goes to the piece around it. */
async function goTo(view: LogView, target: LogTarget, signal: AbortSignal): Promise<number | null> {
  const only = view.members.length === 1 ? view.members[0] : undefined;
  const pieced = only?.shownPiece ? only : null;
  if (pieced && target.kind !== 'next' && target.kind !== 'line')
    return await goInPiece(view, pieced, target, signal);
  const places = pieced && view.selection.placesOf(pieced);
  if (places && target.kind === 'next' && target.what === 'hit') {
    // All of the file was searched: the next hit may stand far behind what is shown.
    const offset = await nextPlace(view, pieced, places, target, signal);
    return offset === null
      ? null
      : await goInPiece(view, pieced, { kind: 'offset', source: 0, offset }, signal);
  }
  const { arrangement } = view;
  const { timeline, firstRow, rows } = arrangement;
  if (rows === 0) return null;
  if (pieced && target.kind === 'next' && target.what === 'error')
    return await goToError(view, pieced, target, signal);
  const last = firstRow + rows - 1;
  switch (target.kind) {
    case 'start':
      return firstRow;
    case 'end':
      return last;
    case 'share':
      return firstRow + Math.min(rows - 1, Math.floor(target.share * rows));
    case 'time':
      if (only?.picked) {
        const offset = await only.handle.offsetOfTime(target.time, signal);
        return await goTo(view, { kind: 'offset', source: 0, offset }, signal);
      }
      return Math.min(last, firstRow + (await timeline.before(target.time, signal)));
    case 'line':
      return await rowOfLine(arrangement, target.source, target.line, signal);
    case 'offset': {
      const lane = timeline.lanes[arrangement.laneOf(target.source)];
      const line = (await lane?.reader.lineAt(target.offset, signal)) ?? null;
      return line === null ? null : await rowOfLine(arrangement, target.source, line, signal);
    }
    case 'next':
      return await goNext(view, target, signal);
  }
}

/** The next error of a log of which the view has a piece: its host looks for those beyond it. */
async function goToError(
  view: LogView,
  member: Member,
  target: Extract<LogTarget, { kind: 'next' }>,
  signal: AbortSignal,
): Promise<number | null> {
  const row = await goNext(view, target, signal);
  const { piece, handle } = member;
  if (row !== null || !piece || !(handle instanceof RemoteHandle)) return row;
  const place = target.backwards ? piece.from : piece.to;
  const offset = await nextErrorOnHost(handle, place, target.backwards, signal);
  if (offset === null) return null;
  return await goInPiece(view, member, { kind: 'offset', source: 0, offset }, signal);
}

/** The row that holds a line of a source, or the nearest following one after a filter. */
async function rowOfLine(
  arrangement: Arrangement,
  source: number,
  line: number,
  signal?: AbortSignal,
): Promise<number | null> {
  const { timeline, firstRow, rows } = arrangement;
  const number = arrangement.laneOf(source);
  const lane = timeline.lanes[number];
  if (!lane || lane.count === 0) return null;
  const position = Math.min(lane.count - 1, lane.position(await itemOfLine(lane, line, signal)));
  const rank = await timeline.rank({ lane: number, position }, signal);
  return firstRow + Math.min(rank, rows - 1);
}

async function goNext(
  view: LogView,
  { what, from, backwards }: Extract<LogTarget, { kind: 'next' }>,
  signal: AbortSignal,
): Promise<number | null> {
  const { arrangement } = view;
  const { timeline, firstRow } = arrangement;
  const find = async (lane: Lane, member: Member, position: number): Promise<number | null> => {
    switch (what) {
      case 'error':
        if (member.picked) return await nextPickedError(member.picked, position, backwards, signal);
        return await nextError(lane, position, backwards, signal);
      case 'hit': {
        const hits = view.selection.hitsOf(member);
        return hits && nextOfItems(lane, position, backwards, hits);
      }
      default: {
        const items = sortedItems(await itemsOf(view, member, lane, what, signal));
        return nextOfItems(lane, position, backwards, items);
      }
    }
  };
  const row = await nextRow(
    timeline,
    from - firstRow,
    backwards,
    async (number, position) => {
      const lane = timeline.lanes[number];
      const member = view.members[arrangement.sources[number] ?? 0];
      return lane && member ? await find(lane, member, position) : null;
    },
    signal,
  );
  return row === null ? null : firstRow + row;
}

/** Items of a lane that bookmarks or gaps stand at. */
export async function itemsOf(
  view: LogView,
  member: Member,
  lane: Lane,
  what: 'bookmark' | 'gap',
  signal?: AbortSignal,
): Promise<number[]> {
  const lines: number[] = [];
  if (what === 'bookmark') {
    for (const offset of await view.parts.bookmarked(member, signal ?? view.signal)) {
      const line = await lane.reader.lineAt(offset, signal);
      if (line !== null) lines.push(line);
    }
  } else if (!member.piece) {
    for (const mark of member.handle.marks) if (mark.kind === 'gap') lines.push(mark.line);
  }
  return await Promise.all(lines.map((line) => itemOfLine(lane, line, signal)));
}

/** Goes to a place of a log of which the view has a piece. */
async function goInPiece(
  view: LogView,
  member: Member,
  target: Exclude<LogTarget, { kind: 'next' | 'line' }>,
  signal: AbortSignal,
): Promise<number | null> {
  const size = member.handle.bytes;
  const offset =
    target.kind === 'time'
      ? await member.handle.offsetOfTime(target.time, signal)
      : target.kind === 'start'
        ? 0
        : target.kind === 'end'
          ? size
          : target.kind === 'share'
            ? Math.floor(target.share * size)
            : target.offset;
  const { piece } = member;
  const within = piece && offset >= piece.from && (offset < piece.to || piece.to >= size);
  if (!within) await view.move(member, offset, signal);
  const { arrangement } = view;
  const [lane] = arrangement.timeline.lanes;
  if (!lane || arrangement.rows === 0) return null;
  if (target.kind === 'end') return arrangement.firstRow + arrangement.rows - 1;
  const line = await lane.reader.lineAt(Math.min(offset, size - 1), signal);
  return line === null ? arrangement.firstRow : await rowOfLine(arrangement, 0, line, signal);
}
