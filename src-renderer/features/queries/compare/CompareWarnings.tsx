import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import type { Comparison, ResultState } from '../../../../src-main/contract/index';
import { formatCount, NoteBlock, plainDisplay } from '../../../ui/index';
import { useColumnFacts } from './use-comparison';
import { isGrave, warningsOf, type CompareWarning } from './warnings';
import styles from './compare.module.css';

/** What is to be known before the counts are believed. */
export function CompareWarnings({
  comparison,
  before,
  after,
}: {
  comparison: Comparison;
  before: ResultState;
  after: ResultState;
}) {
  const { t } = useTranslation('compare');
  const facts = useColumnFacts(before, after, comparison.key);
  const all = warningsOf(comparison, before, after, facts);
  const grave = all.filter(isGrave);
  const notes = all.filter((warning) => !isGrave(warning));
  return (
    <>
      {grave.length > 0 && (
        <NoteBlock tone="warn" title={t('warnings.title')}>
          <Sentences warnings={grave} />
        </NoteBlock>
      )}
      {notes.length > 0 && (
        <NoteBlock tone="info">
          <Sentences warnings={notes} />
        </NoteBlock>
      )}
    </>
  );
}

function Sentences({ warnings }: { warnings: readonly CompareWarning[] }) {
  const { t } = useTranslation('compare');
  return (
    <ul className={styles['warnings']}>
      {warnings.map((warning) => (
        <li key={warning.id}>{sentenceOf(t, warning)}</li>
      ))}
    </ul>
  );
}

/** Names shown of a list of columns. */
const shownNames = 8;

function sentenceOf(t: TFunction<'compare'>, warning: CompareWarning): string {
  const params: Record<string, string> = {};
  if ('side' in warning) params['side'] = t(`warnings.side.${warning.side}`);
  if ('columns' in warning) {
    const names = warning.columns.slice(0, shownNames).map(plainDisplay).join(', ');
    params['columns'] = warning.columns.length > shownNames ? `${names} …` : names;
  }
  if ('before' in warning) {
    params['before'] = formatCount(warning.before);
    params['after'] = formatCount(warning.after);
  }
  return t(`warnings.${warning.id}`, params);
}
