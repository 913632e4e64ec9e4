import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dialect, HostClient, ResultState } from '../../../src-main/contract/index';
import { readStream } from '../../../src-main/contract/wire/index';
import { isCancellation, useHostMutation, useWorkbench } from '../workbench/index';
import type { MeantStatement } from './use-run-and-plan';
import { refusalText } from './VerdictTag';

/**
 * Runs the statements of a text in turn, each into a result of its own; ends at the first that does
 * not come to its end. Where one is refused, none is sent.
 */
export function useRunAll({
  dialect,
  sql,
  bind,
  send,
  onResult,
}: {
  dialect: Dialect;
  sql: string;
  /** Gives a statement the values of its parameters. */
  bind: (host: HostClient, sql: string) => Promise<MeantStatement>;
  send: (host: HostClient, statement: MeantStatement) => Promise<{ id: string }>;
  onResult: (id: string, first: boolean) => void;
}) {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const gone = useRef<AbortController>(null);
  useEffect(() => {
    const stop = new AbortController();
    gone.current = stop;
    return () => stop.abort();
  }, []);
  return useHostMutation(async (host) => {
    const signal = gone.current?.signal;
    const ranges = await host.queries.statements({ dialect, sql });
    // The text of one statement stays as it was saved.
    const statements =
      ranges.length < 2 ? [sql] : ranges.map(({ start, end }) => sql.slice(start, end));
    for (const [index, statement] of statements.entries()) {
      const verdict = await host.queries.classify({ dialect, sql: statement });
      if (verdict.verdict !== 'refused') continue;
      workbench.notify({
        tone: 'warn',
        title: t('console.allRefused', { number: index + 1 }),
        body: refusalText(t, verdict),
      });
      return;
    }
    for (const [index, statement] of statements.entries()) {
      const { id } = await send(host, await bind(host, statement));
      onResult(id, index === 0);
      if ((await endOf(host, id, signal)) !== 'done') return;
    }
  });
}

/** How a run ended; null when nobody waits for it any more. */
async function endOf(
  host: HostClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<ResultState['state'] | null> {
  try {
    let last: ResultState | undefined;
    const frames = host.queries.follow({ id }, signal ? { signal } : {});
    for await (const states of readStream<ResultState>(host, frames)) last = states.at(-1) ?? last;
    return last?.state ?? null;
  } catch (error) {
    if (signal?.aborted || isCancellation(error)) return null;
    throw error;
  }
}
