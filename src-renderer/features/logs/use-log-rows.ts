import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { LogRow, LogView } from '../../../src-main/contract/log-views';
import { isCancellation, useWorkbench } from '../workbench/index';
import { useLogHost } from './log-host';
import { RowFetcher } from './row-fetcher';

/** Rows of the end that must be at hand before the list moves there while it follows. */
const screen = 64;

export interface LogRows {
  get: (row: number) => LogRow | undefined;
  /** Rows in sight, half-open. */
  want: (from: number, to: number) => void;
  /** After the last row that is shown: behind the view's end while it follows or is paused. */
  end: number;
  /** Grows when rows have come. */
  revision: number;
}

/**
 * Rows of a view by number, fetched as they come into sight. While following, the shown end moves
 * on only when its rows are here: painting is skipped under load, and nothing flickers.
 *
 * @param numbering another one means that rows have other numbers than before
 * @param frozen where the shown end stands still while paused
 */
export function useLogRows(
  view: LogView,
  {
    numbering,
    following,
    frozen,
  }: { numbering: number; following: boolean; frozen: number | null },
): LogRows {
  const logs = useLogHost();
  const workbench = useWorkbench();
  const [revision, setRevision] = useState(0);
  const { id, firstRow, generation } = view;
  const viewEnd = firstRow + view.rows;
  const before = view.before > 0;
  const after = view.after > 0;
  const [followed, setFollowed] = useState({ numbering, end: viewEnd });

  const fetcher = useMemo(
    () =>
      new RowFetcher(
        (from, count) => logs.rows({ id, from, count }),
        () => setRevision((count) => count + 1),
        (failure) => {
          if (!isCancellation(failure)) workbench.reportError(failure);
        },
      ),
    [logs, id, workbench],
  );
  const numbered = useRef(numbering);
  useLayoutEffect(() => {
    if (numbered.current !== numbering) fetcher.renumber();
    numbered.current = numbering;
    fetcher.setBounds({ first: firstRow, end: viewEnd, generation, before, after });
  }, [fetcher, numbering, firstRow, viewEnd, generation, before, after]);

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
        setRevision((count) => count + 1);
        setFollowed({ numbering, end: viewEnd });
      })
      .catch(workbench.reportError);
  }, [following, followed, numbering, viewEnd, fetcher, workbench]);

  const get = useCallback((row: number) => fetcher.get(row), [fetcher]);
  const want = useCallback((from: number, to: number) => fetcher.want(from, to), [fetcher]);
  const held = following && followed.numbering === numbering ? followed.end : viewEnd;
  return { get, want, end: Math.min(frozen ?? held, viewEnd), revision };
}
