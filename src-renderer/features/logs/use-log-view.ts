import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogPlace, LogView } from '../../../src-main/contract/logs';
import { readStream } from '../../../src-main/contract/wire/index';
import { isCancellation, useHost } from '../workbench/index';

interface Options {
  places: readonly LogPlace[];
  title: string | undefined;
  at: 'start' | 'end';
  /** The view this page had, if the host still knows it. */
  viewId: string | undefined;
  /** Whether a new view may be opened, which connects. */
  mayOpen: boolean;
  onOpened: (viewId: string) => void;
}

/**
 * The view of a page: the one it had already, else a new one when it may. Its states come until
 * the page goes away; the view itself lives in the host.
 */
export function useLogView({ places, title, at, viewId, mayOpen, onOpened }: Options) {
  const host = useHost();
  const [view, setView] = useState<LogView | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [looked, setLooked] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef({ places, title, at, viewId, onOpened });
  useEffect(() => {
    latest.current = { places, title, at, viewId, onOpened };
  });

  // A state that was asked for may come after a newer one of the stream.
  const take = useCallback((next: LogView) => {
    setView((before) =>
      before?.id === next.id && before.generation > next.generation ? before : next,
    );
  }, []);

  useEffect(() => {
    const stop = new AbortController();
    const run = async (): Promise<void> => {
      const logs = host.logs;
      const { viewId: known, places: wanted, title: named, at: where } = latest.current;
      const running = known
        ? (await logs.list({}, { signal: stop.signal })).find(({ id }) => id === known)
        : undefined;
      if (stop.signal.aborted) return;
      setLooked(true);
      if (!running && !mayOpen) return;
      const opened =
        running ??
        (await logs.open({ places: [...wanted], at: where, ...(named ? { title: named } : {}) }));
      if (!running) latest.current.onOpened(opened.id);
      // A page that was closed meanwhile leaves no view behind.
      if (stop.signal.aborted) return;
      setView(opened);
      setError(null);
      const frames = logs.follow({ id: opened.id }, { signal: stop.signal });
      for await (const states of readStream<LogView>(host, frames)) {
        const newest = states.at(-1);
        if (newest) take(newest);
      }
    };
    run().catch((failure: unknown) => {
      if (!stop.signal.aborted && !isCancellation(failure)) setError(failure);
    });
    return () => stop.abort();
  }, [host, mayOpen, attempt, take]);

  const retry = useCallback(() => {
    setError(null);
    setAttempt((count) => count + 1);
  }, []);
  return { view, take, error, looked, retry };
}
