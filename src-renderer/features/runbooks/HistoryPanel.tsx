import { useEffect, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconSearch } from '@tabler/icons-react';
import type { Run } from '../../../src-main/contract/index';
import {
  Busy,
  EmptyState,
  ErrorState,
  formatDuration,
  formatMoment,
  Segmented,
  Tag,
  TextField,
  Toolbar,
  ToolbarSpacer,
} from '../../ui/index';
import {
  CommandButton,
  errorText,
  usePanelTab,
  useWorkbench,
  type PanelProps,
} from '../workbench/index';
import { StateMark } from './marks';
import { openRun } from './open';
import { countStates } from './run-model';
import { useRunbooks, useRuns } from './runbook-queries';
import { useNow } from './use-now';
import { useRunbookView } from './view-store';
import { useWords } from './words';
import styles from './runbooks.module.css';

/** Runs of this profile, newest first: of one runbook, or all. */
export default function HistoryPanel({ params }: PanelProps) {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const words = useWords();
  const runbookId = typeof params['runbookId'] === 'string' ? params['runbookId'] : undefined;
  const { data: runs, error, refetch } = useRuns(runbookId);
  const runbook = useRunbooks().data?.find(({ id }) => id === runbookId);
  const [text, setText] = useState('');
  const [scope, setScope] = useState<'all' | 'trouble'>('all');
  const title = runbook
    ? t('history.titleOf', { title: words(runbook.document.title) })
    : t('history.title');
  usePanelTab({ title });

  const wanted = text.normalize('NFKC').toLowerCase();
  const shown = (runs ?? []).filter(
    (run) =>
      (scope === 'all' || (run.state !== 'done' && run.state !== 'running')) &&
      [words(run.title), run.changeId, ...run.hosts.flatMap(({ name, host }) => [name, host])]
        .join('\n')
        .normalize('NFKC')
        .toLowerCase()
        .includes(wanted),
  );
  return (
    <div className={styles['panel']}>
      <Toolbar label={t('history.tools')}>
        <div className={styles['search']}>
          <TextField
            label={t('history.search')}
            hideLabel
            placeholder={t('history.search')}
            icon={<IconSearch />}
            value={text}
            onChange={setText}
          />
        </div>
        <Segmented
          label={t('history.scope')}
          hideLabel
          value={scope}
          options={[
            { value: 'all', label: t('history.all') },
            { value: 'trouble', label: t('history.trouble') },
          ]}
          onChange={setScope}
        />
        <ToolbarSpacer />
        <CommandButton command="runbooks.schedules" label={t('schedules.title')} />
      </Toolbar>
      {error ? (
        <ErrorState {...errorText(error)} onRetry={() => void refetch()} />
      ) : !runs ? (
        <Busy text={t('loading')} />
      ) : shown.length === 0 ? (
        <EmptyState
          sentence={runs.length === 0 ? t('history.empty') : t('history.nothingFound')}
          action={
            runs.length === 0
              ? { label: t('library.title'), onClick: () => workbench.run('runbooks.open') }
              : {
                  label: t('library.showAll'),
                  onClick: () => {
                    setText('');
                    setScope('all');
                  },
                }
          }
        />
      ) : (
        <RunTable runs={shown} label={title} />
      )}
    </div>
  );
}

function RunTable({ runs, label }: { runs: readonly Run[]; label: string }) {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const words = useWords();
  const [selected, setSelected] = useState(0);
  const select = useRunbookView((store) => store.select);
  const now = useNow(runs.some(({ state }) => state === 'running'));
  const index = Math.min(selected, runs.length - 1);
  const shownId = runs[index]?.runbookId;
  useEffect(() => {
    if (shownId !== undefined) select(shownId);
  }, [select, shownId]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Record<string, number> = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      Home: -runs.length,
      End: runs.length,
    };
    const step = steps[event.key];
    const run = runs[index];
    if (step !== undefined) {
      const next = Math.max(0, Math.min(runs.length - 1, index + step));
      setSelected(next);
      event.currentTarget.querySelectorAll('tbody tr')[next]?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && run) openRun(workbench, run);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={styles['scroll']} data-page-focus>
      <table
        className={styles['table']}
        role="grid"
        aria-label={label}
        aria-rowcount={runs.length}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr>
            <th scope="col">{t('history.started')}</th>
            <th scope="col">{t('schedules.runbook')}</th>
            <th scope="col">{t('history.state')}</th>
            <th scope="col">{t('runbook.targets')}</th>
            <th scope="col">{t('history.duration')}</th>
            <th scope="col">{t('history.by')}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run, row) => {
            const counts = countStates(run.hosts);
            const [only] = run.hosts;
            return (
              <tr
                key={run.id}
                aria-selected={row === index}
                onClick={() => setSelected(row)}
                onDoubleClick={() => openRun(workbench, run)}
              >
                <td className="fb-muted">{formatMoment(run.startedAt)}</td>
                <td title={words(run.title)}>
                  <span className="fb-row">
                    <span className="fb-ellipsis fb-medium">{words(run.title)}</span>
                    {run.dryRun && <Tag tone="info">{t('run.dryRun')}</Tag>}
                    {run.changeId !== '' && <Tag tone="warn">{run.changeId}</Tag>}
                  </span>
                </td>
                <td>
                  <StateMark state={run.state} />
                </td>
                <td title={run.hosts.map(({ name }) => name).join('\n')}>
                  {run.hosts.length === 1 && only ? (
                    <bdi className="fb-mono fb-small">{only.name}</bdi>
                  ) : (
                    <span className="fb-small">
                      {t('run.hosts', { count: run.hosts.length, hosts: run.hosts.length })}
                      {counts.failed > 0 && (
                        <span className={styles['failed']}>
                          {' · '}
                          {t('run.count.failed', { count: counts.failed })}
                        </span>
                      )}
                    </span>
                  )}
                </td>
                <td className="fb-mono">{formatDuration((run.endedAt ?? now) - run.startedAt)}</td>
                <td className="fb-muted">{t(`run.startedBy.${run.startedBy}`)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
