import { useTranslation } from 'react-i18next';
import { Busy, EmptyState, EnvironmentBanner, NoteBlock } from '../../ui/index';
import { usePanelTab, useWorkbench, type PanelProps } from '../workbench/index';
import { useConnections } from './connections';
import { ResultView } from './ResultView';
import { useResult } from './use-run';
import styles from './queries.module.css';

/** A kept result, read from this device without any connection. */
export default function ResultPanel({ params }: PanelProps) {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const { result, missing } = useResult(String(params['resultId']));
  const { connections } = useConnections();
  const connection = connections?.find(({ endpoint }) => endpoint.id === result?.endpointId);
  usePanelTab({
    ...(result ? { title: result.title || t('result.untitled') } : {}),
    systemId: connection?.system.id,
  });
  if (missing) {
    return (
      <EmptyState
        sentence={t('result.gone')}
        action={{ label: t('side.title'), onClick: () => workbench.showActivity('queries') }}
      />
    );
  }
  if (!result) return <Busy text={t('loading')} />;
  return (
    <div className={styles['panel']}>
      {connection && (
        <EnvironmentBanner
          environment={connection.system.environment}
          right="none"
          rightText={t('result.offline')}
          host={`${result.database} @ ${connection.detail.host}`}
          account={result.username}
        />
      )}
      <NoteBlock tone="info">
        <code className={styles['statement']}>{result.sql}</code>
      </NoteBlock>
      <ResultView key={result.id} result={result} />
    </div>
  );
}
