import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Busy,
  Button,
  Dialog,
  plainDisplay,
  PriorityTag,
  Select,
  SelectList,
  TextArea,
  TextField,
} from '../ui';
import { priorities, type Case, type Priority } from '../../src-main/contract/index';
import {
  activeCaseKey,
  addEvidence,
  useEvidenceStore,
  useHostMutation,
  useHostQuery,
  useWorkbench,
  type EvidenceStep,
} from '../features/workbench/index';
import styles from './evidence.module.css';

type Step<Kind extends EvidenceStep['kind']> = Extract<EvidenceStep, { kind: Kind }>;

/** No active case: choose one or make one; the evidence follows. */
function ChooseCase({ step, done }: { step: Step<'choose-case'>; done: () => void }) {
  const { t } = useTranslation('app');
  const workbench = useWorkbench();
  const show = useEvidenceStore((store) => store.show);
  const [selected, setSelected] = useState<string>();
  const [title, setTitle] = useState('');
  const [priority, setPriority] = useState<Priority>('P3');
  const cases = useHostQuery(['cases', 'list', { text: '', open: true }], (host) =>
    host.cases.list({ text: '', open: true }),
  );
  const proceed = useHostMutation(
    async (host, choice: Case | null) => {
      const target = choice ?? (await host.cases.create({ title: title.trim(), priority }));
      await host.cases.setActive({ id: target.id });
      await workbench.queryClient.invalidateQueries({ queryKey: [activeCaseKey[0]] });
      return target;
    },
    {
      onSuccess: (target) => {
        const { announcement } = step;
        done();
        if (step.withRemark) {
          show({ kind: 'remark', announcement, caseId: target.id, caseNumber: target.number });
        } else {
          addEvidence(workbench, announcement, target, '').catch((error: unknown) =>
            workbench.reportError(error),
          );
        }
      },
    },
  );
  // Where there is one case only, it is most likely meant.
  const single = cases.data?.length === 1 ? cases.data[0]?.id : undefined;
  const chosenId = selected ?? single;
  const chosen = cases.data?.find(({ id }) => id === chosenId);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (title.trim() !== '') proceed.mutate(null);
  };
  return (
    <div className="fb-form">
      <p>{t('evidence.choose.why', { what: step.announcement.label })}</p>
      {cases.isPending && <Busy text={t('frame.loading')} />}
      {cases.data && cases.data.length > 0 && (
        <>
          <div className={styles['cases']}>
            <SelectList
              label={t('evidence.choose.open')}
              items={cases.data}
              itemId={(item) => item.id}
              selectedId={chosenId}
              onSelect={setSelected}
              onActivate={(id) => {
                const item = cases.data.find((other) => other.id === id);
                if (item) proceed.mutate(item);
              }}
              renderItem={(item) => (
                <span className={styles['case']}>
                  <PriorityTag priority={item.priority} />
                  <span className="fb-mono">{item.number}</span>
                  <span className="fb-ellipsis">{plainDisplay(item.title)}</span>
                </span>
              )}
            />
          </div>
          <div className={styles['actions']}>
            <Button
              variant="case"
              busy={proceed.isPending}
              disabledReason={chosen ? undefined : t('evidence.choose.first')}
              onClick={() => proceed.mutate(chosen ?? null)}
            >
              {t('evidence.choose.use')}
            </Button>
          </div>
          <h3 className={styles['or']}>{t('evidence.choose.or')}</h3>
        </>
      )}
      <form className={styles['create']} onSubmit={submit}>
        <TextField
          label={t('evidence.choose.title')}
          value={title}
          onChange={setTitle}
          maxLength={1000}
          data-autofocus
        />
        <Select
          label={t('evidence.choose.priority')}
          value={priority}
          onChange={setPriority}
          options={priorities.map((value) => ({ value, label: value }))}
        />
        <Button
          type="submit"
          variant={cases.data?.length ? 'default' : 'case'}
          busy={proceed.isPending}
          disabledReason={title.trim() === '' ? t('evidence.choose.titleMissing') : undefined}
        >
          {t('evidence.choose.create')}
        </Button>
      </form>
    </div>
  );
}

/** A sentence of why this matters, before or after the addition. */
function Remark({ step, done }: { step: Step<'remark'> | Step<'edit-remark'>; done: () => void }) {
  const { t } = useTranslation('app');
  const workbench = useWorkbench();
  const [text, setText] = useState(step.kind === 'edit-remark' ? step.evidence.remark : '');
  const save = useHostMutation(
    async (host, remark: string) => {
      if (step.kind === 'edit-remark') {
        await host.cases.remarkEvidence({ id: step.evidence.id, remark });
      } else {
        const target = { id: step.caseId, number: step.caseNumber };
        await addEvidence(workbench, step.announcement, target, remark);
      }
    },
    { onSuccess: done },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!save.isPending) save.mutate(text.trim());
  };
  return (
    <form
      className="fb-form"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
      }}
    >
      {step.kind === 'remark' && <p className="fb-muted">{step.announcement.label}</p>}
      <TextArea
        label={t('evidence.remarkLabel')}
        hint={t('evidence.remarkHint')}
        rows={4}
        value={text}
        onChange={setText}
        data-autofocus
      />
      <div className={styles['actions']}>
        <Button onClick={done}>{t('evidence.cancel')}</Button>
        <Button type="submit" variant="case" kbd="Ctrl Enter" busy={save.isPending}>
          {step.kind === 'remark'
            ? t('evidence.addTo', { number: step.caseNumber })
            : t('evidence.saveRemark')}
        </Button>
      </div>
    </form>
  );
}

/** The two questions the evidence key may have to ask. */
export function EvidenceDialogs() {
  const { t } = useTranslation('app');
  const step = useEvidenceStore((store) => store.step);
  const show = useEvidenceStore((store) => store.show);
  const done = (): void => show(null);
  return (
    <>
      <Dialog
        opened={step?.kind === 'choose-case'}
        onClose={done}
        title={t('evidence.choose.heading')}
      >
        {step?.kind === 'choose-case' && <ChooseCase step={step} done={done} />}
      </Dialog>
      <Dialog
        opened={step?.kind === 'remark' || step?.kind === 'edit-remark'}
        onClose={done}
        title={t('evidence.remarkHeading')}
      >
        {(step?.kind === 'remark' || step?.kind === 'edit-remark') && (
          <Remark step={step} done={done} />
        )}
      </Dialog>
    </>
  );
}
