import { useEffect, useState } from 'react';
import type { LogHistogram } from '../../../src-main/contract/logs';
import type { TimeRange } from './histogram-model';
import type { LogViewer } from './use-log-viewer';
import { useRefreshed } from './use-refreshed';

/**
 * The histogram of a view over a range, or over all of it. The latest one stays until the next
 * is here; null where no record states a time.
 */
export function useHistogram(
  { view, logs, fail }: LogViewer,
  range: TimeRange | null,
  bars: number,
): LogHistogram | null {
  const { id } = view;
  const from = range?.from ?? null;
  const to = range?.to ?? null;
  // What makes the bars differ: other rows, other sources, or more of them.
  const stamp = [
    view.generation,
    view.rows,
    view.filtered,
    ...view.sources.map(({ bytes, indexed }) => `${bytes} ${indexed}`),
  ].join();
  return useRefreshed(
    JSON.stringify([id, from, to, bars, view.filter]),
    stamp,
    bars < 10 ? null : () => logs.histogram({ id, from, to, bars }),
    fail,
  );
}

/** Counts of a range. */
interface Counted extends TimeRange {
  records: number;
  errors: number;
}

/** How many records and errors a range has; null until counted. */
export function useRangeCounts(
  { view, logs, fail }: LogViewer,
  range: TimeRange | null,
): { records: number; errors: number } | null {
  const [counted, setCounted] = useState<Counted | null>(null);
  const { id, generation } = view;
  const from = range?.from ?? null;
  const to = range?.to ?? null;
  useEffect(() => {
    if (from === null || to === null) return;
    let gone = false;
    logs
      .histogram({ id, from, to, bars: 10 })
      .then((found) => {
        if (gone || !found) return;
        setCounted({
          from,
          to,
          records: found.bars.reduce((sum, { total }) => sum + total, 0),
          errors: found.bars.reduce((sum, { error }) => sum + error, 0),
        });
      })
      .catch(fail);
    return () => {
      gone = true;
    };
  }, [logs, id, generation, from, to, fail]);
  return counted && counted.from === from && counted.to === to ? counted : null;
}
