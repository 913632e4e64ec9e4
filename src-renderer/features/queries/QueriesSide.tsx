import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconHistory, IconSearch } from '@tabler/icons-react';
import { Busy, ErrorState, IconButton, PanelHeader, TextField } from '../../ui/index';
import { errorText, useActiveCase, useWorkbench } from '../workbench/index';
import { preferredConnection, useConnections, useConsoles } from './connections';
import { GroupsSection } from './runs/GroupsSection';
import { ConnectionsSection } from './side/ConnectionsSection';
import { OwnSection } from './side/OwnSection';
import { ResultsSection } from './side/ResultsSection';
import { ShippedSection } from './side/ShippedSection';
import styles from './queries.module.css';

/** Connections, own queries, shipped checks and the latest results. */
export function QueriesSide() {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const [text, setText] = useState('');
  const { connections, error, refetch } = useConnections();
  const activeCase = useActiveCase();
  const chosen = useConsoles((store) => store.chosen);
  const target = preferredConnection(connections ?? [], chosen, activeCase?.systemId ?? null);

  if (error) return <ErrorState what={errorText(error).what} onRetry={() => void refetch()} />;
  if (!connections) return <Busy text={t('loading')} />;
  return (
    <div className={styles['side']}>
      <PanelHeader
        title={t('side.title')}
        actions={
          <IconButton
            label={t('command.history')}
            icon={<IconHistory />}
            size="sm"
            onClick={() => workbench.run('queries.history')}
          />
        }
      />
      <div className={styles['filter']}>
        <TextField
          label={t('side.filter')}
          hideLabel
          placeholder={t('side.filter')}
          icon={<IconSearch />}
          value={text}
          onChange={setText}
        />
      </div>
      <div className={styles['sideList']}>
        <ConnectionsSection connections={connections} target={target} />
        <OwnSection text={text} target={target} />
        <ShippedSection text={text} target={target} />
        <GroupsSection />
        <ResultsSection />
      </div>
    </div>
  );
}
