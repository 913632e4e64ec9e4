import type { LogBookmark, LogPlace } from '../../../src-main/contract/logs';
import { useHostQuery, type Workbench } from '../workbench/index';
import { openLogs } from './open-log';
import { placeKey } from './places';

/** Bookmarks of all logs, the newest first. */
export function useBookmarks() {
  return useHostQuery(['logs', 'bookmarks'], (host) => host.logs.bookmarks({}));
}

/** Opens the log of a bookmark at its line; says so where the line is not there any more. */
export function openBookmark(
  workbench: Workbench,
  { place, name, offset, holds }: LogBookmark,
): void {
  if (holds === 'no') {
    workbench.notify({
      id: 'logs-bookmark-gone',
      tone: 'warn',
      title: workbench.text('logs:bookmarks.goneDetail'),
      keep: false,
    });
    return;
  }
  openLogs(workbench, {
    places: [place],
    title: name,
    at: 'start',
    target: { kind: 'offset', source: 0, offset },
  });
}

/** Shows the page of all bookmarks. */
export function openBookmarks(workbench: Workbench): void {
  workbench.openPanel({
    id: 'logs.bookmarks',
    component: 'logs.bookmarks',
    title: workbench.text('logs:bookmarks.title'),
  });
}

/** Bookmarks of the logs of a view, each with the place of its log in it, in the order of the lines. */
export function bookmarksWithin(
  bookmarks: readonly LogBookmark[],
  sources: readonly { place: LogPlace }[],
): { bookmark: LogBookmark; source: number }[] {
  const numbers = new Map(sources.map(({ place }, source) => [placeKey(place), source]));
  return bookmarks
    .flatMap((bookmark) => {
      const source = numbers.get(placeKey(bookmark.place));
      return source === undefined ? [] : [{ bookmark, source }];
    })
    .toSorted((a, b) => a.source - b.source || a.bookmark.offset - b.bookmark.offset);
}
