import { useEffect, useRef, useState } from 'react';
import type { AuditEntry, AuditFilter, HostClient } from '../../../src-main/contract/index';
import { isCancellation, useHost, useHostEvent, usePages } from '../workbench/index';

/** A log that grows is counted anew at most so often. */
const recountMs = 1000;

/** Rows of the log that match, newest first. */
export interface AuditRows {
  /** Null until they were counted for the first time. */
  total: number | null;
  get: (row: number) => AuditEntry | undefined;
  want: (from: number, to: number) => void;
  /** Grows whenever `get` may answer differently. */
  revision: number;
  error: unknown;
  retry: () => void;
}

/**
 * The matching rows by windows. The log only grows at its new end, so rows are kept by their age:
 * what was fetched stays right while new rows come in above it.
 */
export function useAuditRows(filter: AuditFilter): AuditRows {
  const host = useHost();
  const key = JSON.stringify(filter);
  const [counted, setCounted] = useState<{ key: string; total: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [due, setDue] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const recount = (): void => setDue((count) => count + 1);
  useHostEvent('changed', ({ feature }) => {
    if (feature !== 'audit') return;
    timer.current ??= setTimeout(() => {
      timer.current = null;
      recount();
    }, recountMs);
  });
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );

  useEffect(() => {
    const stop = new AbortController();
    host.audit
      .list({ ...filter, offset: 0, count: 1 }, { signal: stop.signal })
      .then(({ total }) => {
        setCounted({ key, total });
        setError(null);
      })
      .catch((failure: unknown) => {
        if (!stop.signal.aborted && !isCancellation(failure)) setError(failure);
      });
    return () => stop.abort();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- equal filters are the same filter
  }, [host, key, due]);

  const total = counted?.key === key ? counted.total : null;
  const size = total ?? 0;
  const pages = usePages<AuditEntry>(key, size, (live, from, count) =>
    rowsByAge(live, filter, size, from, count),
  );
  const { want } = pages;
  return {
    total,
    get: (row) => pages.get(size - 1 - row),
    want: (from, to) => want(Math.max(0, size - to), Math.max(0, size - from)),
    revision: pages.revision + size,
    error,
    retry: recount,
  };
}

/** Rows may come in between counting and reading; so often the reading is begun again. */
const mostAttempts = 5;

/**
 * Rows by age, oldest first, where the host counts from the newest one.
 *
 * @param total rows that match, as last counted
 */
async function rowsByAge(
  host: HostClient,
  filter: AuditFilter,
  total: number,
  from: number,
  count: number,
): Promise<AuditEntry[]> {
  // These rows were counted, whatever the caller's number says by now.
  let known = Math.max(total, from + count);
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const end = Math.min(from + count, known);
    const answer = await host.audit.list({ ...filter, offset: known - end, count: end - from });
    if (answer.total === known) return answer.entries.toReversed();
    known = answer.total;
  }
  return [];
}
