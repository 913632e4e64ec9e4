import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  wordsIn,
  type Dialect,
  type Parameter,
  type QueryStatement,
  type SavedQuery,
} from '../../../src-main/contract/index';
import { Button, Dialog, TextArea, TextField } from '../../ui/index';
import { useHostMutation, useWorkbench } from '../workbench/index';
import { wordsNow } from './words';
import styles from './queries.module.css';

const none = { zh: '', en: '' };

/** Saves the statement of a console under a name, as a new query or as a new text of the old one. */
export function SaveQueryDialog({
  query,
  dialect,
  opened,
  sql,
  parameters,
  onClose,
}: {
  query: SavedQuery | undefined;
  /** Of the console's connection. */
  dialect: Dialect;
  /** The statement of the query that the console began with. */
  opened: string;
  sql: string;
  parameters: readonly Parameter[];
  onClose: () => void;
}) {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const { i18n } = useTranslation();
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const [name, setName] = useState(query ? wordsIn(query.title, language) : '');
  const [description, setDescription] = useState(query ? wordsIn(query.description, language) : '');
  const own = query?.origin === 'own';
  const [asked, setAsked] = useState(false);
  const save = useHostMutation(
    (host, asNew: boolean) =>
      host.queries.save({
        ...query,
        ...(query?.origin === 'own' && !asNew ? { id: query.id } : { id: undefined }),
        // What was written in the other language is another query's now.
        title: { ...none, ...(asNew ? {} : query?.title), [language]: name.trim() },
        description: { ...none, ...query?.description, [language]: description.trim() },
        ...(query?.origin === 'own' ? {} : { folder: '' }),
        statements: statementsWith(query, dialect, opened, sql),
        parameters: [...parameters],
      }),
    {
      onSuccess: (kept) => {
        workbench.notify({ tone: 'ok', title: t('save.done', { name: wordsNow(kept.title) }) });
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
          {own && (
            <Button busy={save.isPending} onClick={() => submit(true)}>
              {t('save.asNew')}
            </Button>
          )}
          <Button variant="primary" busy={save.isPending} onClick={() => submit(false)}>
            {own ? t('save.replace') : t('save.submit')}
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

/** The statements of a query with the console's text in the place of the one it began with. */
function statementsWith(
  query: SavedQuery | undefined,
  dialect: Dialect,
  opened: string,
  sql: string,
): QueryStatement[] {
  const place = query?.statements.findIndex(
    (statement) => statement.dialect === dialect && statement.sql === opened,
  );
  const own = { dialect, sql, product: null, minimum: null };
  if (!query || place === undefined || place === -1) return [...(query?.statements ?? []), own];
  return query.statements.map((statement, index) =>
    index === place ? { ...statement, sql } : statement,
  );
}
