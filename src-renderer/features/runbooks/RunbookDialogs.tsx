import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../../src-main/contract/index';
import { Button, ConfirmDialog, Dialog, NoteBlock, TextField } from '../../ui/index';
import { useHostMutation, useSettings, useWorkbench } from '../workbench/index';
import { openSchedules } from './open';
import { isEnded, rollbacksOf } from './run-model';
import { useRunbooks, useSchedules } from './runbook-queries';
import { ScheduleDialog } from './ScheduleDialog';
import { useRunbookView } from './view-store';
import { useWords } from './words';
import { CommandText } from './CommandText';
import styles from './runbooks.module.css';

/** The dialogs of runbooks, and the notice about times that were missed. */
export function RunbookBackground() {
  const dialog = useRunbookView((store) => store.dialog);
  const show = useRunbookView((store) => store.show);
  const close = (): void => show(null);
  // Behind the lock nothing may be left open.
  useEffect(() => () => show(null), [show]);
  return (
    <>
      <MissedNotice />
      {dialog?.kind === 'review' && <ReviewDialog id={dialog.runbookId} onClose={close} />}
      {dialog?.kind === 'remove' && <RemoveDialog id={dialog.runbookId} onClose={close} />}
      {dialog?.kind === 'stop' && (
        <StopDialog
          run={dialog.run}
          endpointId={dialog.endpointId}
          rollBack={dialog.rollBack}
          onClose={close}
        />
      )}
      {dialog?.kind === 'schedule' && (
        <ScheduleDialog
          schedule={dialog.schedule}
          runbookId={dialog.runbookId}
          endpointIds={dialog.endpointIds}
          onClose={close}
        />
      )}
    </>
  );
}

/** Says once, when the program opens or takes over, that scheduled times passed unused. */
function MissedNotice(): null {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const { data } = useSchedules();
  const missed = data?.reduce((sum, state) => sum + state.missed.length, 0) ?? 0;
  const latest = Math.max(0, ...(data?.flatMap((state) => state.missed) ?? []));
  useEffect(() => {
    if (missed === 0) return;
    workbench.notify({
      id: 'runbooks-missed',
      tone: 'warn',
      title: t('schedules.missedNotice', { count: missed }),
      body: t('schedules.missedNoticeDetail'),
      actions: [{ label: t('schedules.title'), onClick: () => openSchedules(workbench) }],
    });
    // Told again only when another time was missed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [latest]);
  return null;
}

function ReviewDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('runbooks');
  const words = useWords();
  const { engineer } = useSettings();
  const runbook = useRunbooks().data?.find((other) => other.id === id);
  const [by, setBy] = useState(engineer);
  const [asked, setAsked] = useState(false);
  const review = useHostMutation((host) => host.runbooks.review({ id, by: by.trim() }), {
    onSuccess: onClose,
  });
  const submit = (): void => {
    setAsked(true);
    if (by.trim() !== '') review.mutate();
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('review.title', { title: runbook ? words(runbook.document.title) : id })}
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" busy={review.isPending} onClick={submit}>
            {t('review.submit')}
          </Button>
        </>
      }
    >
      <form
        className="fb-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <p>{t('review.intro')}</p>
        <TextField
          label={t('review.who')}
          required
          data-autofocus
          value={by}
          onChange={setBy}
          {...(asked && by.trim() === '' ? { error: t('review.whoMissing') } : {})}
        />
      </form>
    </Dialog>
  );
}

function RemoveDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const words = useWords();
  const runbook = useRunbooks().data?.find((other) => other.id === id);
  const remove = useHostMutation((host) => host.runbooks.remove({ id }), {
    onSuccess: () => {
      onClose();
      workbench.notify({ tone: 'ok', title: t('runbook.removed', { id }) });
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('runbook.removeTitle', { title: runbook ? words(runbook.document.title) : id })}
      confirmLabel={t('runbook.remove')}
      tone="danger"
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onCancel={onClose}
    >
      {t('runbook.removeText')}
    </ConfirmDialog>
  );
}

function StopDialog({
  run,
  endpointId,
  rollBack,
  onClose,
}: {
  run: Run;
  endpointId: string | null;
  rollBack: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation('runbooks');
  const runbook = useRunbooks().data?.find(({ id }) => id === run.runbookId);
  const stop = useHostMutation(
    (host) =>
      host.runbooks.stop({
        id: run.id,
        rollBack,
        ...(endpointId === null ? {} : { endpointId }),
      }),
    { onSuccess: onClose },
  );
  const hosts = run.hosts.filter((host) => endpointId === null || host.endpointId === endpointId);
  const open = hosts.filter(({ state }) => !isEnded(state));
  const first = hosts[0];
  const undone =
    rollBack && runbook
      ? hosts
          .map((host) => ({ host, steps: rollbacksOf(host, runbook.document) }))
          .filter(({ steps }) => steps.length > 0)
      : [];
  return (
    <Dialog
      opened
      onClose={onClose}
      title={rollBack ? t('stop.rollBackTitle') : t('stop.title')}
      size={rollBack ? 'lg' : 'sm'}
      footer={
        <>
          <Button onClick={onClose} data-autofocus>
            {t('stop.letRun')}
          </Button>
          <Button variant="dangerSolid" busy={stop.isPending} onClick={() => stop.mutate()}>
            {rollBack ? t('stop.rollBackNow') : endpointId === null ? t('stop.all') : t('stop.one')}
          </Button>
        </>
      }
    >
      <div className="fb-form">
        <p>
          {endpointId === null || !first
            ? t('stop.textAll', { count: open.length })
            : t('stop.textOne', { name: first.name })}
        </p>
        {undone.length > 0 ? <p>{t('stop.thenUndo')}</p> : <p>{t('stop.stays')}</p>}
        {rollBack && undone.length === 0 && (
          <NoteBlock tone="info">{t('stop.nothingToUndo')}</NoteBlock>
        )}
        {rollBack && runbook && runbook.sha256 !== run.sha256 && (
          <NoteBlock tone="warn">{t('stop.textChanged')}</NoteBlock>
        )}
        {undone.length > 0 && (
          <div className={styles['rollbacks']} role="group" aria-label={t('stop.undone')}>
            {undone.map(({ host, steps }) => (
              <div key={host.endpointId}>
                <p className="fb-mono fb-strong">{host.name}</p>
                <ol>
                  {steps.map(({ step, text }) => (
                    <li key={step}>
                      <span className="fb-small fb-muted">
                        {t('stop.undoes', { number: step + 1 })}
                      </span>
                      <CommandText text={text.trim()} />
                    </li>
                  ))}
                </ol>
              </div>
            ))}
          </div>
        )}
      </div>
    </Dialog>
  );
}
