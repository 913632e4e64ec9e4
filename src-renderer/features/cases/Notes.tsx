import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconNotes, IconPencil, IconPlus } from '@tabler/icons-react';
import type { CaseDetail } from '../../../src-main/contract/index';
import { Button, Dialog, EmptyState, IconButton, TabStrip, TextField } from '../../ui/index';
import { useCommand, useHostMutation } from '../workbench/index';
import { NoteEditor } from './NoteEditor';
import styles from './cases.module.css';

/** The notes of a case as tabs over one editor. */
export function Notes({
  detail,
  onEvidence,
}: {
  detail: CaseDetail;
  onEvidence: (label: string) => void;
}) {
  const { t } = useTranslation('cases');
  const { notes } = detail;
  const [chosen, setChosen] = useState<string>();
  const [renaming, setRenaming] = useState(false);
  const active = notes.find((note) => note.id === chosen) ?? notes[0];
  const create = useHostMutation(
    (host) =>
      host.cases.createNote({
        caseId: detail.case.id,
        title:
          notes.length === 0 ? t('note.first') : t('note.numbered', { number: notes.length + 1 }),
      }),
    { onSuccess: (note) => setChosen(note.id) },
  );
  useCommand({
    id: 'cases.createNote',
    titleKey: 'cases:command.createNote',
    icon: IconNotes,
    run: () => create.mutate(),
  });

  if (!active) {
    return (
      <EmptyState
        sentence={t('note.none')}
        detail={t('note.noneDetail')}
        action={{
          label: t('note.create'),
          icon: <IconPlus />,
          variant: 'primary',
          onClick: () => create.mutate(),
        }}
      />
    );
  }
  return (
    <>
      <div className={styles['noteTabs']}>
        <TabStrip
          label={t('note.tabs')}
          tabs={notes.map((note, index) => ({
            id: note.id,
            label: note.title || t('note.numbered', { number: index + 1 }),
          }))}
          activeId={active.id}
          onChange={setChosen}
          actions={
            <>
              <IconButton
                size="sm"
                label={t('note.rename')}
                icon={<IconPencil />}
                onClick={() => setRenaming(true)}
              />
              <IconButton
                size="sm"
                label={t('note.create')}
                icon={<IconPlus />}
                onClick={() => create.mutate()}
              />
            </>
          }
        />
      </div>
      <div className={styles['noteArea']}>
        <NoteEditor key={active.id} note={active} onEvidence={onEvidence} />
      </div>
      {renaming && <RenameDialog note={active} onClose={() => setRenaming(false)} />}
    </>
  );
}

function RenameDialog({
  note,
  onClose,
}: {
  note: CaseDetail['notes'][number];
  onClose: () => void;
}) {
  const { t } = useTranslation('cases');
  const [title, setTitle] = useState(note.title);
  const rename = useHostMutation(
    (host) => host.cases.renameNote({ id: note.id, title: title.trim() }),
    { onSuccess: onClose },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      size="sm"
      title={t('note.rename')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" busy={rename.isPending} onClick={() => rename.mutate()}>
            {t('save')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        <TextField label={t('note.title')} data-autofocus value={title} onChange={setTitle} />
      </form>
    </Dialog>
  );
}
