import { useCallback, useEffect, useRef, useState } from 'react';
import type { HostClient, LogLine, TailState } from '../../../src-main/contract/index';
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
  const again = useRef(false);

  useEffect(() => {
    const stop = new AbortController();
    const run = async (): Promise<void> => {
      const running = (await host.logs.list()).find(
        (tail) => tail.endpointId === endpointId && tail.state !== 'closed',
      );
      setLooked(true);
      if (!running && !connect) return;
      const failed = again.current && running?.state === 'failed';
      again.current = false;
      const tail = failed
        ? await tryAgain(host, running)
        : (running ?? (await host.logs.open({ endpointId })));
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
    again.current = true;
    setError(null);
    setState(null);
    setAttempt((count) => count + 1);
  }, []);
  return { state, setState, error, looked, retry };
}

/**
 * A failed tail goes on where it stands; one that has read nothing begins anew, since its
 * endpoint may have been mended meanwhile.
 */
async function tryAgain(host: HostClient, tail: TailState): Promise<TailState> {
  if (tail.lines > 0) {
    await host.logs.reconnect({ id: tail.id });
    return { ...tail, state: 'connecting', error: null };
  }
  await host.logs.close({ id: tail.id });
  return host.logs.open({ endpointId: tail.endpointId });
}

/** Lines of a tail by index of the shown view, fetched as they come into sight. */
export function useLines(tailId: string, filter: string, total: number): Pages<LogLine> {
  return usePages<LogLine>(`${tailId} ${filter}`, total, async (host, from, count) => {
    const { lines } = await host.logs.window({ id: tailId, from, count, matched: filter !== '' });
    return lines;
  });
}
