import { useEffect, useEffectEvent, useState } from 'react';
import type { Dialect, PlannedStatement, WriteState } from '../../../../src-main/contract/index';
import { readStream } from '../../../../src-main/contract/wire/index';
import { isCancellation, useHost, useWorkbench, useNow } from '../../workbench/index';

const pauseMs = 250;

/** What each statement of a script does; those of the text before while it is being read. */
export function usePlan(
  dialect: Dialect,
  sql: string,
): { statements: readonly PlannedStatement[]; reading: boolean } {
  const host = useHost();
  const workbench = useWorkbench();
  const [planned, setPlanned] = useState<{ sql: string; statements: PlannedStatement[] }>();
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      host.queries
        .planWrite({ dialect, sql }, { signal: stop.signal })
        .then(({ statements }) => setPlanned({ sql, statements }))
        .catch((error: unknown) => {
          if (!isCancellation(error)) workbench.reportError(error);
        });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [host, workbench, dialect, sql]);
  if (sql.trim() === '') return { statements: [], reading: false };
  return { statements: planned?.statements ?? [], reading: planned?.sql !== sql };
}

/**
 * Tells, once, which write a page of a connection takes up: the one that is open, whichever page
 * or window opened it; else the last one, where it ended without anybody asking for it.
 */
export function useKnownWrite(endpointId: string, onFound: (write: WriteState) => void): void {
  const host = useHost();
  const workbench = useWorkbench();
  const found = useEffectEvent(onFound);
  useEffect(() => {
    const stop = new AbortController();
    host.queries
      .writes({}, { signal: stop.signal })
      .then((all) => {
        const here = all.filter((write) => write.endpointId === endpointId);
        const known = here.find(({ state }) => state === 'open') ?? here[0];
        if (known && (known.state === 'open' || known.endedByItself)) found(known);
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) workbench.reportError(error);
      });
    return () => stop.abort();
  }, [host, workbench, endpointId]);
}

/** Follows a write to its end; null where it is not known any more. */
export function useWrite(id: string | null): WriteState | null {
  const host = useHost();
  const workbench = useWorkbench();
  const [state, setState] = useState<WriteState | null>(null);
  useEffect(() => {
    if (id === null) return;
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      const known = await host.queries.writes({}, { signal: stop.signal });
      if (!known.some((write) => write.id === id)) return setState(null);
      const frames = host.queries.followWrite({ id }, { signal: stop.signal });
      for await (const states of readStream<WriteState>(host, frames)) {
        const latest = states.at(-1);
        if (latest) setState(latest);
      }
    };
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted && !isCancellation(error)) workbench.reportError(error);
    });
    return () => stop.abort();
  }, [host, workbench, id]);
  return id === null || state?.id !== id ? null : state;
}

/** Seconds until a time, once a second; null for none. */
export function useSecondsUntil(at: number | null): number | null {
  const now = useNow(at !== null);
  return at === null ? null : Math.max(0, Math.round((at - now) / 1000));
}
