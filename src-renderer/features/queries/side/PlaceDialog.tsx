import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueryCard } from '../../../../src-main/contract/index';
import { Button, Chip, Dialog, ErrorState, plainDisplay, TextField } from '../../../ui/index';
import { errorText, useHostMutation } from '../../workbench/index';
import { useLibrary } from '../connections';
import { listOf } from '../save/save-draft';
import { useWords } from '../words';
import styles from '../queries.module.css';

/** Puts queries into a folder, and gives and takes tags. */
export function PlaceDialog({
  queries,
  onClose,
}: {
  queries: readonly QueryCard[];
  onClose: () => void;
}) {
  const { t } = useTranslation(['query-library', 'queries']);
  const words = useWords();
  const list = useId();
  const { data } = useLibrary({ origin: 'own' });
  const folders = new Set(queries.map(({ folder }) => folder));
  const [folder, setFolder] = useState(folders.size === 1 ? ([...folders][0] ?? '') : null);
  const [added, setAdded] = useState('');
  const [removed, setRemoved] = useState<readonly string[]>([]);
  const tags = [...new Set(queries.flatMap((query) => query.tags))];
  const place = useHostMutation(
    (host) =>
      host.queries.place({
        ids: queries.map(({ id }) => id),
        ...(folder === null ? {} : { folder: listOf(folder, '/').join('/') }),
        addTags: listOf(added),
        removeTags: [...removed],
      }),
    { onSuccess: onClose, onError: () => undefined },
  );
  const [only] = queries;
  return (
    <Dialog
      opened
      onClose={onClose}
      title={
        queries.length === 1 && only
          ? t('place.titleOne', { name: words(only.title) })
          : t('place.title', { count: queries.length })
      }
      footer={
        <>
          <Button onClick={onClose}>{t('queries:cancel')}</Button>
          <Button variant="primary" busy={place.isPending} onClick={() => place.mutate()}>
            {t('place.submit')}
          </Button>
        </>
      }
    >
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          place.mutate();
        }}
      >
        <TextField
          label={t('queries:save.folder')}
          hint={folder === null ? t('place.several') : t('place.folderHint')}
          data-autofocus
          list={list}
          value={folder ?? ''}
          onChange={setFolder}
        />
        <datalist id={list}>
          {Object.keys(data?.facets.folders ?? {})
            .filter((known) => known !== '')
            .map((known) => (
              <option key={known} value={known} />
            ))}
        </datalist>
        <TextField
          label={t('place.addTags')}
          hint={t('queries:save.listHint')}
          value={added}
          onChange={setAdded}
        />
        {tags.length > 0 && (
          <div className={styles['tags']} role="group" aria-label={t('place.tags')}>
            {tags
              .filter((tag) => !removed.includes(tag))
              .map((tag) => (
                <Chip
                  key={tag}
                  value={plainDisplay(tag)}
                  onRemove={() => setRemoved([...removed, tag])}
                />
              ))}
          </div>
        )}
        {place.error && <ErrorState {...errorText(place.error)} />}
      </form>
    </Dialog>
  );
}
