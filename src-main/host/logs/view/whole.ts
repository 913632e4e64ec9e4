import type { LogHistogram, LogOverview } from '../../../contract/logs';
import type { LogView } from './log-view';
import { itemsOf } from './navigate';
import { histogramOf, overviewOf, type TimedSource } from './pictures';
import { sortedItems } from './places';
import { RemoteHandle } from './remote-handle';
import { overviewByBytes, sampledHistogram } from './remote-pictures';

/** The histogram of a view; null while a source has only a piece of its log, or no times. */
export async function histogram(
  view: LogView,
  range: { from: number | null; to: number | null; bars: number },
  signal: AbortSignal = view.signal,
): Promise<LogHistogram | null> {
  const [only] = view.members;
  if (view.members.length === 1 && only?.handle instanceof RemoteHandle)
    return await sampledHistogram(only.handle, range, signal);
  const sources: TimedSource[] = [];
  for (const { handle } of view.members) {
    const { document, clockOffsetMs } = handle;
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
      clockOffsetMs,
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
  const [only] = view.members;
  if (view.members.length === 1 && only?.shownPiece && only.handle instanceof RemoteHandle) {
    const bookmarks = await view.parts.bookmarked(only, signal);
    return overviewByBytes(only.handle, view.selection.placesOf(only), bookmarks, buckets);
  }
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
