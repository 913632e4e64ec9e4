import { useEffect, useMemo, useState } from 'react';
import type { CellsSummary, ColumnSummary, ResultView } from '../../../src-main/contract/index';
import { cellsChosen, isOneCell, selectionSize, spanOf, type GridSelection } from '../../ui/index';
import { isCancellation, useHost, useWorkbench } from '../workbench/index';

/** Selecting goes through many ranges; the host sums up the one that stands still. */
const standsStillMs = 150;
/** Of more cells only the first column chosen is summed up: it would take the host long. */
const mostCells = 5_000_000;

export interface Summary {
  /** Of the one column that is chosen, or of the first where they are too many. */
  column: ColumnSummary | null;
  /** Of several columns; null where none of them has numbers. */
  together: CellsSummary | null;
  /** Other columns are chosen, too, and are not in it. */
  rest: boolean;
}

/** What the selected cells sum up to, exact, by the host; null while nothing is to be said. */
export function useSummary(
  id: string,
  view: ResultView,
  selection: GridSelection,
  shown: readonly number[],
): Summary | null {
  const host = useHost();
  const workbench = useWorkbench();
  const [known, setKnown] = useState<{ of: unknown; summary: Summary } | null>(null);
  const asked = useMemo(() => {
    if (selectionSize(selection) === 0 || isOneCell(selection, shown.length)) return null;
    const chosen = shown.slice(...spanOf(selection, shown.length));
    const rest = chosen.length > 1 && cellsChosen(selection, shown.length) > mostCells;
    const columns = rest ? chosen.slice(0, 1) : chosen;
    return { id, view, ranges: selection.ranges.map(([from, to]) => [from, to] as [number, number]), columns, rest }; // prettier-ignore
  }, [id, view, selection, shown]);
  useEffect(() => {
    if (!asked) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const { rest, ...input } = asked;
      host.queries
        .summary(input, { signal: stop.signal })
        .then(({ columns, together }) => {
          const column = input.columns.length === 1 ? (columns[0] ?? null) : null;
          setKnown({ of: asked, summary: { column, together, rest } });
        })
        .catch((error: unknown) => {
          if (!stop.signal.aborted && !isCancellation(error)) workbench.reportError(error);
        });
    }, standsStillMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [host, workbench, asked]);
  return known?.of === asked ? (known?.summary ?? null) : null;
}
