import { useEffect, useState } from 'react';
import type { Dialect, Verdict } from '../../../src-main/contract/index';
import { isCancellation, useHost, useWorkbench } from '../workbench/index';

const pauseMs = 200;

/** The guard's verdict on what is typed; null for an empty text or while it is being judged for the first time. */
export function useVerdict(
  dialect: Dialect,
  sql: string,
): { verdict: Verdict | null; judging: boolean } {
  const host = useHost();
  const workbench = useWorkbench();
  const [judged, setJudged] = useState<{ sql: string; verdict: Verdict } | null>(null);
  useEffect(() => {
    if (sql.trim() === '') return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      host.queries
        .classify({ dialect, sql }, { signal: stop.signal })
        .then((verdict) => setJudged({ sql, verdict }))
        .catch((error: unknown) => {
          if (!isCancellation(error)) workbench.reportError(error);
        });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [host, workbench, dialect, sql]);
  if (sql.trim() === '') return { verdict: null, judging: false };
  return { verdict: judged?.verdict ?? null, judging: judged?.sql !== sql };
}
