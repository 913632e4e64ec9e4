import { useTranslation } from 'react-i18next';
import {
  IconArrowBackUp,
  IconDownload,
  IconDots,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefreshAlert,
} from '@tabler/icons-react';
import type { Run } from '../../../src-main/contract/index';
import { Button, downloadText, IconButton, Menu, Toolbar } from '../../ui/index';
import { AddEvidenceButton, useCommand, useWorkbench, type Workbench } from '../workbench/index';
import { hostsToRepeat } from './run-model';
import { fetchReport } from './RunReport';
import { useRunbooks } from './runbook-queries';
import { useRunbookView } from './view-store';
import styles from './runbooks.module.css';

/** Stop, roll back, again, export, into the case. */
export function RunTools({ run }: { run: Run }) {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const { data: runbooks } = useRunbooks();
  const show = useRunbookView((store) => store.show);
  const running = run.state === 'running';
  const repeat = hostsToRepeat(run);
  const steps = runbooks?.find(({ id }) => id === run.runbookId)?.document.steps ?? [];
  const reversible = !run.dryRun && steps.some(({ rollback }) => rollback !== undefined);

  const again = (failedOnly: boolean): void =>
    workbench.run('runbooks.open', {
      runbookId: run.runbookId,
      endpointIds: (failedOnly ? repeat : run.hosts).map(({ endpointId }) => endpointId),
      parameters: run.parameters,
    });
  useCommand({
    id: 'runbooks.stop',
    titleKey: 'runbooks:command.stop',
    icon: IconPlayerStop,
    when: () => (running ? true : 'runbooks:reason.ended'),
    run: () => show({ kind: 'stop', run, endpointId: null, rollBack: false }),
  });

  return (
    <Toolbar label={t('run.tools')}>
      {running ? (
        <>
          <Button
            icon={<IconPlayerStop aria-hidden="true" />}
            onClick={() => show({ kind: 'stop', run, endpointId: null, rollBack: false })}
          >
            {t('stop.all')}
          </Button>
          {reversible && (
            <Button
              variant="danger"
              icon={<IconArrowBackUp aria-hidden="true" />}
              onClick={() => show({ kind: 'stop', run, endpointId: null, rollBack: true })}
            >
              {t('stop.rollBack')}
            </Button>
          )}
        </>
      ) : (
        <>
          <Button icon={<IconPlayerPlay aria-hidden="true" />} onClick={() => again(false)}>
            {t('run.again')}
          </Button>
          {repeat.length > 0 && repeat.length < run.hosts.length && (
            <Button icon={<IconRefreshAlert aria-hidden="true" />} onClick={() => again(true)}>
              {t('run.againFailed', { count: repeat.length })}
            </Button>
          )}
        </>
      )}
      <span className={styles['toolsEnd']}>
        {!running && (
          <Menu
            label={t('run.reportMenu')}
            trigger={
              <IconButton label={t('run.reportMenu')} icon={<IconDots aria-hidden="true" />} />
            }
            items={[
              {
                id: 'export',
                label: t('run.exportReport'),
                icon: <IconDownload aria-hidden="true" />,
                onSelect: () => void exportReport(workbench, run.id),
              },
            ]}
          />
        )}
        <AddEvidenceButton />
      </span>
    </Toolbar>
  );
}

async function exportReport(workbench: Workbench, runId: string): Promise<void> {
  try {
    const { fileName, text } = await fetchReport(workbench.host, runId);
    downloadText(fileName, 'text/markdown', text);
  } catch (error) {
    workbench.reportError(error);
  }
}
