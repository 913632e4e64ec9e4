import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Parameter, SavedQuery } from '../../../src-main/contract/index';
import { Button, Dialog, TextArea, TextField } from '../../ui/index';
import { useHostMutation, useWorkbench } from '../workbench/index';
import styles from './queries.module.css';

/** Saves the statement of a console under a name, as a new query or as a new text of the old one. */
export function SaveQueryDialog({
  query,
  sql,
  parameters,
  onClose,
}: {
  query: SavedQuery | undefined;
  sql: string;
  parameters: readonly Parameter[];
  onClose: () => void;
}) {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const [name, setName] = useState(query?.name ?? '');
  const [description, setDescription] = useState(query?.description ?? '');
  const [asked, setAsked] = useState(false);
  const save = useHostMutation(
    (host, asNew: boolean) =>
      host.queries.save({
        ...(query && !asNew ? { id: query.id } : {}),
        name: name.trim(),
        description: description.trim(),
        sql,
        parameters: [...parameters],
      }),
    {
      onSuccess: (kept) => {
        workbench.notify({ tone: 'ok', title: t('save.done', { name: kept.name }) });
        onClose();
      },
    },
  );
  const submit = (asNew: boolean): void => {
    setAsked(true);
    if (name.trim() !== '') save.mutate(asNew);
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('save.title')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          {query && (
            <Button busy={save.isPending} onClick={() => submit(true)}>
              {t('save.asNew')}
            </Button>
          )}
          <Button variant="primary" busy={save.isPending} onClick={() => submit(false)}>
            {query ? t('save.replace') : t('save.submit')}
          </Button>
        </>
      }
    >
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          submit(false);
        }}
      >
        <TextField
          label={t('save.name')}
          required
          data-autofocus
          value={name}
          onChange={setName}
          {...(asked && name.trim() === '' ? { error: t('save.nameMissing') } : {})}
        />
        <TextArea
          label={t('save.description')}
          rows={3}
          value={description}
          onChange={setDescription}
        />
      </form>
    </Dialog>
  );
}
