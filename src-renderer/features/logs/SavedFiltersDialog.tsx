import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconTrash } from '@tabler/icons-react';
import { Busy, Button, Dialog, IconButton, TextField } from '../../ui/index';
import { useHostQuery } from '../workbench/index';
import { conditionText, type ConditionWords } from './condition-text';
import type { LogDialogProps } from './log-dialog';
import { applySaved } from './saved-filters';
import styles from './logs.module.css';

/** Filters kept by name: put into force, kept, thrown away. */
export function SavedFiltersDialog({ viewer, onClose }: LogDialogProps) {
  const { t } = useTranslation('logs');
  const { view, logs, fail } = viewer;
  const { data, refetch } = useHostQuery(['logs', 'filters'], (host) => host.logs.savedFilters({}));
  const [name, setName] = useState('');
  const worth = view.filter.length > 0 || view.highlights.length > 0;
  const same = data?.find((saved) => saved.name === name.trim());
  const words = t as unknown as ConditionWords;
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('saved.title')}
      footer={<Button onClick={onClose}>{t('whole.close')}</Button>}
    >
      {worth && (
        <form
          className={styles['inlineForm']}
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() === '') return;
            logs
              .saveFilter({
                id: same?.id ?? null,
                name: name.trim(),
                filter: view.filter,
                highlights: view.highlights,
              })
              .then(() => {
                setName('');
                return refetch();
              })
              .catch(fail);
          }}
        >
          <TextField
            data-autofocus
            label={t('saved.name')}
            value={name}
            onChange={setName}
            hint={same ? t('saved.replaces') : undefined}
          />
          <Button type="submit" variant="primary">
            {t(same ? 'saved.replace' : 'saved.save')}
          </Button>
        </form>
      )}
      {!data ? (
        <Busy text={t('loading')} />
      ) : data.length === 0 ? (
        <p className="fb-small fb-muted">{t(worth ? 'saved.none' : 'saved.noneYet')}</p>
      ) : (
        <ul className={styles['highlights']} aria-label={t('saved.title')}>
          {data.map((saved) => (
            <li key={saved.id}>
              <button
                type="button"
                className={styles['savedName']}
                onClick={() => {
                  void applySaved(viewer, saved);
                  onClose();
                }}
              >
                <strong className="fb-ellipsis">{saved.name}</strong>
                <span className="fb-small fb-muted fb-ellipsis">
                  {saved.filter
                    .map((condition) => {
                      const { field, value } = conditionText(condition, view.sources, true, words);
                      const text = field ? `${field} ${value}` : value;
                      return condition.exclude ? t('saved.not', { text }) : text;
                    })
                    .join(' · ')}
                </span>
              </button>
              <IconButton
                size="sm"
                label={t('saved.remove', { name: saved.name })}
                icon={<IconTrash />}
                onClick={() => {
                  logs
                    .removeFilter({ id: saved.id })
                    .then(() => refetch())
                    .catch(fail);
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
