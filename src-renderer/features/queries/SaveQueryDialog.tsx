import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  wordsIn,
  type Dialect,
  type Parameter,
  type QueryStatement,
  type SavedQuery,
} from '../../../src-main/contract/index';
import { Button, Dialog, Section, TextArea, TextField } from '../../ui/index';
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
  parameters: readonly (Omit<Parameter, 'whenEmpty'> & { whenEmpty?: Parameter['whenEmpty'] })[];
  onClose: () => void;
}) {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const { i18n } = useTranslation();
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const [name, setName] = useState(query ? wordsIn(query.title, language) : '');
  const [description, setDescription] = useState(query ? wordsIn(query.description, language) : '');
  const other = language === 'zh' ? 'en' : 'zh';
  const [otherName, setOtherName] = useState(query?.title[other] ?? '');
  const [otherDescription, setOtherDescription] = useState(query?.description[other] ?? '');
  // A copy of a shipped query is nobody's folder yet.
  const [folder, setFolder] = useState(query?.origin === 'own' ? query.folder : '');
  const [tags, setTags] = useState((query?.tags ?? []).join(', '));
  const [key, setKey] = useState((query?.key ?? []).join(', '));
  const [next, setNext] = useState(query ? wordsIn(query.next, language) : '');
  const own = query?.origin === 'own';
  const [asked, setAsked] = useState(false);
  /** A new query of another name is not called in the other language what the old one is. */
  const otherTitle = (asNew: boolean): string => {
    const renamed = query !== undefined && name.trim() !== wordsIn(query.title, language);
    const untouched = otherName === query?.title[other];
    return (asNew || !own) && renamed && untouched ? '' : otherName.trim();
  };
  const save = useHostMutation(
    (host, asNew: boolean) =>
      host.queries.save({
        ...query,
        ...(query?.origin === 'own' && !asNew ? { id: query.id } : { id: undefined }),
        title: { ...none, [language]: name.trim(), [other]: otherTitle(asNew) },
        description: {
          ...none,
          [language]: description.trim(),
          [other]: otherDescription.trim(),
        },
        next: { ...none, ...query?.next, [language]: next.trim() },
        folder: listOf(folder, '/').join('/'),
        tags: listOf(tags, /[,，、]/),
        key: listOf(key, /[,，、]/),
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
        <TextField
          label={t('save.folder')}
          hint={t('save.folderHint')}
          value={folder}
          onChange={setFolder}
        />
        <TextField
          label={t('save.tags')}
          hint={t('save.listHint')}
          value={tags}
          onChange={setTags}
        />
        <Section title={t('save.more')} collapsible defaultOpen={false}>
          <div className={styles['form']}>
            <TextField
              label={t(`save.title_${other}`)}
              lang={other}
              value={otherName}
              onChange={setOtherName}
            />
            <TextArea
              label={t(`save.description_${other}`)}
              lang={other}
              rows={2}
              value={otherDescription}
              onChange={setOtherDescription}
            />
            <TextArea label={t('inspector.next')} rows={2} value={next} onChange={setNext} />
            <TextField
              label={t('inspector.key')}
              hint={t('save.keyHint')}
              mono
              value={key}
              onChange={setKey}
            />
          </div>
        </Section>
      </form>
    </Dialog>
  );
}

/** What stands between separators, without blanks and repetitions. */
function listOf(text: string, separator: string | RegExp): string[] {
  return [...new Set(text.split(separator).map((one) => one.trim()))].filter((one) => one !== '');
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
