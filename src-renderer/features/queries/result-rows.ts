import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ResultState, ResultView, ResultWindow } from '../../../src-main/contract/index';
import { isCancellation, useHost, usePages, useWorkbench, type Pages } from '../workbench/index';
import { isPlain, plainView } from './result-view';
import { isRunning } from './use-run';

/** Characters of a cell that a window gives; the grid draws fewer. */
const cellLimit = 1000;

/** A row of a result with all that is said of it. */
export interface ResultRow {
  /** Undefined is not at hand. */
  cells: readonly (string | null | undefined)[];
  /** In the result, from 0. */
  number: number;
  severity: ResultWindow['severities'][number];
  /** Whole lengths of cells that are given cut, by columns. */
  cut: ReadonlyMap<number, number> | null;
  /** Cells of which only the beginning is kept, with their bytes on the server. */
  clipped: ReadonlyMap<number, number | null> | null;
}

/** @param columns those that were asked for; cells of others are not at hand. All without it. */
export function rowsOf(window: ResultWindow, columns?: ReadonlySet<number>): ResultRow[] {
  const rows = window.rows.map((cells, at): ResultRow => ({
    cells: columns ? cells.map((cell, column) => (columns.has(column) ? cell : undefined)) : cells,
    number: window.numbers[at] ?? at,
    severity: window.severities[at] ?? null,
    cut: null,
    clipped: null,
  }));
  for (const { row, column, length } of window.cut) {
    const owner = rows[row];
    if (owner) owner.cut = new Map([...(owner.cut ?? []), [column, length]]);
  }
  for (const { row, column, bytes } of window.clipped) {
    const owner = rows[row];
    if (owner) owner.clipped = new Map([...(owner.clipped ?? []), [column, bytes]]);
  }
  return rows;
}

export interface Arrangement {
  /** The arrangement in force. */
  view: ResultView;
  /** The one that is wanted; another than `view` while it is being made. */
  wanted: ResultView;
  /** Rows that it leaves. */
  count: number;
  /** One is being made. */
  arranging: boolean;
  arrange: (view: ResultView) => void;
  /** Gives up the one being made. */
  stop: () => void;
}

/** Rows of a result, sorted and filtered by the host. */
export function useArrangement(result: ResultState): Arrangement {
  const host = useHost();
  const workbench = useWorkbench();
  const { id } = result;
  const [wanted, setWanted] = useState<ResultView>(plainView);
  const [shown, setShown] = useState({ view: plainView, rows: 0 });
  const plain = isPlain(wanted);
  // Of a result that grows, what is arranged is taken in again when it has ended.
  const ended = !isRunning(result.state);
  const arranging = shown.view !== wanted;
  useEffect(() => {
    if (plain) {
      setShown({ view: wanted, rows: 0 });
      return;
    }
    const stop = new AbortController();
    host.queries
      .arrange({ id, view: wanted }, { signal: stop.signal })
      .then(({ rows }) => setShown({ view: wanted, rows }))
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        if (!isCancellation(error)) workbench.reportError(error);
        setWanted((now) => (now === wanted ? shown.view : now));
      });
    return () => stop.abort();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only what is wanted starts it
  }, [host, workbench, id, wanted, ended]);
  const { view } = shown;
  const count = isPlain(view) ? result.rows : shown.rows;
  const stop = useCallback(() => setWanted(shown.view), [shown.view]);
  return { view, wanted, count, arranging, arrange: setWanted, stop };
}

/** Results with more columns fetch only cells near what is in sight. */
const manyColumns = 100;
/** Columns fetched on each side of what is in sight, of a result with many. */
const columnsAhead = 40;

/** The rows of an arranged result, fetched as they come into sight. */
export function useRowPages(
  result: ResultState,
  { view, count }: Pick<Arrangement, 'view' | 'count'>,
  shown: readonly number[],
  frozen: number,
): { pages: Pages<ResultRow>; onColumns: (from: number, to: number) => void } {
  const { id } = result;
  const ended = !isRunning(result.state);
  const many = shown.length > manyColumns;
  const [band, setBand] = useState<readonly [number, number]>([0, 2 * columnsAhead]);
  const onColumns = useCallback(
    (from: number, to: number): void => {
      if (!many) return;
      setBand((now) =>
        from >= now[0] && to <= now[1]
          ? now
          : [Math.max(0, from - columnsAhead), to + columnsAhead],
      );
    },
    [many],
  );
  const columns = useMemo(
    () => (many ? [...shown.slice(0, frozen), ...shown.slice(...band)] : undefined),
    [many, shown, frozen, band],
  );
  const key = useMemo(
    () =>
      [id, ...(isPlain(view) ? [] : [JSON.stringify(view), ended]), ...(columns ?? [])].join(' '),
    [id, view, ended, columns],
  );
  const pages = usePages<ResultRow>(key, count, async (client, from, most) =>
    rowsOf(
      await client.queries.window({
        id,
        view,
        from,
        count: most,
        cellLimit,
        ...(columns ? { columns: [...new Set(columns)] } : {}),
      }),
      columns && new Set(columns),
    ),
  );
  return { pages, onColumns };
}

/** Rows that a host window of numbers alone may name at once. */
const numbersAtOnce = 1000;
/** Selected rows of an arranged result whose numbers are asked for. */
export const mostArrangedNumbers = 20_000;

/**
 * Numbers in the result of selected positions of a view. Null while they are asked for, and where
 * they are too many.
 *
 * @param numberAt of rows that are at hand: so that a key right after a click finds what was chosen
 */
export function useRowNumbers(
  id: string,
  view: ResultView,
  ranges: readonly (readonly [number, number])[],
  numberAt: (position: number) => number | undefined,
): readonly number[] | null {
  const host = useHost();
  const workbench = useWorkbench();
  const [known, setKnown] = useState<{ of: unknown; numbers: number[] } | null>(null);
  const asked = useMemo(() => ({ id, view, ranges }), [id, view, ranges]);
  const size = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  const wanted = !isPlain(view) && size > 0 && size <= mostArrangedNumbers;
  useEffect(() => {
    if (!wanted) return;
    const near =
      size > numbersAtOnce
        ? []
        : asked.ranges.flatMap(([from, to]) =>
            Array.from({ length: to - from }, (_, at) => numberAt(from + at)),
          );
    const atHand = near.filter((number) => number !== undefined);
    const allAtHand = atHand.length === size;
    const stop = new AbortController();
    const { signal } = stop;
    const ask = async (): Promise<void> => {
      const numbers: number[] = [];
      for (const [from, to] of asked.ranges) {
        for (let at = from; at < to;) {
          const count = Math.min(numbersAtOnce, to - at);
          const part = await host.queries.window(
            { id: asked.id, view: asked.view, from: at, count, columns: [] },
            { signal },
          );
          if (part.numbers.length === 0) break;
          numbers.push(...part.numbers);
          at += part.numbers.length;
        }
      }
      setKnown({ of: asked, numbers });
    };
    // Asked once the selection stands still: dragging passes many.
    const timer = setTimeout(
      () => {
        if (allAtHand) setKnown({ of: asked, numbers: atHand });
        else
          ask().catch((error: unknown) => {
            if (!signal.aborted && !isCancellation(error)) workbench.reportError(error);
          });
      },
      allAtHand ? 0 : 120,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [host, workbench, asked, wanted, size, numberAt]);
  return known?.of === asked ? known.numbers : null;
}
