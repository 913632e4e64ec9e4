import { useEffect, useMemo, useState } from 'react';
import type { ResultState } from '../../../src-main/contract/index';
import { readStream } from '../../../src-main/contract/wire/index';
import { isCancellation, useHost, useHostQuery, useWorkbench } from '../workbench/index';

/** States in which a result still changes. */
export function isRunning(state: ResultState['state']): boolean {
  return state === 'connecting' || state === 'running';
}

/** Follows a result until it is done; a finished one is read from the kept results. */
export function useResult(resultId: string | null): {
  result: ResultState | null;
  missing: boolean;
} {
  const host = useHost();
  const workbench = useWorkbench();
  const [result, setResult] = useState<ResultState | null>(null);
  const [missing, setMissing] = useState<string | null>(null);
  useEffect(() => {
    if (resultId === null) return;
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      const known = (await host.queries.results({}, { signal: stop.signal })).find(
        ({ id }) => id === resultId,
      );
      if (!known) {
        setMissing(resultId);
        return;
      }
      setResult(known);
      if (!isRunning(known.state)) return;
      const frames = host.queries.follow({ id: resultId }, { signal: stop.signal });
      for await (const states of readStream<ResultState>(host, frames)) {
        const latest = states.at(-1);
        if (latest) setResult(latest);
      }
    };
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted && !isCancellation(error)) workbench.reportError(error);
    });
    return () => stop.abort();
  }, [host, workbench, resultId]);
  // What a person says of it may change at any time.
  const { data: kept } = useHostQuery(['queries', 'results'], (client) => client.queries.results());
  const told = kept?.find(({ id }) => id === resultId);
  const { title, pinned } = told ?? result ?? {};
  const named = useMemo(
    () =>
      result && title !== undefined && pinned !== undefined ? { ...result, title, pinned } : result,
    [result, title, pinned],
  );
  // Until the new one is known, what was followed before is not its state.
  return result?.id === resultId
    ? { result: named, missing: false }
    : { result: null, missing: missing === resultId && resultId !== null };
}
