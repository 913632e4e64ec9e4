import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../../src-main/contract/index';
import {
  Busy,
  ErrorState,
  formatDuration,
  formatMoment,
  NoteBlock,
  ProgressBar,
  SplitPane,
  TabStrip,
  Tag,
  useAnnounce,
} from '../../ui/index';
import {
  errorText,
  type PanelProps,
  useCloseGuard,
  useNow,
  usePanelTab,
  useWorkbench,
} from '../workbench/index';
import { StateMark } from './marks';
import { openRun } from './open';
import {
  cellKey,
  cellOfInterest,
  countStates,
  progressOf,
  stepOfCell,
  type HostState,
} from './run-model';
import { RunMatrix } from './RunMatrix';
import { RunReport } from './RunReport';
import { RunTools } from './RunTools';
import { StepOutput } from './StepOutput';
import { useRun } from './use-run';
import { useRunbookView } from './view-store';
import { useWords } from './words';
import styles from './runbooks.module.css';

/** A run as it happens, and its report afterwards. */
export default function RunPanel({ params, panelId }: PanelProps) {
  const { t } = useTranslation('runbooks');
  const words = useWords();
  const { run, error, retry } = useRun(String(params['runId']));
  const running = run?.state === 'running';
  usePanelTab({
    // The time tells it from the page of the runbook and from other runs.
    title: run ? `${words(run.title)} · ${formatMoment(run.startedAt)}` : t('run.title'),
    production: run?.hosts.some(({ environment }) => environment === 'production') ?? false,
    unsaved: running,
  });
  useLeaveGoing(run);
  if (error && !run) return <ErrorState {...errorText(error)} onRetry={retry} />;
  if (!run) return <Busy text={t('loading')} />;
  return (
    <>
      {error !== null && <ErrorState {...errorText(error)} onRetry={retry} />}
      <RunView key={run.id} run={run} panelId={panelId} />
    </>
  );
}

/** Closing the page leaves the run going, and says so. */
function useLeaveGoing(run: Run | null): void {
  const workbench = useWorkbench();
  useCloseGuard(() => {
    if (run?.state === 'running') {
      workbench.notify({
        id: `run-goes-on-${run.id}`,
        tone: 'info',
        title: workbench.text('runbooks:run.goesOn'),
        body: workbench.text('runbooks:run.goesOnDetail'),
        timeoutMs: 12_000,
        actions: [
          {
            label: workbench.text('runbooks:run.show'),
            onClick: () => openRun(workbench, run),
          },
        ],
      });
    }
    return true;
  });
}

function RunView({ run, panelId }: { run: Run; panelId: string }) {
  const { t } = useTranslation('runbooks');
  const announce = useAnnounce();
  const report = useRunbookView((store) => store.report);
  const own = useRunbookView((store) => store.cells[panelId] ?? null);
  const choose = useRunbookView((store) => store.choose);
  const [tab, setTab] = useState<'output' | 'report'>('output');
  const [height, setHeight] = useState(() => matrixHeight(run));
  const running = run.state === 'running';
  const now = useNow(running);

  // Until somebody chooses, the eye is led to what needs it.
  const chosen = own ?? cellOfInterest(run);
  const shown = stepOfCell(run, chosen);
  const chosenKey = cellKey(chosen);

  useEffect(() => {
    report(panelId, { run, chosen });
    // The chosen cell is a new object with every state; its words say whether it changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [report, panelId, run, chosenKey]);
  useEffect(() => () => report(panelId, null), [report, panelId]);
  const [first] = useState(run.state);
  useEffect(() => {
    if (first === 'running' && run.state !== 'running') announce(t(`run.ended.${run.state}`));
  }, [announce, t, first, run.state]);

  return (
    <div className="fb-page">
      <RunHead run={run} now={now} />
      <RunTools run={run} />
      {run.hosts.some(({ state }) => state === 'unknown') && (
        <div className={styles['note']}>
          <NoteBlock tone="warn" title={t('run.unknownTitle')}>
            {t('run.unknown')}
          </NoteBlock>
        </div>
      )}
      <div className={styles['split']}>
        <SplitPane
          label={t('run.matrix')}
          direction="column"
          fixed="first"
          size={height}
          min={84}
          max={600}
          onSizeChange={setHeight}
          first={
            <RunMatrix
              run={run}
              chosen={chosen}
              now={now}
              onChoose={(cell) => choose(panelId, cell)}
            />
          }
          second={
            <div className={styles['lower']} data-region="dock-part" tabIndex={-1}>
              <TabStrip
                label={t('run.views')}
                tabs={[
                  { id: 'output', label: t('run.output') },
                  { id: 'report', label: t('run.report') },
                ]}
                activeId={tab}
                onChange={(next) => setTab(next === 'report' ? 'report' : 'output')}
              />
              {tab === 'report' ? (
                <RunReport run={run} />
              ) : shown ? (
                <StepOutput
                  key={chosenKey}
                  run={run}
                  host={shown.host}
                  step={shown.step}
                  rollback={chosen?.rollback === true}
                  name={run.stepNames[shown.step.step]}
                />
              ) : null}
            </div>
          }
        />
      </div>
    </div>
  );
}

/** Room for a few hosts at first; more scroll, and the bar can be moved. */
function matrixHeight(run: Run): number {
  return Math.min(260, 30 + 30 * run.hosts.length + 2);
}

const countedStates: readonly HostState[] = [
  'failed',
  'unknown',
  'cancelled',
  'running',
  'waiting',
  'done',
];

function RunHead({ run, now }: { run: Run; now: number }) {
  const { t } = useTranslation('runbooks');
  const words = useWords();
  const counts = countStates(run.hosts);
  const running = run.state === 'running';
  return (
    <header className={styles['runHead']}>
      <div className={styles['headLine']}>
        <h1 className="fb-title" title={words(run.title)}>
          {words(run.title)}
        </h1>
        {run.dryRun && (
          <Tag tone="info" title={t('run.dryRunFull')}>
            {t('run.dryRun')}
          </Tag>
        )}
        {run.changeId !== '' && <Tag tone="warn">{run.changeId}</Tag>}
        <span className={styles['runState']}>
          <StateMark state={run.state} />
        </span>
        <span className="fb-mono">{formatDuration((run.endedAt ?? now) - run.startedAt)}</span>
      </div>
      <div className={styles['headFacts']} aria-live="polite">
        <span>{t('runbook.version', { version: run.version })}</span>
        <span>{t(`run.startedBy.${run.startedBy}`)}</span>
        <span className="fb-strong">
          {t('run.hosts', { count: run.hosts.length, hosts: run.hosts.length })}
        </span>
        {countedStates.map(
          (state) =>
            counts[state] > 0 && (
              <span key={state} className={styles[state]}>
                {t(`run.count.${state}`, { count: counts[state] })}
              </span>
            ),
        )}
      </div>
      {running && <ProgressBar label={words(run.title)} value={progressOf(run)} />}
    </header>
  );
}
