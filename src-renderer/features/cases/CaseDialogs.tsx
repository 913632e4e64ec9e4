import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { priorities, type Priority } from '../../../src-main/contract/index';
import { Button, Checkbox, Dialog, Select, TextArea, TextField } from '../../ui/index';
import { useHostMutation, useWorkbench } from '../workbench/index';
import { openCase, useSystemPlaces } from './case-queries';
import { useCaseDialogs } from './dialog-store';
import { ExportDialog } from './ExportDialog';
import styles from './cases.module.css';

/** The dialogs that commands of the cases open. */
export function CaseDialogs() {
  const dialog = useCaseDialogs((store) => store.dialog);
  const close = useCaseDialogs((store) => store.close);
  if (dialog?.kind === 'create') return <CreateDialog onClose={close} />;
  if (dialog?.kind === 'export')
    return <ExportDialog caseId={dialog.caseId} number={dialog.number} onClose={close} />;
  return null;
}

function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('cases');
  const workbench = useWorkbench();
  const places = useSystemPlaces();
  const [title, setTitle] = useState('');
  const [priority, setPriority] = useState<Priority>('P3');
  const [systemId, setSystemId] = useState('');
  const [reporter, setReporter] = useState('');
  const [words, setWords] = useState('');
  const [makeActive, setMakeActive] = useState(true);
  const [asked, setAsked] = useState(false);
  const create = useHostMutation(
    async (host) => {
      const created = await host.cases.create({
        title: title.trim(),
        priority,
        systemId: systemId || null,
        reporter: reporter.trim(),
        reportedWords: words.trim(),
      });
      if (makeActive) await host.cases.setActive({ id: created.id });
      return created;
    },
    {
      onSuccess: (created) => {
        onClose();
        openCase(workbench, created);
      },
    },
  );
  const submit = (): void => {
    setAsked(true);
    if (title.trim() !== '') create.mutate();
  };

  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('create.title')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" busy={create.isPending} kbd="Ctrl Enter" onClick={submit}>
            {t('create.submit')}
          </Button>
        </>
      }
    >
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && event.ctrlKey) submit();
        }}
      >
        <TextField
          label={t('field.title')}
          required
          data-autofocus
          value={title}
          onChange={setTitle}
          placeholder={t('create.titlePlaceholder')}
          {...(asked && title.trim() === '' ? { error: t('create.titleMissing') } : {})}
        />
        <div className={styles['formRow']}>
          <Select
            label={t('field.priority')}
            value={priority}
            options={priorities.map((value) => ({ value, label: t(`priority.${value}`) }))}
            onChange={setPriority}
          />
          <Select
            label={t('field.system')}
            value={systemId}
            options={[
              { value: '', label: t('noSystem') },
              ...[...places.values()]
                .filter(({ system }) => !system.archived)
                .map(({ system, customer }) => ({
                  value: system.id,
                  label: `${customer} · ${system.name}`,
                })),
            ]}
            onChange={setSystemId}
          />
        </div>
        <TextField
          label={t('field.reporter')}
          value={reporter}
          onChange={setReporter}
          placeholder={t('create.reporterPlaceholder')}
        />
        <TextArea
          label={t('field.reportedWords')}
          hint={t('create.wordsHint')}
          rows={4}
          value={words}
          onChange={setWords}
        />
        <Checkbox label={t('create.makeActive')} checked={makeActive} onChange={setMakeActive} />
      </form>
    </Dialog>
  );
}
