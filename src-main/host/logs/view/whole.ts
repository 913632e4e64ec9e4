import type { LogBookmark, LogHistogram, LogOverview } from '../../../contract/logs';
import type { LogView } from './log-view';
import { itemsOf } from './navigate';
import { histogramOf, overviewOf, type TimedSource } from './pictures';
import { sortedItems } from './places';
import { recordAt, spotOf } from './record';

/** The histogram of a view; null while a source has only a piece of its log, or no times. */
export async function histogram(
  view: LogView,
  range: { from: number | null; to: number | null; bars: number },
  signal: AbortSignal = view.signal,
): Promise<LogHistogram | null> {
  const sources: TimedSource[] = [];
  for (const { handle } of view.members) {
    const { document, choices } = handle;
    if (!document) continue;
    const gaps: [number, number][] = [];
    for (const mark of handle.marks) {
      if (mark.kind !== 'gap') continue;
      const before = await document.record(mark.line - 1, signal);
      const after = await document.record(mark.line, signal);
      if (before?.first.time != null && after?.first.time != null)
        gaps.push([before.first.time + 1, after.first.time]);
    }
    const { reader } = document;
    sources.push({
      index: document.index,
      facts: (block) => reader.facts(block, signal),
      clockOffsetMs: choices.clockOffsetMs ?? 0,
      gaps,
    });
  }
  const lanes = view.selection.isOpen ? null : view.arrangement.timeline.lanes;
  return await histogramOf(sources, lanes, range, signal);
}

/** The strip beside the list. */
export async function overview(
  view: LogView,
  buckets: number,
  signal: AbortSignal = view.signal,
): Promise<LogOverview> {
  const { timeline, sources } = view.arrangement;
  const counted = await Promise.all(
    timeline.lanes.map(async (lane, number) => {
      const member = view.members[sources[number] ?? 0];
      const marked = member ? await itemsOf(view, member, lane, 'bookmark', signal) : [];
      return {
        hits: member ? view.selection.hitsOf(member) : null,
        bookmarks: sortedItems(marked),
      };
    }),
  );
  return await overviewOf(timeline, counted, buckets, signal);
}

/** What a bookmark at a row says. @throws AppError `entity.not-found` */
export async function bookmarkAt(
  view: LogView,
  row: number,
  signal: AbortSignal = view.signal,
): Promise<{ key: string; bookmark: Omit<LogBookmark, 'id' | 'remark' | 'createdAt'> }> {
  const { source } = await spotOf(view.arrangement, row, signal);
  const { lane, record } = await recordAt(view.arrangement, row, signal);
  const member = view.members[source];
  const { item } = await spotOf(view.arrangement, row, signal);
  const [line] = lane.unit === 'line' ? await lane.reader.lines(item, 1, signal) : [record.first];
  const { handle } = member ?? view.members[0] ?? {};
  if (!handle || !line) throw new Error('a row without a source');
  const { name, host, path } = handle.about;
  return {
    key: handle.key,
    bookmark: {
      place: handle.place,
      name,
      host,
      path,
      offset: line.offset,
      text: line.text.slice(0, 300),
      time: record.first.time,
    },
  };
}
