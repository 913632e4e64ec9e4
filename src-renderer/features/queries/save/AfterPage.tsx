import { useTranslation } from 'react-i18next';
import type { ResultState } from '../../../../src-main/contract/index';
import { Checkbox, plainDisplay, TextField } from '../../../ui/index';
import type { SavePageProps } from './page-props';
import { listOf } from './save-draft';
import { WordsFields } from './WordsFields';
import styles from './save.module.css';

/** Columns that can be ticked; of more the names are typed. */
const tickedColumns = 24;

/** What a result means, what to do then, and what names a row. */
export function AfterPage({
  draft,
  onChange,
  result,
}: SavePageProps & { result: ResultState | null }) {
  const { t } = useTranslation(['query-library', 'queries']);
  const key = listOf(draft.key);
  const names = [...new Set(result?.columns.map(({ name }) => name) ?? [])].slice(0, tickedColumns);
  return (
    <>
      <WordsFields
        label={t('save.next')}
        rows={4}
        value={draft.next}
        onChange={(next) => onChange({ next })}
      />
      <WordsFields
        label={t('save.noRows')}
        rows={2}
        value={draft.empty}
        onChange={(empty) => onChange({ empty })}
      />
      <TextField
        label={t('queries:inspector.key')}
        hint={t('queries:save.keyHint')}
        mono
        value={draft.key}
        onChange={(text) => onChange({ key: text })}
      />
      {names.length > 0 && (
        <div className={styles['triple']} role="group" aria-label={t('queries:inspector.key')}>
          {names.map((name) => (
            <Checkbox
              key={name}
              label={<bdi className="fb-mono">{plainDisplay(name)}</bdi>}
              checked={key.includes(name)}
              onChange={(ticked) => {
                const rest = key.filter((other) => other !== name);
                onChange({ key: (ticked ? [...rest, name] : rest).join(', ') });
              }}
            />
          ))}
        </div>
      )}
    </>
  );
}
