import { useEffect, useRef, useState } from 'react';
import { AppError } from '../../../../src-main/contract/errors';
import type { ResultState, WatchState } from '../../../../src-main/contract/index';
import { readStream } from '../../../../src-main/contract/wire/index';
import { useConnection } from '../../workbench/index';
import { afterState, beginWatch, type Watch } from './watch';

export interface WatchControl {
  /** Null where nothing is repeated. */
  watch: Watch | null;
  begin: (result: ResultState, seconds: number, key: readonly string[]) => void;
  pause: () => void;
  resume: () => void;
  /** Ends it; its rounds stay listed until it is dismissed. */
  stop: () => void;
  dismiss: () => void;
}

/**
 * Repeats a statement as long as this component is there: the host asks, one round after the
 * other, and keeps the newest result and the one before. Without a reader nothing is sent; so a
 * locked vault, a closed page or a lost host end it.
 */
export function useWatch({
  onRound,
}: {
  /** A newer result takes the place of one. */
  onRound: (old: string, next: string) => void;
}): WatchControl {
  const { live: host } = useConnection();
  const [watch, setWatch] = useState<Watch | null>(null);
  const latest = useRef<Watch | null>(null);
  const reading = useRef<AbortController | null>(null);
  const told = useRef(onRound);
  useEffect(() => {
    told.current = onRound;
  });
  useEffect(() => () => reading.current?.abort(), []);

  const put = (next: Watch | null): void => {
    latest.current = next;
    setWatch(next);
  };
  const change = (changed: Partial<Watch>): void => {
    if (latest.current) put({ ...latest.current, ...changed });
  };

  const read = async (from: Watch, signal: AbortSignal): Promise<void> => {
    let rounds = 0;
    const { seconds, key, result } = from;
    const frames = host.queries.watch({ resultId: result.id, seconds, key: [...key] }, { signal });
    for await (const states of readStream<WatchState>(host, frames)) {
      for (const state of states) {
        const now = latest.current;
        if (!now || signal.aborted) return;
        const ended = state.rounds > rounds;
        rounds = state.rounds;
        // A round that failed leaves the result as it was.
        const fresh =
          ended && state.resultId !== now.result.id
            ? await host.queries.result({ id: state.resultId }, { signal })
            : null;
        if (signal.aborted) return;
        put(afterState(now, state, ended ? { at: Date.now(), result: fresh } : null));
        if (fresh) told.current(now.result.id, fresh.id);
      }
    }
  };
  const follow = (from: Watch): void => {
    reading.current?.abort();
    const stop = new AbortController();
    reading.current = stop;
    read(from, stop.signal)
      .catch((error: unknown) => {
        if (!stop.signal.aborted && error instanceof AppError)
          change({ error: { code: error.code, params: error.params } });
        else if (!stop.signal.aborted) change({ error: { code: 'internal', params: {} } });
      })
      .finally(() => {
        if (reading.current === stop && !stop.signal.aborted)
          change({ phase: 'ended', nextAt: null });
      });
  };
  const leave = (phase: 'paused' | 'ended'): void => {
    reading.current?.abort();
    change({ phase, nextAt: null });
  };
  return {
    watch,
    begin: (result, seconds, key) => {
      const next = beginWatch(result, seconds, key);
      put(next);
      follow(next);
    },
    pause: () => leave('paused'),
    resume: () => {
      if (!latest.current) return;
      change({ phase: 'waiting', error: null });
      follow(latest.current);
    },
    stop: () => leave('ended'),
    dismiss: () => {
      reading.current?.abort();
      put(null);
    },
  };
}
