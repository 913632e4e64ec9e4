import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { LogBookmark, LogPlace } from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import type { Endpoint } from '../../../contract/systems';
import type { Captures } from '../captures/index';
import { openLocal, openPacked, type ByteSource } from '../engine/index';
import { messageFinder } from '../engine/formats/index';
import { factsOf } from '../engine/sources/local-file';
import type { StoredBookmark } from '../store';
import type { Bookmarks } from './bookmarks';
import type { LogHandle } from './handle';
import { capturedFrom, fileOf, originKey, thisMachine } from './origins';

/** A share of a network that answers no more must not hold the list up. */
const patienceMs = 2000;
/** Files of a folder that are looked at for one that was renamed. */
const mostSiblings = 2000;
/** Bookmarks that are looked at together. */
const atOnce = 8;

type Found = Pick<LogBookmark, 'place' | 'offset' | 'path' | 'holds' | 'said'>;

/** What {@link listBookmarks} is given. */
export interface BookmarkListParts {
  bookmarks: Bookmarks;
  captures: Captures;
  /** Logs that are open. */
  handles: () => readonly LogHandle[];
  endpoints: () => readonly Endpoint[];
}

/**
 * All bookmarks, the newest first: where each can be opened now, and whether its line still
 * stands there. Nothing is asked of a host for that.
 */
export async function listBookmarks(parts: BookmarkListParts): Promise<LogBookmark[]> {
  const all = parts.bookmarks.all();
  const listed: LogBookmark[] = [];
  for (let at = 0; at < all.length; at += atOnce)
    listed.push(...(await Promise.all(all.slice(at, at + atOnce).map((one) => shown(one, parts)))));
  return listed;
}

async function shown(bookmark: StoredBookmark, parts: BookmarkListParts): Promise<LogBookmark> {
  const { id, name, system = '', host, text, time, remark, createdAt } = bookmark;
  const { place, offset, path } = bookmark;
  const unknown: Found = { place, offset, path, holds: 'unknown' };
  const slow = new Promise<Found>((resolve) =>
    setTimeout(() => resolve(unknown), patienceMs).unref(),
  );
  const found = await Promise.race([find(bookmark, unknown, parts), slow]);
  return { id, name, system, host, text, time, remark, createdAt, ...found };
}

async function find(
  bookmark: StoredBookmark,
  unknown: Found,
  parts: BookmarkListParts,
): Promise<Found> {
  try {
    return (
      (await inOpenLog(bookmark, parts)) ??
      (bookmark.place.kind === 'local'
        ? await onThisMachine(bookmark, bookmark.place, parts)
        : ((await inCapture(bookmark, parts)) ?? onHost(bookmark, parts)))
    );
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code === 'file.missing' ? { ...unknown, holds: 'no' } : unknown;
  }
}

async function inOpenLog(
  bookmark: StoredBookmark,
  { bookmarks, handles }: BookmarkListParts,
): Promise<Found | null> {
  for (const handle of handles()) {
    const offset = bookmarks.placeIn(bookmark, handle);
    if (offset === null || offset >= handle.bytes) continue;
    // What a host has is read only as far as that needs no connection.
    const holds = handle.remote ? 'unknown' : await bookmarks.holds(bookmark, handle, offset);
    const path = handle.locate(offset, offset + 1)[0]?.path ?? bookmark.path;
    return { place: handle.place, offset, path, holds, ...saidOf(bookmark, handle) };
  }
  return null;
}

function saidOf({ text }: StoredBookmark, { reading }: LogHandle): Pick<Found, 'said'> {
  const found = reading && messageFinder(reading.format)?.(text);
  return found ? { said: text.slice(found.from) } : {};
}

/** In the file at its path, or in the one beside it that it became when it was renamed. */
async function onThisMachine(
  bookmark: StoredBookmark,
  place: Extract<LogPlace, { kind: 'local' }>,
  { bookmarks }: BookmarkListParts,
): Promise<Found> {
  const path = (await renamed(bookmark, place)) ?? place.path;
  const { offset } = bookmark;
  const source = await openLocal(path, { entry: place.entry });
  try {
    const moved = { place: { ...place, path }, offset, path };
    // To read through what is packed takes as long as to open it.
    if (source.path === null) {
      const identity = fileOf(source);
      const same =
        identity !== null && originKey(thisMachine, identity, place.entry) === bookmark.key;
      return { ...moved, holds: same ? 'unknown' : 'no' };
    }
    return { ...moved, holds: await bookmarks.holds(bookmark, source, offset) };
  } finally {
    await source.close();
  }
}

/** Where a file of this machine stands now that is not at its path any more; null if unknown. */
export async function renamed(
  { key }: Pick<StoredBookmark, 'key'>,
  { path, entry }: Extract<LogPlace, { kind: 'local' }>,
): Promise<string | null> {
  const isIt = async (candidate: string): Promise<boolean> => {
    try {
      const { identity } = await factsOf(null, candidate);
      return originKey(thisMachine, identity, entry) === key;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  };
  if (!key.startsWith('file:') || (await isIt(path))) return null;
  const folder = dirname(path);
  const name = basename(path);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    return null;
  }
  // Most rotated logs keep the begin of their name.
  const alike = (other: string): number => (other.startsWith(name.slice(0, 3)) ? 0 : 1);
  const siblings = names.sort((a, b) => alike(a) - alike(b)).slice(0, mostSiblings);
  for (const sibling of siblings)
    if (await isIt(join(folder, sibling))) return join(folder, sibling);
  return null;
}

/** In what was kept of a followed log. */
async function inCapture(
  bookmark: StoredBookmark,
  { bookmarks, captures, endpoints }: BookmarkListParts,
): Promise<Found | null> {
  const { place, captureId: kept, key, path } = bookmark;
  const captureId = place.kind === 'capture' ? place.captureId : kept;
  if (!captureId) return null;
  const inIt = key === `capture:${captureId}`;
  let source: ByteSource;
  try {
    const captured = captures.open(captureId);
    // What was brought in as a file may be packed.
    source = inIt ? await openPacked(captured) : captured;
  } catch (error) {
    // It made room for others.
    if (error instanceof AppError) return null;
    throw error;
  }
  try {
    const machine = machineOf(bookmark, endpoints());
    const origin = capturedFrom(source, machine).find(
      ({ key: file, from, to }) => file === key && bookmark.offset >= from && bookmark.offset < to,
    );
    if (!inIt && !origin) return null;
    const offset = origin ? origin.at + bookmark.offset - origin.from : bookmark.offset;
    const holds = await bookmarks.holds(bookmark, source, offset);
    return { place: { kind: 'capture', captureId }, offset, path, holds };
  } finally {
    await source.close();
  }
}

/** In place on its host, which is asked when it is opened. */
function onHost(bookmark: StoredBookmark, { endpoints }: BookmarkListParts): Found {
  const { place, offset, path } = bookmark;
  const machine = machineOf(bookmark, endpoints());
  if (machine === null || path === '') return { place, offset, path, holds: 'no' };
  return { place: { kind: 'remote', endpointId: machine, path }, offset, path, holds: 'unknown' };
}

/** The SSH endpoint that a bookmark's file lies behind; null where it is gone. */
function machineOf({ key, place }: StoredBookmark, endpoints: readonly Endpoint[]): string | null {
  const named = /^file:([^:]+):/.exec(key)?.[1];
  const id =
    named ??
    (place.kind === 'remote'
      ? place.endpointId
      : endpoints.flatMap(({ id: own, detail }) =>
          place.kind === 'endpoint' && own === place.endpointId && detail.kind === 'log'
            ? [detail.sshId]
            : [],
        )[0]);
  return endpoints.some((endpoint) => endpoint.id === id) ? (id ?? null) : null;
}
