import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { AppError } from '../../../src-main/contract/errors';
import type { FileEntry, FilePlace, HostClient, Listing } from '../../../src-main/contract/index';
import { isCancellation, useHost } from '../workbench/index';

/** Entries that are fetched together. */
const pageRows = 200;
/** The most of one answer, see `files.window`. */
const mostAtOnce = 1000;
/** How often a folder that is still being read is looked at, in milliseconds. */
const lookMs = 300;

export interface FileSort {
  by: 'name' | 'bytes' | 'changedAt' | 'mode';
  descending: boolean;
}

/** How a folder is shown. */
export interface ListingOptions {
  showHidden: boolean;
  sort: FileSort;
  filter: string;
  /** False waits: nothing is asked of the host. */
  enabled: boolean;
}

/** A folder in sight: entries by row, however many there are. */
export interface ListingView {
  /** The folder that is shown; while another one opens, still the one before. */
  listing: Listing | null;
  /** Rows that pass the filter. */
  rows: number;
  /** The folder that was asked for could not be opened. */
  error: unknown;
  /** The folder that was asked for is not there yet. */
  opening: boolean;
  get: (row: number) => FileEntry | undefined;
  /** Half-open window that is in sight. */
  want: (from: number, to: number) => void;
  revision: number;
  /** Names what the rows mean: another value, and a row number is another entry. */
  version: string;
  /** The first row from `from` on whose name begins with the text, going around. */
  seek: (text: string, from: number) => Promise<number | null>;
  /** Every entry of the rows, also those never in sight. */
  fetchRows: (rows: readonly number[]) => Promise<FileEntry[]>;
  /** Reads the folder again. */
  refresh: () => void;
}

interface Page {
  version: string;
  entries: readonly FileEntry[];
}

/** Opens a folder, follows its reading, and fetches windows of it. */
export function useListing(place: FilePlace, options: ListingOptions): ListingView {
  const host = useHost();
  const { endpointId, path } = place;
  const { showHidden, sort, filter, enabled } = options;
  const [listing, setListing] = useState<Listing | null>(null);
  const [matched, setMatched] = useState<{ version: string; rows: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  /** What the last answer, good or bad, was for. */
  const [settled, setSettled] = useState('');
  const [attempt, setAttempt] = useState(0);
  const [revision, setRevision] = useState(0);
  const pages = useRef(new Map<number, Page>());
  const asked = useRef(new Map<number, string>());
  const sight = useRef({ from: 0, to: 1 });
  const shownId = useRef<string | null>(null);
  const reopenedAt = useRef(0);

  const asking = [endpointId, path, showHidden, attempt].join('\n');
  const refresh = useCallback(() => setAttempt((count) => count + 1), []);
  const reopenOnce = useCallback(() => {
    // The host forgot the folder, e.g. because it was started anew. Not in a circle, though.
    if (Date.now() - reopenedAt.current < 3000) return;
    reopenedAt.current = Date.now();
    refresh();
  }, [refresh]);

  useEffect(() => {
    if (!enabled) return;
    let stopped = false;
    const open = async (): Promise<void> => {
      try {
        const next = await host.files.open({ endpointId, path, showHidden });
        if (stopped) {
          giveBack(host, next.id);
          return;
        }
        if (shownId.current !== null) giveBack(host, shownId.current);
        shownId.current = next.id;
        pages.current.clear();
        asked.current.clear();
        setMatched(null);
        setListing(next);
        setError(null);
        setSettled(asking);
      } catch (failure) {
        if (stopped || isCancellation(failure)) return;
        setError(failure);
        setSettled(asking);
      }
    };
    void open();
    return () => {
      stopped = true;
    };
  }, [host, endpointId, path, showHidden, enabled, asking]);
  useEffect(
    () => () => {
      if (shownId.current !== null) giveBack(host, shownId.current);
      shownId.current = null;
    },
    [host],
  );

  const id = listing?.id;
  const complete = listing?.complete ?? true;
  useEffect(() => {
    if (id === undefined || complete) return;
    let timer: ReturnType<typeof setTimeout>;
    let stopped = false;
    const look = async (): Promise<void> => {
      try {
        const next = await host.files.listing({ id });
        if (stopped) return;
        setListing(next);
        if (next.complete) return;
      } catch (failure) {
        if (stopped || isCancellation(failure)) return;
        if (isGone(failure)) reopenOnce();
        else setError(failure);
        return;
      }
      timer = setTimeout(() => void look(), lookMs);
    };
    timer = setTimeout(() => void look(), lookMs);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [host, id, complete, reopenOnce]);

  const sortKey = `${sort.by} ${sort.descending ? 'down' : 'up'}`;
  const order = listing === null ? '' : [listing.id, sortKey, filter].join('\n');
  const version = listing === null ? '' : [order, String(listing.total)].join('\n');
  const latest = useRef({ order, version });
  useEffect(() => {
    latest.current = { order, version };
  });

  const fetchWindow = useMemo(() => {
    const shown = { by: sort.by, descending: sort.descending };
    return (from: number, count: number) =>
      host.files.window({ id: id ?? '', from, count, sort: shown, filter });
  }, [host, id, sort.by, sort.descending, filter]);

  const want = useCallback(
    (from: number, to: number) => {
      sight.current = { from, to };
      if (version === '') return;
      for (let page = Math.floor(from / pageRows); page * pageRows < to; page++) {
        if (pages.current.get(page)?.version === version) continue;
        if (asked.current.get(page) === version) continue;
        asked.current.set(page, version);
        fetchWindow(page * pageRows, pageRows)
          .then(({ listing: fresh, entries }) => {
            // While the folder grows, what was asked a moment ago is better than nothing.
            if (latest.current.order !== order) return;
            const newest = latest.current.version;
            if (version !== newest && pages.current.get(page)?.version === newest) return;
            pages.current.set(page, { version, entries });
            setMatched({ version, rows: fresh.matched });
            setRevision((count) => count + 1);
          })
          .catch((failure: unknown) => {
            asked.current.delete(page);
            if (isCancellation(failure) || latest.current.order !== order) return;
            if (isGone(failure)) reopenOnce();
            else setError(failure);
          });
      }
    },
    [fetchWindow, order, version, reopenOnce],
  );
  useEffect(() => {
    want(sight.current.from, Math.max(sight.current.to, sight.current.from + 1));
  }, [want]);

  const get = useCallback(
    (row: number) => pages.current.get(Math.floor(row / pageRows))?.entries[row % pageRows],
    [],
  );
  const seek = useCallback(
    async (text: string, from: number) => {
      if (id === undefined) return null;
      const shown = { by: sort.by, descending: sort.descending };
      const { row } = await host.files.seek({ id, text, from, sort: shown, filter });
      return row;
    },
    [host, id, sort.by, sort.descending, filter],
  );
  const fetchRows = useCallback(
    (rows: readonly number[]) => entriesOfRows(rows, get, fetchWindow),
    [get, fetchWindow],
  );
  const opening = enabled && settled !== asking;
  return {
    // What is shown is no longer where one stands when another folder could not be opened.
    listing: error !== null && !opening ? null : listing,
    rows: matched?.rows ?? (filter === '' ? (listing?.total ?? 0) : 0),
    error,
    opening,
    get,
    want,
    revision,
    version,
    seek,
    fetchRows,
    refresh,
  };
}

function giveBack(host: HostClient, id: string): void {
  // A folder nobody looks at any more; the host also forgets it by itself.
  host.files.closeListing({ id }).catch(() => undefined);
}

function isGone(failure: unknown): boolean {
  return failure instanceof AppError && failure.code === 'files.listing-gone';
}

type FetchWindow = (from: number, count: number) => Promise<{ entries: readonly FileEntry[] }>;

async function entriesOfRows(
  rows: readonly number[],
  get: (row: number) => FileEntry | undefined,
  fetchWindow: FetchWindow,
): Promise<FileEntry[]> {
  const fetched = new Map<number, FileEntry>();
  const found: FileEntry[] = [];
  for (const row of rows) {
    if (!get(row) && !fetched.has(row)) {
      const { entries } = await fetchWindow(row, mostAtOnce);
      entries.forEach((entry, index) => fetched.set(row + index, entry));
    }
    const entry = get(row) ?? fetched.get(row);
    if (entry) found.push(entry);
  }
  return found;
}
