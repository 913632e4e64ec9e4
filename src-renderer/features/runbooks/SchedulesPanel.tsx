import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import type { Runbook, ScheduleState } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  Checkbox,
  ConfirmDialog,
  cx,
  EmptyState,
  ErrorState,
  formatMoment,
  IconButton,
  NoteBlock,
  Toolbar,
  ToolbarSpacer,
} from '../../ui/index';
import {
  CommandButton,
  errorText,
  failureOf,
  useCurrentInventory,
  useHostMutation,
  useHostQuery,
  usePanelTab,
  useWorkbench,
} from '../workbench/index';
import { StateMark } from './marks';
import { useRunbooks, useSchedules } from './runbook-queries';
import { whenText } from './schedule-model';
import { useRunbookView } from './view-store';
import { useWords } from './words';
import styles from './runbooks.module.css';

/** Runbooks that run by the clock while the workbench or `serve` is open. */
export default function SchedulesPanel() {
  const { t } = useTranslation('runbooks');
  const { data: schedules, error, refetch } = useSchedules();
  const { data: runbooks } = useRunbooks();
  const show = useRunbookView((store) => store.show);
  usePanelTab({ title: t('schedules.title') });
  const add = (): void => show({ kind: 'schedule', schedule: null });

  if (error) return <ErrorState {...errorText(error)} onRetry={() => void refetch()} />;
  if (!schedules) return <Busy text={t('loading')} />;
  return (
    <div className="fb-page">
      <Toolbar label={t('schedules.tools')}>
        <Button variant="primary" icon={<IconPlus aria-hidden="true" />} onClick={add}>
          {t('schedules.add')}
        </Button>
        <CommandButton command="runbooks.history" label={t('history.title')} />
        <ToolbarSpacer />
        <Owner schedules={schedules} />
      </Toolbar>
      {schedules.length === 0 ? (
        <EmptyState
          sentence={t('schedules.empty')}
          detail={t('schedules.emptyDetail')}
          action={{ label: t('schedules.add'), onClick: add }}
        />
      ) : (
        <div className="fb-scroll">
          {schedules.map((state) => (
            <Missed key={state.schedule.id} state={state} runbooks={runbooks} />
          ))}
          <ScheduleTable schedules={schedules} runbooks={runbooks} />
          <p className={styles['hint']}>{t('schedules.emptyDetail')}</p>
        </div>
      )}
    </div>
  );
}

/** Which program runs the schedules: one per profile does. */
function Owner({ schedules }: { schedules: readonly ScheduleState[] }) {
  const { t } = useTranslation('runbooks');
  const { data: leases } = useHostQuery(['leases', 'list'], (host) => host.leases.list());
  const lease = leases?.find(({ name }) => name === 'schedules');
  const here = lease?.mine ?? schedules.some(({ ownedHere }) => ownedHere);
  if (here) return <span className="fb-small fb-muted">{t('schedules.ownedHere')}</span>;
  if (!lease) return null;
  return (
    <span className="fb-small fb-muted">
      {t('schedules.ownedElsewhere', { pid: lease.pid, face: t(`schedules.face.${lease.face}`) })}
    </span>
  );
}

function useTitleOf(runbooks: readonly Runbook[] | undefined): (runbookId: string) => string {
  const words = useWords();
  return (runbookId) => {
    const runbook = runbooks?.find(({ id }) => id === runbookId);
    return runbook ? words(runbook.document.title) : runbookId;
  };
}

/** Times that were not run, and why the last one could not start, until somebody saw it. */
function Missed({
  state,
  runbooks,
}: {
  state: ScheduleState;
  runbooks: readonly Runbook[] | undefined;
}) {
  const { t } = useTranslation('runbooks');
  const titleOf = useTitleOf(runbooks);
  const see = useHostMutation((host) => host.runbooks.seeMissed({ id: state.schedule.id }));
  const { missed, overlapped, error, schedule } = state;
  const title = titleOf(schedule.runbookId);
  const seen = (
    <Button busy={see.isPending} onClick={() => see.mutate()}>
      {t('schedules.seen')}
    </Button>
  );
  const last = missed.at(-1);
  const lastOverlap = overlapped.at(-1);
  return (
    <>
      {error && (
        <div className={styles['note']}>
          <NoteBlock tone="error" title={t('schedules.notStarted', { title })}>
            {errorText(failureOf(error)).what}
          </NoteBlock>
        </div>
      )}
      {last !== undefined && (
        <div className={styles['note']}>
          <NoteBlock
            tone="warn"
            title={t('schedules.missed', { title, count: missed.length })}
            actions={seen}
          >
            {t('schedules.missedDetail', { time: formatMoment(last) })}
          </NoteBlock>
        </div>
      )}
      {lastOverlap !== undefined && (
        <div className={styles['note']}>
          <NoteBlock
            tone="warn"
            title={t('schedules.overlapped', { title, count: overlapped.length })}
            actions={last === undefined ? seen : undefined}
          >
            {t('schedules.overlappedDetail', { time: formatMoment(lastOverlap) })}
          </NoteBlock>
        </div>
      )}
    </>
  );
}

function ScheduleTable({
  schedules,
  runbooks,
}: {
  schedules: readonly ScheduleState[];
  runbooks: readonly Runbook[] | undefined;
}) {
  const { t, i18n } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const titleOf = useTitleOf(runbooks);
  const { data: inventory } = useCurrentInventory();
  const show = useRunbookView((store) => store.show);
  const select = useRunbookView((store) => store.select);
  const selected = useRunbookView((store) => store.selected);
  const [removing, setRemoving] = useState<ScheduleState | null>(null);
  const names = useMemo(
    () => new Map(inventory?.endpoints.map(({ id, name }) => [id, name])),
    [inventory],
  );
  const enable = useHostMutation((host, { schedule }: ScheduleState) =>
    host.runbooks.saveSchedule({ ...schedule, enabled: !schedule.enabled }),
  );
  const remove = useHostMutation((host, id: string) => host.runbooks.removeSchedule({ id }), {
    onSuccess: () => setRemoving(null),
  });
  return (
    <table className={cx('fb-table', styles['table'])}>
      <thead>
        <tr>
          <th scope="col">{t('schedules.runbook')}</th>
          <th scope="col">{t('schedules.when')}</th>
          <th scope="col">{t('runbook.targets')}</th>
          <th scope="col">{t('schedules.next')}</th>
          <th scope="col">{t('schedules.last')}</th>
          <th scope="col">{t('schedules.enabled')}</th>
          <th scope="col">
            <span className="fb-visually-hidden">{t('schedules.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {schedules.map((state) => {
          const { schedule, nextAt, lastRun } = state;
          const title = titleOf(schedule.runbookId);
          const hosts = schedule.endpointIds.map((id) => names.get(id) ?? t('schedules.hostGone'));
          return (
            <tr
              key={schedule.id}
              aria-selected={schedule.runbookId === selected}
              onClick={() => select(schedule.runbookId)}
            >
              <td title={title}>
                <div className="fb-ellipsis fb-medium">{title}</div>
                {schedule.changeId !== '' && (
                  <div className="fb-tiny fb-faint fb-mono">{schedule.changeId}</div>
                )}
              </td>
              <td>{whenText((key, params) => t(key, params), i18n.language, schedule.when)}</td>
              <td title={hosts.join('\n')}>
                <bdi className="fb-mono fb-small">
                  {hosts.length === 1
                    ? hosts[0]
                    : t('run.hosts', { count: hosts.length, hosts: hosts.length })}
                </bdi>
              </td>
              <td className="fb-muted">
                {!schedule.enabled
                  ? t('schedules.off')
                  : nextAt === null
                    ? '—'
                    : formatMoment(nextAt)}
              </td>
              <td>
                {lastRun ? (
                  <Button
                    variant="ghost"
                    title={formatMoment(lastRun.at)}
                    onClick={() => workbench.run('runbooks.showRun', lastRun.id)}
                  >
                    <StateMark state={lastRun.state} />
                    <span className="fb-small fb-faint">{formatMoment(lastRun.at)}</span>
                  </Button>
                ) : (
                  <span className="fb-faint">{t('schedules.neverRun')}</span>
                )}
              </td>
              <td>
                <Checkbox
                  label={
                    <span className="fb-visually-hidden">
                      {t('schedules.enabledNamed', { title })}
                    </span>
                  }
                  checked={schedule.enabled}
                  onChange={() => enable.mutate(state)}
                />
              </td>
              <td>
                <span className="fb-row">
                  <IconButton
                    label={t('schedules.edit', { title })}
                    icon={<IconPencil aria-hidden="true" />}
                    onClick={() => show({ kind: 'schedule', schedule })}
                  />
                  <IconButton
                    label={t('schedules.remove', { title })}
                    icon={<IconTrash aria-hidden="true" />}
                    onClick={() => setRemoving(state)}
                  />
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
      {removing && (
        <ConfirmDialog
          opened
          title={t('schedules.removeTitle', { title: titleOf(removing.schedule.runbookId) })}
          confirmLabel={t('schedules.removeConfirm')}
          tone="danger"
          busy={remove.isPending}
          onCancel={() => setRemoving(null)}
          onConfirm={() => remove.mutate(removing.schedule.id)}
        >
          {t('schedules.removeText')}
        </ConfirmDialog>
      )}
    </table>
  );
}
