import { useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { LogRow, LogView } from '../../../src-main/contract/logs';
import { isCancellation, useWorkbench } from '../workbench/index';
import { useLogHost } from './log-host';
import { RowFetcher } from './row-fetcher';
import type { Carried } from './use-steady-view';

/** Rows of the end that must be at hand before the list moves there while it follows. */
const screen = 64;

/** Rows at hand, and a way to hear of new ones without drawing the page anew. */
export interface LogRows {
  get: (row: number) => LogRow | undefined;
  /** Rows in sight, half-open. */
  want: (from: number, to: number) => void;
  subscribe: (listener: () => void) => () => void;
}

/**
 * Rows of a view by number, fetched as they come into sight. While following, the shown end moves
 * on only when its rows are here: painting is skipped under load, and nothing flickers.
 *
 * @param numbering another one means that rows have other numbers than before
 * @param carried what is at hand when rows get other numbers
 * @param frozen where the shown end stands still while paused
 * @returns the rows, and after the last one that is shown: behind the view's end while it follows
 *   or is paused
 */
export function useLogRows(
  view: LogView,
  {
    numbering,
    carried,
    following,
    frozen,
  }: {
    numbering: number;
    carried: Carried | null;
    following: boolean;
    frozen: number | null;
  },
): { rows: LogRows; end: number } {
  const logs = useLogHost();
  const workbench = useWorkbench();
  const { id, firstRow, generation } = view;
  const viewEnd = firstRow + view.rows;
  const bytes = view.sources.reduce((sum, source) => sum + source.bytes, 0);
  const sources = view.sources.length;
  const before = view.before > 0;
  const after = view.after > 0;
  const [followed, setFollowed] = useState({ numbering, end: viewEnd });

  const [listeners] = useState(() => new Set<() => void>());
  const fetcher = useMemo(
    () =>
      new RowFetcher(
        (from, count, at) => logs.rows({ id, from, count, generation: at }),
        () => {
          for (const listener of listeners) listener();
        },
        (failure) => {
          if (!isCancellation(failure)) workbench.reportError(failure);
        },
      ),
    [logs, id, workbench, listeners],
  );
  const rows = useMemo<LogRows>(
    () => ({
      get: (row) => fetcher.get(row),
      want: (from, to) => fetcher.want(from, to),
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    }),
    [fetcher, listeners],
  );
  const numbered = useRef(numbering);
  useLayoutEffect(() => {
    if (numbered.current !== numbering) fetcher.renumber(carried ?? undefined);
    numbered.current = numbering;
    fetcher.setBounds({
      first: firstRow,
      end: viewEnd,
      generation,
      bytes,
      sources,
      before,
      after,
    });
  }, [fetcher, numbering, carried, firstRow, viewEnd, generation, bytes, sources, before, after]);

  // Following: the end moves on when its rows are here.
  const advancing = useRef(false);
  useEffect(() => {
    if (!following || advancing.current) return;
    if (followed.numbering === numbering && followed.end === viewEnd) return;
    advancing.current = true;
    fetcher
      .loadEnd(screen)
      .catch((failure: unknown) => {
        if (!isCancellation(failure)) workbench.reportError(failure);
      })
      .finally(() => {
        advancing.current = false;
        setFollowed({ numbering, end: viewEnd });
      })
      .catch(workbench.reportError);
  }, [following, followed, numbering, viewEnd, fetcher, workbench]);

  const held = following && followed.numbering === numbering ? followed.end : viewEnd;
  return { rows, end: Math.min(frozen ?? held, viewEnd) };
}

/** One row, drawn anew when it has come or says something else. */
export function useRow(rows: LogRows, row: number | undefined): LogRow | undefined {
  return useSyncExternalStore(rows.subscribe, () =>
    row === undefined ? undefined : rows.get(row),
  );
}
