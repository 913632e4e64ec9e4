import { useEffect, useRef, useState } from 'react';
import type { Run } from '../../../src-main/contract/index';
import { readStream } from '../../../src-main/contract/wire/index';
import { isCancellation, useHost } from '../workbench/index';
import { OutputLines } from './run-model';

/** A run, followed until it ends. */
export function useRun(runId: string): { run: Run | null; error: unknown; retry: () => void } {
  const host = useHost();
  const [run, setRun] = useState<Run | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      const known = await host.runbooks.get({ id: runId }, { signal: stop.signal });
      setRun(known);
      setError(null);
      if (known.state !== 'running') return;
      const frames = host.runbooks.follow({ id: runId }, { signal: stop.signal });
      for await (const states of readStream<Run>(host, frames)) {
        const latest = states.at(-1);
        if (latest) setRun(latest);
      }
      // The last state may have come before the stream was opened.
      setRun(await host.runbooks.get({ id: runId }, { signal: stop.signal }));
    };
    follow().catch((failure: unknown) => {
      if (!stop.signal.aborted && !isCancellation(failure)) setError(failure);
    });
    return () => stop.abort();
  }, [host, runId, attempt]);
  return { run, error, retry: () => setAttempt((count) => count + 1) };
}

/** Output as far as it has come. The lines are one growing array; the revision tells of growth. */
export interface Output {
  lines: readonly string[];
  revision: number;
  /** All of it is here. */
  ended: boolean;
  error: unknown;
}

const nothing: Output = { lines: [], revision: 0, ended: false, error: null };
/** The screen is drawn at most so often while output pours in. */
const drawEveryMs = 100;

/**
 * Output of one step on one host from its beginning, as it comes.
 *
 * @param rollback what undid the step, rather than the step
 * @param begun the step has begun: before, there is nothing to read
 */
export function useOutput(
  runId: string,
  endpointId: string,
  step: number,
  rollback: boolean,
  begun: boolean,
): Output {
  const host = useHost();
  const [output, setOutput] = useState(nothing);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    if (!begun) return;
    const stop = new AbortController();
    const lines = new OutputLines();
    const draw = (ended: boolean, error: unknown = null): void => {
      if (timer.current) clearTimeout(timer.current);
      timer.current = null;
      if (stop.signal.aborted) return;
      setOutput(({ revision }) => ({ lines: lines.lines, revision: revision + 1, ended, error }));
    };
    const read = async (): Promise<void> => {
      const frames = host.runbooks.output(
        { id: runId, endpointId, step, rollback },
        { signal: stop.signal },
      );
      for await (const pieces of readStream<string>(host, frames)) {
        for (const piece of pieces) lines.append(piece);
        timer.current ??= setTimeout(() => draw(false), drawEveryMs);
      }
      draw(true);
    };
    read().catch((failure: unknown) => {
      if (!isCancellation(failure)) draw(false, failure);
    });
    return () => {
      stop.abort();
      if (timer.current) clearTimeout(timer.current);
      timer.current = null;
    };
  }, [host, runId, endpointId, step, rollback, begun]);
  return output;
}
