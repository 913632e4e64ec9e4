import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconSearch } from '@tabler/icons-react';
import type { Run } from '../../../src-main/contract/index';
import {
  Busy,
  EmptyState,
  ErrorState,
  formatDuration,
  formatMoment,
  ItemTable,
  Segmented,
  Tag,
  TextField,
  Toolbar,
  ToolbarSpacer,
} from '../../ui/index';
import {
  CommandButton,
  errorText,
  type PanelProps,
  useNow,
  usePanelTab,
  useWorkbench,
} from '../workbench/index';
import { StateMark } from './marks';
import { openRun } from './open';
import { countStates } from './run-model';
import { useRunbooks, useRuns } from './runbook-queries';
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
    <div className="fb-page">
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
  const [selected, setSelected] = useState<string>();
  const select = useRunbookView((store) => store.select);
  const now = useNow(runs.some(({ state }) => state === 'running'));
  const shownId = (runs.find(({ id }) => id === selected) ?? runs[0])?.runbookId;
  useEffect(() => {
    if (shownId !== undefined) select(shownId);
  }, [select, shownId]);
  return (
    <ItemTable
      label={label}
      items={runs}
      itemId={({ id }) => id}
      selectedId={selected}
      onSelect={setSelected}
      onActivate={(run) => openRun(workbench, run)}
      columns={[
        {
          id: 'started',
          title: t('history.started'),
          width: 124,
          cell: ({ startedAt }) => <span className="fb-muted">{formatMoment(startedAt)}</span>,
        },
        {
          id: 'runbook',
          title: t('schedules.runbook'),
          hover: (run) => words(run.title),
          cell: (run) => (
            <span className="fb-row">
              <span className="fb-ellipsis fb-medium">{words(run.title)}</span>
              {run.dryRun && <Tag tone="info">{t('run.dryRun')}</Tag>}
              {run.changeId !== '' && <Tag tone="warn">{run.changeId}</Tag>}
            </span>
          ),
        },
        {
          id: 'state',
          title: t('history.state'),
          width: 128,
          cell: ({ state }) => <StateMark state={state} />,
        },
        {
          id: 'targets',
          title: t('runbook.targets'),
          width: '20%',
          hover: ({ hosts }) => hosts.map(({ name }) => name).join(' · '),
          cell: (run) => <RunTargets run={run} />,
        },
        {
          id: 'duration',
          title: t('history.duration'),
          width: 84,
          cell: (run) => (
            <span className="fb-mono">{formatDuration((run.endedAt ?? now) - run.startedAt)}</span>
          ),
        },
        {
          id: 'by',
          title: t('history.by'),
          width: 92,
          cell: ({ startedBy }) => (
            <span className="fb-muted">{t(`run.startedBy.${startedBy}`)}</span>
          ),
        },
      ]}
    />
  );
}

/** The host of a run, or how many and how many of them failed. */
function RunTargets({ run }: { run: Run }) {
  const { t } = useTranslation('runbooks');
  const [only] = run.hosts;
  if (run.hosts.length === 1 && only) return <bdi className="fb-mono fb-small">{only.name}</bdi>;
  const { failed } = countStates(run.hosts);
  return (
    <span className="fb-small">
      {t('run.hosts', { count: run.hosts.length, hosts: run.hosts.length })}
      {failed > 0 && (
        <span className={styles['failed']}>
          {' · '}
          {t('run.count.failed', { count: failed })}
        </span>
      )}
    </span>
  );
}
