import { useCallback, useEffect, useState } from 'react';
import type { LogLine, TailState } from '../../../src-main/contract/index';
import { readStream } from '../../../src-main/contract/wire/index';
import { isCancellation, useHost, usePages, type Pages } from '../workbench/index';

/**
 * The tail of a log endpoint: the one that runs already, else a new one when `connect`.
 * Follows its state until the view goes away; the tail itself lives on in the host.
 */
export function useTail(endpointId: string, connect: boolean) {
  const host = useHost();
  const [state, setState] = useState<TailState | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [looked, setLooked] = useState(false);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    const run = async (): Promise<void> => {
      const running = (await host.logs.list()).find(
        (tail) => tail.endpointId === endpointId && tail.state !== 'closed',
      );
      setLooked(true);
      if (!running && !connect) return;
      const tail = running ?? (await host.logs.open({ endpointId }));
      setState(tail);
      setError(null);
      const frames = host.logs.follow({ id: tail.id }, { signal: stop.signal });
      for await (const states of readStream<TailState>(host, frames)) {
        const latest = states.at(-1);
        if (latest) setState(latest);
      }
    };
    run().catch((failure: unknown) => {
      if (!stop.signal.aborted && !isCancellation(failure)) setError(failure);
    });
    return () => stop.abort();
  }, [host, endpointId, connect, attempt]);

  const retry = useCallback(() => {
    setError(null);
    setState(null);
    setAttempt((count) => count + 1);
  }, []);
  return { state, setState, error, looked, retry };
}

/** Lines of a tail by index of the shown view, fetched as they come into sight. */
export function useLines(tailId: string, filter: string, total: number): Pages<LogLine> {
  return usePages<LogLine>(`${tailId} ${filter}`, total, async (host, from, count) => {
    const { lines } = await host.logs.window({ id: tailId, from, count, matched: filter !== '' });
    return lines;
  });
}
