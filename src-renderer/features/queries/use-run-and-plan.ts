import { useTranslation } from 'react-i18next';
import { isSameStatement, type HostClient, type Inputs } from '../../../src-main/contract/index';
import { useFrame, useHostMutation, useSettings } from '../workbench/index';
import type { AskedPlan, Connection } from './connections';

/** A statement with the values and types of its parameters. */
export type MeantStatement = Required<
  Pick<Inputs['queries']['run'], 'sql' | 'parameters' | 'types'>
>;

/** Sends what a console means: to be run, or to be planned only. */
export function useRunAndPlan({
  connection,
  title,
  saved,
  meant,
  onResult,
  onPlan,
}: {
  connection: Connection;
  /** Name of the saved query; empty without one. */
  title: string;
  /** The saved query and what this connection is sent of it. */
  saved: { id: string; opened: string } | null;
  meant: (host: HostClient) => Promise<MeantStatement>;
  onResult: (id: string) => void;
  onPlan: (plan: AskedPlan) => void;
}) {
  const settings = useSettings();
  const endpointId = connection.endpoint.id;
  const { t } = useTranslation('query-runs');
  const send = (host: HostClient, statement: MeantStatement) => {
    // A changed statement is no longer what was saved: neither its thresholds nor its key are for it.
    const own = saved !== null && isSameStatement(saved.opened, statement.sql);
    return host.queries.run({
      ...statement,
      endpointId,
      title: own || saved === null ? title : t('edited.name', { name: title }),
      ...(own ? { queryId: saved.id } : {}),
      maxRows: settings.queryMaxRows,
      timeoutMs: settings.queryTimeoutSeconds * 1000,
    });
  };
  const start = useHostMutation(async (host) => send(host, await meant(host)), {
    onSuccess: ({ id }) => onResult(id),
  });
  const show = (answer: Pick<AskedPlan, 'plan' | 'error'>): void => {
    const firstLine = answer.plan?.sql.trim().split('\n')[0] ?? '';
    onPlan({ endpointId, title: title === '' ? firstLine : title, ...answer });
    const { narrow, change } = useFrame.getState();
    change(narrow ? { drawerOpen: true } : { inspectorOpen: true });
  };
  const explain = useHostMutation(
    async (host) => host.queries.explain({ ...(await meant(host)), endpointId }),
    {
      onSuccess: (plan) => show({ plan, error: null }),
      onError: (error) => show({ plan: null, error }),
    },
  );
  return { start, explain, send };
}
