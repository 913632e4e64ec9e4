import { useTranslation } from 'react-i18next';
import { IconArrowsSort } from '@tabler/icons-react';
import type { Column, ResultView } from '../../../src-main/contract/index';
import { Busy, Button, Chip, formatCount, plainDisplay } from '../../ui/index';
import { filterWords } from './result-words';
import { plainView, sortedBy } from './result-view';
import styles from './result.module.css';

/** The order and the filters in force, each of which can be changed or taken away. */
export function ResultArrangement({
  view,
  columns,
  rows,
  of,
  arranging,
  hidden,
  onChange,
  onEdit,
  onStop,
  onShowAll,
}: {
  view: ResultView;
  columns: readonly Column[];
  rows: number;
  of: number;
  arranging: boolean;
  /** Columns out of sight. */
  hidden: number;
  onChange: (view: ResultView) => void;
  /** Changes the filter at an index; `at` is where its chip stands. */
  onEdit: (index: number) => void;
  onStop: () => void;
  onShowAll: () => void;
}) {
  const { t } = useTranslation('results');
  const { sort, filters } = view;
  if (sort.length === 0 && filters.length === 0 && !arranging && hidden === 0) return null;
  return (
    <div className={styles['chips']} role="group" aria-label={t('chip.label')}>
      {filters.map((filter, index) => (
        <Chip
          key={JSON.stringify(filter)}
          {...filterWords(t, filter, columns)}
          negated={filter.not}
          onEdit={() => onEdit(index)}
          onRemove={() =>
            onChange({ ...view, filters: filters.filter((_, other) => other !== index) })
          }
        />
      ))}
      {sort.map(({ column, descending }) => (
        <Chip
          key={`sort ${column}`}
          field={t('chip.sort')}
          value={`${plainDisplay(columns[column]?.name ?? '')} ${descending ? '↓' : '↑'}`}
          onEdit={() => onChange(sortedBy(view, column, !descending, true))}
          onRemove={() => onChange(sortedBy(view, column, null, true))}
        />
      ))}
      {hidden > 0 && <Button onClick={onShowAll}>{t('chip.showHidden', { count: hidden })}</Button>}
      {(sort.length > 0 || filters.length > 0) && (
        <Button icon={<IconArrowsSort />} onClick={() => onChange(plainView)}>
          {t('chip.clear')}
        </Button>
      )}
      {arranging ? (
        <>
          <Busy text={t('chip.arranging')} />
          <Button onClick={onStop}>{t('stop')}</Button>
        </>
      ) : (
        filters.length > 0 && (
          <output className={styles['quiet']}>
            {t('chip.rows', { rows: formatCount(rows), of: formatCount(of) })}
          </output>
        )
      )}
    </div>
  );
}
