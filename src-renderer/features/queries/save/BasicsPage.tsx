import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../../ui/index';
import { useLibrary } from '../connections';
import type { SavePageProps } from './page-props';
import { WordsFields } from './WordsFields';
import styles from './save.module.css';

/** What a query is called, what it is for, and where it is found. */
export function BasicsPage({
  draft,
  onChange,
  errorOf,
  isNew,
}: SavePageProps & { isNew: boolean }) {
  const { t } = useTranslation(['query-library', 'queries']);
  const folders = useId();
  const { data } = useLibrary({ origin: 'own' });
  return (
    <>
      <WordsFields
        label={t('queries:save.name')}
        value={draft.title}
        required
        isFirst
        {...errorOf('title')}
        onChange={(title) => onChange({ title })}
      />
      <WordsFields
        label={t('queries:save.description')}
        rows={4}
        value={draft.description}
        onChange={(description) => onChange({ description })}
      />
      <div className={styles['pair']}>
        <TextField
          label={t('queries:save.folder')}
          hint={t('queries:save.folderHint')}
          list={folders}
          value={draft.folder}
          onChange={(folder) => onChange({ folder })}
        />
        <TextField
          label={t('queries:save.tags')}
          hint={t('queries:save.listHint')}
          value={draft.tags}
          onChange={(tags) => onChange({ tags })}
        />
      </div>
      <datalist id={folders}>
        {Object.keys(data?.facets.folders ?? {})
          .filter((folder) => folder !== '')
          .map((folder) => (
            <option key={folder} value={folder} />
          ))}
      </datalist>
      {!isNew && (
        <TextField
          label={t('save.note')}
          hint={t('save.noteHint')}
          value={draft.note}
          onChange={(note) => onChange({ note })}
        />
      )}
    </>
  );
}
