import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFilter, IconLetterCase, IconRegex, IconSearch } from '@tabler/icons-react';
import { formatCount, IconButton, TextField } from '../../ui/index';
import { errorText, failureOf } from '../workbench/index';
import type { LogViewer } from './use-log-viewer';
import styles from './logs.module.css';

const typingMs = 200;

/** What is searched for in the rows; acts while typing. */
export function SearchField({ viewer }: { viewer: LogViewer }) {
  const { t } = useTranslation('logs');
  const { view, logs, apply, jumpNext, list, searchField, addConditions } = viewer;
  const { search, hits } = view;
  const [typed, setTyped] = useState({
    text: search?.text ?? '',
    regex: search?.regex ?? false,
    ignoreCase: search?.ignoreCase ?? true,
  });
  const asked = useRef(JSON.stringify(typed));

  // Another part of the screen may have set the search.
  useEffect(() => {
    const set = search ?? { ...typed, text: '' };
    const key = JSON.stringify({ text: set.text, regex: set.regex, ignoreCase: set.ignoreCase });
    if (key === asked.current || document.activeElement === searchField.current) return;
    asked.current = key;
    setTyped({ text: set.text, regex: set.regex, ignoreCase: set.ignoreCase });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only a search from elsewhere counts
  }, [search]);

  /** Settles when the host searches for what is typed. */
  const ask = async (): Promise<void> => {
    const key = JSON.stringify(typed);
    if (key === asked.current) return;
    asked.current = key;
    await apply(logs.setSearch({ id: view.id, search: typed.text === '' ? null : typed }));
  };
  useEffect(() => {
    const timer = setTimeout(() => void ask(), typingMs);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only typing starts a search
  }, [typed]);

  const toggle = (key: 'regex' | 'ignoreCase'): void => {
    setTyped((before) => ({ ...before, [key]: !before[key] }));
    searchField.current?.focus();
  };
  /** What was searched for becomes a condition: only its records stay. */
  const keepHits = (): void => {
    if (typed.text === '') return;
    void addConditions({ kind: 'text', exclude: false, ...typed });
    setTyped((before) => ({ ...before, text: '' }));
    list.current?.focus();
  };
  const error = hits.error && typed.text !== '' ? errorText(failureOf(hits.error)) : null;
  const searching = search !== null && hits.done < 1 && !hits.error;
  const count = t('search.hits', { count: hits.lines, hits: formatCount(hits.lines) });
  return (
    <div className={styles['search']} data-wrong={error !== null || undefined}>
      <TextField
        ref={searchField}
        label={t('search.label')}
        hideLabel
        mono
        placeholder={t('search.label')}
        icon={<IconSearch aria-hidden="true" />}
        value={typed.text}
        onChange={(text) => setTyped((before) => ({ ...before, text }))}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            keepHits();
          } else if (event.key === 'Enter') {
            event.preventDefault();
            const backwards = event.shiftKey;
            if (typed.text !== '') void ask().then(() => jumpNext('hit', backwards));
          } else if (event.key === 'Escape' && typed.text !== '') {
            event.preventDefault();
            setTyped((before) => ({ ...before, text: '' }));
          } else if (event.key === 'ArrowDown' || event.key === 'Escape') {
            event.preventDefault();
            list.current?.focus();
          }
        }}
        right={
          <>
            {search && typed.text !== '' && !hits.error && (
              <output
                className={styles['hits']}
                title={t('search.rows', { count: hits.rows, rows: formatCount(hits.rows) })}
              >
                {searching ? `${count} · ${Math.floor(hits.done * 100)} %` : count}
              </output>
            )}
            {typed.text !== '' && !hits.error && (
              <IconButton
                size="sm"
                label={t('search.keep')}
                kbd="Ctrl Enter"
                icon={<IconFilter />}
                onClick={keepHits}
              />
            )}
            <IconButton
              size="sm"
              label={t('search.matchCase')}
              icon={<IconLetterCase />}
              pressed={!typed.ignoreCase}
              onClick={() => toggle('ignoreCase')}
            />
            <IconButton
              size="sm"
              label={t('search.regex')}
              icon={<IconRegex />}
              pressed={typed.regex}
              onClick={() => toggle('regex')}
            />
          </>
        }
      />
      {error && (
        <div role="alert" className={styles['searchError']}>
          {[error.what, error.details].filter(Boolean).join(' ')}
        </div>
      )}
    </div>
  );
}
