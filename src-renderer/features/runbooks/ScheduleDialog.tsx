import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Inventory, Runbook, Schedule } from '../../../src-main/contract/index';
import { Button, Checkbox, Dialog, NoteBlock, Segmented, Select, TextField } from '../../ui/index';
import { errorText, useCurrentInventory, useHostMutation, useWorkbench } from '../workbench/index';
import { ParameterForm } from './ParameterForm';
import { initialValues, problemOf, sentValues, type ParameterValues } from './parameters-model';
import { useRunbooks } from './runbook-queries';
import { draftOf, weekdayName, weekdayOrder, whenOf } from './schedule-model';
import { TargetList } from './TargetList';
import { chosenTargets, targetGroups } from './targets-model';
import { useWords } from './words';
import styles from './runbooks.module.css';

interface ScheduleDialogProps {
  /** Null adds a new one. */
  schedule: Schedule | null;
  runbookId: string | undefined;
  endpointIds: readonly string[] | undefined;
  onClose: () => void;
}

/** Adds or changes a schedule. */
export function ScheduleDialog(props: ScheduleDialogProps) {
  const { data: runbooks } = useRunbooks();
  const { data: inventory } = useCurrentInventory();
  if (!runbooks || !inventory) return null;
  return <ScheduleForm {...props} runbooks={runbooks} inventory={inventory} />;
}

function ScheduleForm({
  schedule,
  runbookId,
  endpointIds,
  onClose,
  runbooks,
  inventory,
}: ScheduleDialogProps & { runbooks: readonly Runbook[]; inventory: Inventory }) {
  const { t, i18n } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const words = useWords();
  const [chosenId, setChosenId] = useState(schedule?.runbookId ?? runbookId ?? '');
  const [draft, setDraft] = useState(() => draftOf(schedule?.when ?? null));
  const [typed, setTyped] = useState<ParameterValues>(schedule?.parameters ?? {});
  const [ticked, setTicked] = useState<ReadonlySet<string>>(
    () => new Set(schedule?.endpointIds ?? endpointIds ?? []),
  );
  const [changeId, setChangeId] = useState(schedule?.changeId ?? '');
  const [asked, setAsked] = useState(false);

  const runbook = runbooks.find(({ id }) => id === chosenId);
  const parameters = runbook?.document.parameters ?? [];
  const values = initialValues(parameters, typed);
  const groups = useMemo(
    () => targetGroups(inventory, runbook?.document.platform ?? 'os-linux'),
    [inventory, runbook],
  );
  const endpoints = chosenTargets(groups, ticked).map(({ id }) => id);
  const when = whenOf(draft);
  const changes = runbook?.class === 'changes-state';
  const sound =
    runbook !== undefined &&
    typeof when !== 'string' &&
    endpoints.length > 0 &&
    (!changes || changeId.trim() !== '') &&
    parameters.every((parameter) => problemOf(parameter, values[parameter.name] ?? '') === null);

  const save = useHostMutation(
    (host) => {
      if (typeof when === 'string') throw new Error('an unsound schedule was saved');
      return host.runbooks.saveSchedule({
        ...(schedule ? { id: schedule.id } : {}),
        runbookId: chosenId,
        endpointIds: endpoints,
        parameters: sentValues(parameters, values),
        when,
        enabled: schedule?.enabled ?? true,
        changeId: changes ? changeId.trim() : '',
      });
    },
    {
      onSuccess: () => {
        workbench.notify({
          tone: 'ok',
          title: t('schedules.saved'),
          keep: false,
          ...(workbench.state.activePanel?.component === 'runbooks.schedules'
            ? {}
            : {
                actions: [
                  {
                    label: t('schedules.title'),
                    onClick: () => workbench.run('runbooks.schedules'),
                  },
                ],
                timeoutMs: 8000,
              }),
        });
        onClose();
      },
      onError: () => undefined,
    },
  );
  const submit = (): void => {
    setAsked(true);
    if (sound && !save.isPending) save.mutate();
  };

  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      title={schedule ? t('schedules.editTitle') : t('schedules.addTitle')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" kbd="Ctrl Enter" busy={save.isPending} onClick={submit}>
            {t('schedules.save')}
          </Button>
        </>
      }
    >
      <form
        className="fb-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          event.stopPropagation();
          submit();
        }}
      >
        <Select
          label={t('schedules.runbook')}
          required
          data-autofocus
          value={chosenId}
          options={[
            ...(chosenId === '' ? [{ value: '', label: t('parameter.choose') }] : []),
            ...runbooks.map(({ id, document }) => ({ value: id, label: words(document.title) })),
          ]}
          onChange={setChosenId}
          {...(asked && !runbook ? { error: t('schedules.runbookMissing') } : {})}
        />
        <div className={styles['when']}>
          <Segmented
            label={t('schedules.when')}
            value={draft.kind}
            options={[
              { value: 'daily', label: t('schedules.daily') },
              { value: 'every', label: t('schedules.every') },
            ]}
            onChange={(kind) => setDraft({ ...draft, kind })}
          />
          {draft.kind === 'every' ? (
            <>
              <TextField
                label={t('schedules.every')}
                inputMode="numeric"
                value={draft.every}
                onChange={(every) => setDraft({ ...draft, every })}
                {...(when === 'every' && (asked || draft.every !== '')
                  ? { error: t('schedules.everyInvalid') }
                  : {})}
              />
              <Select
                label={t('schedules.unit')}
                value={draft.unit}
                options={[
                  { value: 'minutes', label: t('schedules.minutes') },
                  { value: 'hours', label: t('schedules.hours') },
                ]}
                onChange={(unit) => setDraft({ ...draft, unit })}
              />
            </>
          ) : (
            <>
              <TextField
                label={t('schedules.time')}
                type="time"
                value={draft.time}
                onChange={(time) => setDraft({ ...draft, time })}
                {...(when === 'time' ? { error: t('schedules.timeInvalid') } : {})}
              />
              <fieldset className={styles['weekdays']}>
                <legend>{t('schedules.weekdays')}</legend>
                {weekdayOrder.map((day) => (
                  <Checkbox
                    key={day}
                    label={weekdayName(i18n.language, day)}
                    checked={draft.weekdays.has(day)}
                    onChange={(on) => {
                      const weekdays = new Set(draft.weekdays);
                      if (on) weekdays.add(day);
                      else weekdays.delete(day);
                      setDraft({ ...draft, weekdays });
                    }}
                  />
                ))}
                {when === 'weekdays' && (
                  <p className={styles['targetsError']}>{t('schedules.weekdaysMissing')}</p>
                )}
              </fieldset>
            </>
          )}
        </div>
        {changes && (
          <>
            <NoteBlock tone="warn">{t('schedules.changes')}</NoteBlock>
            <TextField
              label={t('schedules.changeId')}
              required
              mono
              value={changeId}
              onChange={setChangeId}
              {...(asked && changeId.trim() === ''
                ? { error: t('schedules.changeIdMissing') }
                : {})}
            />
          </>
        )}
        {parameters.length > 0 && (
          <ParameterForm
            parameters={parameters}
            values={values}
            asked={asked}
            onChange={(name, value) => setTyped({ ...values, [name]: value })}
          />
        )}
        <div className={styles['dialogTargets']}>
          <h3 className={styles['dialogLabel']}>{t('runbook.targets')}</h3>
          <TargetList
            groups={groups}
            chosen={new Set(endpoints)}
            error={asked && endpoints.length === 0 ? t('targets.chooseOne') : undefined}
            onChange={setTicked}
          />
        </div>
        {save.error && <NoteBlock tone="error">{errorText(save.error).what}</NoteBlock>}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
