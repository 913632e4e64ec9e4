import { useTranslation } from 'react-i18next';
import { Busy, EmptyState } from '../../ui/index';
import { useViewState, useWorkbench, type PanelProps } from '../workbench/index';
import { useConnections, useOpenedQuery } from './connections';
import { Console } from './Console';
import { draftKey, readDraft, sentBefore, writeDraft } from './console-draft';

/** A console on one database: statement, parameters, verdict, result. */
export default function ConsolePanel({ params, panelId }: PanelProps) {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const { connections } = useConnections();
  const endpointId = typeof params['endpointId'] === 'string' ? params['endpointId'] : '';
  const queryId = params['queryId'];
  const { data: opened } = useOpenedQuery(
    typeof queryId === 'string' ? queryId : undefined,
    endpointId,
  );
  const draft = useViewState(draftKey(panelId), 400);
  const connection = connections?.find(({ endpoint }) => endpoint.id === endpointId);
  if (!connections || opened === undefined || !draft.loaded) return <Busy text={t('loading')} />;
  if (!connection) {
    return (
      <EmptyState
        sentence={t('console.connectionGone')}
        action={{
          label: t('console.showSystems'),
          onClick: () => workbench.showActivity('systems'),
        }}
      />
    );
  }
  return (
    <Console
      panelId={panelId}
      connection={connection}
      query={opened?.query}
      opened={opened?.sql ?? ''}
      initial={
        readDraft(draft.initial, opened?.sql) ??
        sentBefore(params) ?? { sql: opened?.sql ?? '', parameters: {}, resultId: null }
      }
      onDraft={(next) => draft.save(writeDraft(next, opened?.sql))}
    />
  );
}
