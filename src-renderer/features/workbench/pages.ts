import { useCallback, useEffect, useRef, useState } from 'react';
import type { HostClient } from '../../../src-main/contract/index';
import { PageCache, pageSize } from '../../ui/index';
import { useWorkbench } from './context';
import { isCancellation } from './errors';
import { useHost } from './host';

/** Items of a long list by index: what is at hand, a way to want more, and a number that grows when they came. */
export interface Pages<Item> {
  get: (index: number) => Item | undefined;
  /** Half-open window that is in sight. */
  want: (from: number, to: number) => void;
  revision: number;
}

/** Fetched at once; what is asked for meanwhile waits, and only where the view stands by then. */
const mostAtOnce = 2;
/** Items fetched beyond what is in sight, so that scrolling meets them. */
const ahead = pageSize;
/** A move by more items is a jump. */
const farAway = 2 * pageSize;
/** Where jumps follow each other this quickly, as a dragged thumb makes them, their end is awaited. */
const restMs = 100;

/**
 * A list of any length that lives in the host, fetched page by page as it comes into sight.
 *
 * @param key names the list; another key forgets what was fetched
 * @param total items of the list now; it may grow
 */
export function usePages<Item>(
  key: string,
  total: number,
  fetch: (host: HostClient, from: number, count: number) => Promise<readonly Item[]>,
): Pages<Item> {
  const host = useHost();
  const workbench = useWorkbench();
  const cache = useRef(new PageCache<Item>());
  const latestFetch = useRef(fetch);
  const [revision, setRevision] = useState(0);
  useEffect(() => {
    latestFetch.current = fetch;
  });
  useEffect(() => {
    cache.current = new PageCache<Item>();
    setRevision((count) => count + 1);
  }, [key]);

  const flying = useRef(0);
  const latestMore = useRef(() => {});
  const jumping = useRef(false);
  const lastJump = useRef(-Infinity);
  /** Nothing is fetched before. */
  const rested = useRef(-Infinity);
  const later = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const inSight = useRef<readonly [from: number, to: number]>([0, 0]);
  const fetchMore = useCallback(
    (): void => {
      const rest = rested.current - performance.now();
      clearTimeout(later.current);
      if (rest > 0) {
        later.current = setTimeout(fetchMore, rest);
        return;
      }
      const current = cache.current;
      const [from, to] = inSight.current;
      // Where the thumb is dragged through all, most of what is asked for is out of sight again
      // before it comes: less is asked for then.
      const room = (jumping.current ? 1 : mostAtOnce) - flying.current;
      const pages = current.claim(from, to, total, room);
      const around = [Math.max(0, from - ahead), to + ahead] as const;
      if (!jumping.current) pages.push(...current.claim(...around, total, room - pages.length));
      for (const { page, from: first, count } of pages) {
        flying.current += 1;
        fetchPage(latestFetch.current, host, first, Math.min(count, total - first))
          .finally(() => {
            flying.current -= 1;
          })
          .then((items) => {
            current.put(page, items);
            const [first, end] = inSight.current;
            const seen = page * pageSize < end && (page + 1) * pageSize > first;
            // What was fetched ahead changes nothing on the screen.
            if (seen) setRevision((value) => value + 1);
            else latestMore.current();
          })
          .catch((failure: unknown) => {
            current.release(page);
            if (!isCancellation(failure)) workbench.reportError(failure);
          });
      }
    },
    // Another list is another window to ask for, even at the same length.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [host, workbench, total, key],
  );
  const want = useCallback(
    (from: number, to: number): void => {
      jumping.current = Math.abs(from - inSight.current[0]) > farAway;
      rested.current = -Infinity;
      if (jumping.current) {
        const now = performance.now();
        if (now - lastJump.current < restMs) rested.current = now + restMs;
        lastJump.current = now;
      }
      inSight.current = [from, to];
      fetchMore();
    },
    [fetchMore],
  );
  // What came makes room for what is in sight by now.
  useEffect(() => {
    latestMore.current = fetchMore;
    fetchMore();
    return () => clearTimeout(later.current);
  }, [fetchMore, revision]);
  const get = useCallback((index: number): Item | undefined => cache.current.get(index), []);
  return { get, want, revision };
}

/** The host answers with fewer items when they are large; what is left is asked for again. */
async function fetchPage<Item>(
  fetch: (host: HostClient, from: number, count: number) => Promise<readonly Item[]>,
  host: HostClient,
  from: number,
  count: number,
): Promise<Item[]> {
  const items: Item[] = [];
  while (items.length < count) {
    const part = await fetch(host, from + items.length, count - items.length);
    if (part.length === 0) break;
    items.push(...part);
  }
  return items;
}
