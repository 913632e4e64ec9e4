import { createHash } from 'node:crypto';
import type { LogBookmark } from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import { newId } from '../../../kit/ids';
import type { LogStore, StoredBookmark } from '../store';
import type { LogHandle } from './handle';
import type { LogView } from './log-view';
import type { Member } from './member';
import { recordAt, spotOf } from './record';

/** So much of a line tells whether it still stands there. */
const witnessBytes = 64 * 1024;
const shownCharacters = 300;

/** A bookmark where it stands in a log that is open. */
interface Placed {
  bookmark: StoredBookmark;
  /** In bytes of the log. */
  offset: number;
}

/**
 * Bookmarks of this device. Each belongs to a file as its device and inode tell it, so that it
 * stays with its line when the log is renamed or rotated, and is seen wherever the same bytes are
 * shown: in the file itself, in a capture of it, in place. The hash of the line's bytes tells
 * whether it is still the same.
 */
export class Bookmarks {
  private readonly store: LogStore;
  private readonly now: () => number;
  /** What was found out of bookmarks in open logs, while these say the same. */
  private readonly known = new WeakMap<
    LogHandle,
    { generation: number; same: Map<string, boolean> }
  >();

  constructor(store: LogStore, now: () => number) {
    this.store = store;
    this.now = now;
  }

  /** Where bookmarks stand in what a source has at hand, in bytes, ascending. */
  async at({ handle, piece }: Member, signal?: AbortSignal): Promise<number[]> {
    const from = piece?.from ?? 0;
    const to = piece?.to ?? handle.bytes;
    const found = await this.within(handle, from, to, signal);
    return found.map(({ offset }) => offset).sort((a, b) => a - b);
  }

  /**
   * Sets a bookmark at a row, gives the one there another remark, or takes it away.
   *
   * @param remark null takes away what stands in the row
   * @throws AppError `entity.not-found`
   */
  async set(
    view: LogView,
    row: number,
    remark: string | null,
    arrangement = view.arrangement,
  ): Promise<void> {
    const { signal } = view;
    const { lane, source, item } = await spotOf(arrangement, row, signal);
    const { record } = await recordAt(arrangement, row, signal);
    const [line] = lane.unit === 'line' ? await lane.reader.lines(item, 1, signal) : [record.first];
    const handle = view.members[source]?.handle;
    if (!handle || !line) throw new AppError('entity.not-found', { id: String(row) });
    const { offset, end } = line;
    const there = await this.within(handle, offset, lane.unit === 'line' ? end : record.to, signal);
    if (remark === null) {
      for (const { bookmark } of there) this.store.removeBookmark(bookmark.id);
      return;
    }
    const [first] = there;
    if (first) {
      this.store.setBookmarkRemark(first.bookmark.id, remark);
      return;
    }
    const witness = await handle.read(offset, Math.min(end - offset, witnessBytes), signal);
    const content = withoutBreak(witness);
    const { name, system, host } = handle.about;
    this.store.setBookmark({
      id: newId(),
      ...originOf(handle, offset),
      place: handle.place,
      name,
      system,
      host,
      path: handle.locate(offset, end)[0]?.path ?? handle.about.path,
      text: line.text.slice(0, shownCharacters),
      time: record.first.time,
      bytes: content.length,
      sha256: hashOf(content),
      captureId: handle.connection.captureId,
      remark,
      createdAt: this.now(),
    });
  }

  remove(id: string): void {
    this.store.removeBookmark(id);
  }

  all(): StoredBookmark[] {
    return this.store.bookmarks();
  }

  /** Where a bookmark stands in a log that is open, whether or not its line is the same; null: not in it. */
  placeIn(bookmark: StoredBookmark, handle: LogHandle): number | null {
    return placed([bookmark], handle)[0]?.offset ?? null;
  }

  /** Whether the line of a bookmark stands at a place of a log. @throws AppError what cannot be read */
  async holds(
    bookmark: StoredBookmark,
    log: Pick<LogHandle, 'read'>,
    offset: number,
    signal?: AbortSignal,
  ): Promise<LogBookmark['holds']> {
    const { bytes, sha256 } = bookmark;
    // Set by a version that took no hash.
    if (bytes === undefined || sha256 === undefined) return 'unknown';
    return hashOf(await log.read(offset, bytes, signal)) === sha256 ? 'yes' : 'no';
  }

  /** Bookmarks that stand in bytes [from, to) of an open log and are still the same lines. */
  private async within(
    handle: LogHandle,
    from: number,
    to: number,
    signal?: AbortSignal,
  ): Promise<Placed[]> {
    const keys = [handle.key, ...new Set(handle.origins().map(({ key }) => key))];
    const all = placed(this.store.bookmarksOf(keys), handle);
    const found: Placed[] = [];
    for (const each of all) {
      if (each.offset < from || each.offset >= to) continue;
      if (await this.isSame(handle, each, signal)) found.push(each);
    }
    return found;
  }

  /** Asked once while the log says the same. */
  private async isSame(
    handle: LogHandle,
    { bookmark, offset }: Placed,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const { generation } = handle;
    let known = this.known.get(handle);
    if (known?.generation !== generation)
      this.known.set(handle, (known = { generation, same: new Map() }));
    const key = `${offset} ${bookmark.id}`;
    const before = known.same.get(key);
    if (before !== undefined) return before;
    try {
      const same = (await this.holds(bookmark, handle, offset, signal)) !== 'no';
      known.same.set(key, same);
      return same;
    } catch (error) {
      // What cannot be read now is asked for again the next time.
      if (error instanceof AppError) return false;
      throw error;
    }
  }
}

/** The file that holds a byte of a log, and where in it; the log itself where its file is not known. */
function originOf(handle: LogHandle, at: number): Pick<StoredBookmark, 'key' | 'offset'> {
  const origin = handle
    .origins()
    .findLast(({ at: begin, from, to }) => at >= begin && at - begin < to - from);
  if (!origin) return { key: handle.key, offset: at };
  return { key: origin.key, offset: origin.from + at - origin.at };
}

function placed(bookmarks: readonly StoredBookmark[], handle: LogHandle): Placed[] {
  const origins = handle.origins();
  return bookmarks.flatMap((bookmark) => {
    const { key, offset } = bookmark;
    if (key === handle.key) return [{ bookmark, offset }];
    const origin = origins.find(
      ({ key: file, from, to }) => file === key && offset >= from && offset < to,
    );
    return origin ? [{ bookmark, offset: origin.at + offset - origin.from }] : [];
  });
}

/** A line may get its end later, or another one: it is told by what stands before that. */
function withoutBreak(line: Buffer): Buffer {
  let end = line.length;
  // Also of UTF-16, whose units are a zero and a break.
  while (end > 0 && (line[end - 1] === 10 || line[end - 1] === 13 || line[end - 1] === 0)) end -= 1;
  return line.subarray(0, end);
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
