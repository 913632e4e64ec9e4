import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArrowDown, IconPlayerPause, IconPlayerStop } from '@tabler/icons-react';
import type { Failure, HostRun, Run, StepRun, Words } from '../../../src-main/contract/index';
import {
  Button,
  emptySelection,
  ErrorState,
  formatBytes,
  formatCount,
  HostileText,
  LogList,
  selectionRows,
  selectionSize,
  Toolbar,
  type LogListHandle,
} from '../../ui/index';
import { ConnectionError } from '../ssh/index';
import {
  errorText,
  failureOf,
  useCommand,
  useEvidenceSource,
  useWorkbench,
} from '../workbench/index';
import { StateMark } from './marks';
import { useOutput } from './use-run';
import { useWholeRun } from './use-whole-run';
import { useRunbookView } from './view-store';
import { useWords } from './words';
import { CommandText } from './CommandText';
import styles from './runbooks.module.css';

/** More lines than this are taken as the whole transcript instead. */
const mostSelected = 20_000;

/** What one step says on one host, as it comes. */
export function StepOutput({
  run,
  host,
  step,
  rollback,
  name,
}: {
  run: Run;
  host: HostRun;
  step: StepRun;
  /** This is what undid the step. */
  rollback: boolean;
  name: Words | undefined;
}) {
  const { t } = useTranslation('runbooks');
  const words = useWords();
  const show = useRunbookView((store) => store.show);
  const list = useRef<LogListHandle>(null);
  const begun = step.startedAt !== null;
  const { lines, ended, error } = useOutput(run.id, host.endpointId, step.step, rollback, begun);
  const [follow, setFollow] = useState(step.state === 'running');
  const [frozen, setFrozen] = useState<number | null>(null);
  const [selection, setSelection] = useState(emptySelection);
  const paused = frozen !== null;
  const shown = frozen ?? lines.length;
  const cut = step.outputCut && ended && !paused;
  // The note that the rest was not kept is a row of its own at the end.
  const rows = shown + (cut ? 1 : 0);
  const plainName = name ? words(name) : t('run.step', { number: step.step + 1 });
  const stepName = rollback ? t('run.rollbackOf', { name: plainName }) : plainName;

  const pause = (): void => {
    setFrozen(paused ? null : lines.length);
    setFollow(paused);
  };
  const toEnd = (): void => {
    setFrozen(null);
    setFollow(true);
  };
  useCommand({
    id: 'runbooks.follow',
    titleKey: 'runbooks:command.follow',
    icon: IconArrowDown,
    keys: 'F',
    run: toEnd,
  });
  useCommand({
    id: 'runbooks.pause',
    titleKey: 'runbooks:command.pause',
    icon: IconPlayerPause,
    keys: 'Space',
    run: pause,
  });

  const selected = selectionSize(selection);
  const whole = useWholeRun(run);
  useEvidenceSource(
    useMemo(() => {
      if (selected > 0 && selected <= mostSelected) {
        return {
          source: () => ({
            kind: 'transcript' as const,
            origin: 'run' as const,
            id: run.id,
            selection: [...selectionRows(selection)]
              .map((row) => lines[row])
              .filter((line) => line !== undefined)
              .join('\n'),
          }),
          label: t('evidence.lines', {
            count: selected,
            lines: formatCount(selected),
            name: host.name,
          }),
        };
      }
      return whole;
      // oxlint-disable-next-line react-hooks/exhaustive-deps -- lines do not change under a selection
    }, [selected, selection, whole, run.id, host.name, t]),
  );

  const failure = step.error ?? (begun ? null : host.error);
  return (
    <div className={styles['output']}>
      <Toolbar label={t('run.outputTools')}>
        <StateMark state={step.state} />
        <bdi className="fb-mono fb-strong">{host.name}</bdi>
        <span className="fb-muted fb-ellipsis">{stepName}</span>
        {step.exitCode !== null && (
          <code className="fb-small">{t('run.exit', { code: step.exitCode })}</code>
        )}
        {step.signal !== null && <code className="fb-small">{step.signal}</code>}
        <span className="fb-grow" />
        {host.state === 'running' && (
          <Button
            icon={<IconPlayerStop aria-hidden="true" />}
            onClick={() =>
              show({ kind: 'stop', run, endpointId: host.endpointId, rollBack: false })
            }
          >
            {t('stop.one')}
          </Button>
        )}
        <Button
          icon={<IconArrowDown aria-hidden="true" />}
          kbd="F"
          pressed={follow && !paused}
          onClick={toEnd}
        >
          {t('run.follow')}
        </Button>
        {!ended && (
          <Button
            icon={<IconPlayerPause aria-hidden="true" />}
            kbd="Space"
            pressed={paused}
            onClick={pause}
          >
            {paused
              ? t('run.paused', {
                  count: lines.length - shown,
                  waiting: formatCount(lines.length - shown),
                })
              : t('run.pause')}
          </Button>
        )}
      </Toolbar>
      {step.command !== '' && <CommandLine command={step.command} />}
      {failure && <StepFailure failure={failure} endpointId={host.endpointId} run={run} />}
      {error !== null && <ErrorState {...errorText(error)} />}
      <div className={styles['outputLines']}>
        <LogList
          label={t('run.outputOf', { host: host.name, step: stepName })}
          lineCount={rows}
          getLine={(line) =>
            line < shown
              ? { text: lines[line] ?? '' }
              : { text: t('run.cut'), note: { tone: 'warn' } }
          }
          follow={follow && !paused}
          onFollowChange={setFollow}
          selection={selection}
          onSelectionChange={setSelection}
          showTime={false}
          showLevel={false}
          wrap
          emptyText={t(`run.nothing.${reasonOfSilence(step, run)}`)}
          handle={list}
        />
      </div>
      <div className={styles['footer']}>
        <span>{t('run.lines', { count: lines.length, lines: formatCount(lines.length) })}</span>
        <span>{formatBytes(step.outputBytes)}</span>
        {selected > 0 && (
          <span>{t('run.selected', { count: selected, lines: formatCount(selected) })}</span>
        )}
      </div>
    </div>
  );
}

/** Exactly what was sent; one line until it is wanted in full. */
function CommandLine({ command }: { command: string }) {
  const { t } = useTranslation('runbooks');
  const [open, setOpen] = useState(false);
  return (
    <details
      className={styles['sent']}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <span>{t('run.sent')}</span>
        {!open && (
          <code className="fb-ellipsis">
            <HostileText text={command.trim().split('\n')[0] ?? ''} />
          </code>
        )}
      </summary>
      <CommandText text={command} />
    </details>
  );
}

function StepFailure({
  failure,
  endpointId,
  run,
}: {
  failure: Failure;
  endpointId: string;
  run: Run;
}) {
  const workbench = useWorkbench();
  const error = failureOf(failure);
  if (failure.code.startsWith('ssh.')) {
    return (
      <ConnectionError
        error={error}
        endpointId={endpointId}
        onRetry={() =>
          workbench.run('runbooks.open', {
            runbookId: run.runbookId,
            endpointIds: [endpointId],
            parameters: run.parameters,
          })
        }
      />
    );
  }
  const { what, next, details } = errorText(error);
  return <ErrorState what={what} next={next} details={details} />;
}

/** Why there is no output to read. */
function reasonOfSilence(
  step: StepRun,
  run: Run,
): 'yet' | 'silent' | 'skipped' | 'waiting' | 'never' {
  if (step.startedAt !== null) return step.state === 'running' ? 'yet' : 'silent';
  if (step.state === 'skipped') return 'skipped';
  return run.state === 'running' ? 'waiting' : 'never';
}
