import { useCallback, useEffect, useMemo, useState } from 'react';
import type { LogRecord, LogView } from '../../../src-main/contract/logs';
import { isCancellation, useWorkbench } from '../workbench/index';
import { unfoldRecord, type UnfoldedRecord } from './fold-record';
import { useLogHost } from './log-host';

interface Unfolded {
  record: LogRecord;
  shown: UnfoldedRecord;
  whole: boolean;
}

/** Records that show their lines, by row. */
export type UnfoldedRows = ReadonlyMap<number, Unfolded>;

const none: UnfoldedRows = new Map();

/**
 * Which records are unfolded: half at first (what happened and why), then whole.
 *
 * @param numbering another one folds all: rows have other numbers then
 */
export function useUnfolded(view: LogView, numbering: number) {
  const logs = useLogHost();
  const workbench = useWorkbench();
  const [state, setState] = useState({ numbering, rows: none });
  const rows = state.numbering === numbering ? state.rows : none;
  const { id, generation } = view;

  const change = useCallback(
    (edit: (rows: Map<number, Unfolded>) => void) =>
      setState((before) => {
        const next = new Map(before.numbering === numbering ? before.rows : none);
        edit(next);
        return { numbering, rows: next };
      }),
    [numbering],
  );

  const unfold = useCallback(
    async (row: number, whole: boolean): Promise<void> => {
      try {
        const record = await logs.record({ id, row, generation });
        change((next) => {
          next.set(row, { record, whole, shown: unfoldRecord(record.text, whole) });
        });
      } catch (error) {
        if (!isCancellation(error)) workbench.reportError(error);
      }
    },
    [logs, id, generation, change, workbench],
  );
  const fold = useCallback((row: number) => change((next) => void next.delete(row)), [change]);

  // What is marked in their lines may have changed.
  useEffect(() => {
    for (const [row, { whole }] of rows) void unfold(row, whole);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only a new generation asks again
  }, [generation]);

  return useMemo(() => ({ rows, unfold, fold }), [rows, unfold, fold]);
}
