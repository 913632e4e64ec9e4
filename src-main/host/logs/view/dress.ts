import { messageFinder } from '../engine/formats/index';
import type { LogHandle } from './handle';
import type { Marker } from './marker';
import type { Member } from './member';
import type { RowDress } from './rows';

/** A head that finds the level in the next line, or in any of the record's. */
const levelFurtherDown = /%\+{1,2}L/;

/** A view, as far as its rows wear something of it. */
interface Dressing {
  readonly members: readonly Member[];
  readonly marks: Marker;
  readonly signal: AbortSignal;
  readonly parts: {
    pin: (handle: LogHandle, from: number, to: number) => string | null;
    bookmarked: (member: Member, signal: AbortSignal) => Promise<readonly number[]>;
  };
}

/** What rows of a view wear that does not come from the logs: marks, evidence, bookmarks. */
export async function dressOf(view: Dressing, signal?: AbortSignal): Promise<RowDress> {
  const { members, parts, marks } = view;
  const bookmarks = await Promise.all(
    members.map((member) => parts.bookmarked(member, signal ?? view.signal)),
  );
  const handleOf = (source: number) => members[source]?.handle;
  return {
    marker: marks,
    pin: (source, from, to) => {
      const handle = handleOf(source);
      return handle ? parts.pin(handle, from, to) : null;
    },
    headless: (source) =>
      handleOf(source)?.reading?.format.heads.some(({ pattern }) =>
        levelFurtherDown.test(pattern),
      ) ?? false,
    message: (source) => {
      const format = handleOf(source)?.reading?.format;
      return format ? messageFinder(format) : null;
    },
    bookmarked: (source, from, to) =>
      (bookmarks[source] ?? []).some((offset) => offset >= from && offset < to),
  };
}
