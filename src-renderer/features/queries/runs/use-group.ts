import { useEffect, useState } from 'react';
import type { QueryGroup } from '../../../../src-main/contract/index';
import { readStream } from '../../../../src-main/contract/wire/index';
import { isCancellation, useHost } from '../../workbench/index';

/** A run on several systems, followed until it ends; one that has ended as it was kept. */
export function useGroup(id: string): { group: QueryGroup | null; error: unknown } {
  const host = useHost();
  const [group, setGroup] = useState<QueryGroup | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      const frames = host.queries.followGroup({ id }, { signal: stop.signal });
      for await (const states of readStream<QueryGroup>(host, frames)) {
        const latest = states.at(-1);
        if (!latest) continue;
        setGroup(latest);
        setError(null);
      }
    };
    follow().catch((failure: unknown) => {
      if (!stop.signal.aborted && !isCancellation(failure)) setError(failure);
    });
    return () => stop.abort();
  }, [host, id]);
  return group?.id === id ? { group, error } : { group: null, error };
}
