import { useTranslation } from 'react-i18next';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { Run, StepRun } from '../../../src-main/contract/index';
import {
  Button,
  cx,
  EmptyState,
  EnvironmentTag,
  formatFullTime,
  HostileText,
  KeyValueList,
  PanelHeader,
  plainDisplay,
  ProgressBar,
  Section,
} from '../../ui/index';
import { ClassTag, StateIcon } from './marks';
import { elapsedOf, rollbacksOf, type Cell } from './run-model';
import { useRunbooks } from './runbook-queries';
import { stepTime } from './step-time';
import { useRunbookView } from './view-store';
import { useWords } from './words';
import { useNow } from '../workbench/index';
import styles from './runbooks.module.css';

/** The chosen host's steps one below the other, as they go on; how to undo; in plain words. */
export function RunInspector({ panelId }: { panelId: string }) {
  const { t } = useTranslation('runbooks');
  const facts = useRunbookView((store) => store.facts[panelId]);
  return (
    <>
      <PanelHeader
        title={t('inspector.title')}
        actions={facts ? <ClassTag value={facts.run.class} /> : undefined}
      />
      {facts ? (
        <HostSteps panelId={panelId} run={facts.run} chosen={facts.chosen} />
      ) : (
        <EmptyState sentence={t('inspector.noRun')} />
      )}
    </>
  );
}

function HostSteps({ panelId, run, chosen }: { panelId: string; run: Run; chosen: Cell | null }) {
  const { t } = useTranslation('runbooks');
  const words = useWords();
  const runbook = useRunbooks().data?.find(({ id }) => id === run.runbookId);
  const choose = useRunbookView((store) => store.choose);
  const show = useRunbookView((store) => store.show);
  const now = useNow(run.state === 'running');
  const host = run.hosts.find(({ endpointId }) => endpointId === chosen?.endpointId);
  if (!host) return null;
  const document = runbook?.document;
  const undo = document && host.state === 'running' ? rollbacksOf(host, document) : [];
  const nameOf = (step: number): string => {
    const name = run.stepNames[step];
    return name ? words(name) : t('run.step', { number: step + 1 });
  };
  const row = (step: StepRun, rollback: boolean) => (
    <StepRow
      key={step.step}
      step={step}
      name={nameOf(step.step)}
      timeoutSeconds={document?.steps[step.step]?.timeoutSeconds}
      now={now}
      selected={chosen?.step === step.step && (chosen.rollback === true) === rollback}
      onChoose={() => choose(panelId, { endpointId: host.endpointId, step: step.step, rollback })}
    />
  );
  return (
    <>
      <div className={styles['inspectorHead']}>
        <h3 className={styles['inspectorTitle']}>{words(run.title)}</h3>
        <p className={styles['inspectorHost']}>
          <bdi className="fb-mono fb-ellipsis">{host.name}</bdi>
          <EnvironmentTag environment={host.environment} />
        </p>
      </div>
      <ol className={styles['runSteps']} aria-label={t('inspector.steps')}>
        {host.steps.map((step) => row(step, false))}
      </ol>
      {host.rollback.length > 0 && (
        <Section title={t('inspector.rollback')}>
          <ol className={styles['runSteps']}>{host.rollback.map((step) => row(step, true))}</ol>
        </Section>
      )}
      {undo.length > 0 && !run.dryRun && (
        <div className={styles['undo']}>
          <Button
            variant="danger"
            wide
            icon={<IconArrowBackUp aria-hidden="true" />}
            onClick={() => show({ kind: 'stop', run, endpointId: host.endpointId, rollBack: true })}
          >
            {t('stop.rollBackOne')}
          </Button>
          <code className="fb-small fb-muted fb-ellipsis">
            <HostileText text={undo[0]?.text.trim().split('\n')[0] ?? ''} />
          </code>
        </div>
      )}
      {document && (
        <Section title={t('inspector.plainWords')}>
          <p className={styles['plain']}>{words(document.description)}</p>
        </Section>
      )}
      <RunFactsList run={run} />
    </>
  );
}

function StepRow({
  step,
  name,
  timeoutSeconds,
  now,
  selected,
  onChoose,
}: {
  step: StepRun;
  name: string;
  timeoutSeconds: number | undefined;
  now: number;
  selected: boolean;
  onChoose: () => void;
}) {
  const { t } = useTranslation('runbooks');
  const elapsed = elapsedOf(step, now);
  const waiting = step.state === 'waiting';
  // The last line says most: a count, a verdict, an error.
  const lastLine = step.output.trimEnd().split('\n').at(-1) ?? '';
  return (
    <li>
      <button
        type="button"
        className={cx(styles['runStep'], selected && styles['runStepChosen'])}
        aria-current={selected}
        onClick={onChoose}
      >
        {waiting ? (
          <span className={styles['stepNumber']}>{step.step + 1}</span>
        ) : (
          <StateIcon state={step.state} />
        )}
        <span className={styles['stepBody']}>
          <span className={styles['runStepLine']}>
            <span className="fb-medium fb-ellipsis">{name}</span>
            <span className="fb-grow" />
            {elapsed !== null && <span className="fb-small fb-faint">{stepTime(elapsed)}</span>}
          </span>
          {!waiting && (
            <span className={cx('fb-small', styles[step.state])}>{t(`state.${step.state}`)}</span>
          )}
          {lastLine !== '' && (
            <code className="fb-small fb-muted fb-ellipsis">
              <HostileText text={lastLine} />
            </code>
          )}
          {step.state === 'running' && elapsed !== null && timeoutSeconds !== undefined && (
            <span className={styles['limit']}>
              <ProgressBar
                label={t('inspector.limit', { seconds: timeoutSeconds })}
                value={Math.min(1, elapsed / (timeoutSeconds * 1000))}
              />
              <span className="fb-tiny fb-faint">
                {t('inspector.limit', { seconds: timeoutSeconds })}
              </span>
            </span>
          )}
        </span>
      </button>
    </li>
  );
}

function RunFactsList({ run }: { run: Run }) {
  const { t } = useTranslation('runbooks');
  return (
    <Section title={t('inspector.provenance')}>
      <KeyValueList
        items={[
          {
            key: 'started',
            label: t('history.started'),
            value: formatFullTime(run.startedAt),
            mono: true,
          },
          ...(run.endedAt === null
            ? []
            : [
                {
                  key: 'ended',
                  label: t('inspector.ended'),
                  value: formatFullTime(run.endedAt),
                  mono: true,
                },
              ]),
          ...Object.entries(run.parameters).map(([name, value]) => ({
            key: `$${name}`,
            label: plainDisplay(name),
            value: <HostileText text={value} />,
            mono: true,
          })),
          ...(run.changeId === ''
            ? []
            : [
                {
                  key: 'change',
                  label: t('schedules.changeId'),
                  value: plainDisplay(run.changeId),
                  mono: true,
                },
              ]),
          ...(run.reason === ''
            ? []
            : [{ key: 'reason', label: t('inspector.reason'), value: plainDisplay(run.reason) }]),
          {
            key: 'runbook',
            label: t('inspector.text'),
            value: `SHA-256 ${run.sha256}`,
            mono: true,
          },
          {
            key: 'transcript',
            label: t('inspector.transcript'),
            value:
              run.transcriptSha256 === null
                ? t('inspector.noTranscript')
                : `SHA-256 ${run.transcriptSha256}`,
            mono: run.transcriptSha256 !== null,
          },
        ]}
      />
    </Section>
  );
}
