import { useTranslation } from 'react-i18next';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { cx } from '../../ui/index';
import type { FileSort } from './use-listing';
import styles from './files.module.css';

const sortable = ['name', 'bytes', 'changedAt', 'mode'] as const;

/** The heads of the columns; a click sorts, a second one turns the order around. */
export function FileGridHead({
  sort,
  onSort,
  wide,
}: {
  sort: FileSort;
  onSort: (sort: FileSort) => void;
  wide: boolean;
}) {
  const { t } = useTranslation('files');
  return (
    <div role="rowgroup" className={styles['head']}>
      <div role="row" aria-rowindex={1} className={styles['columns']}>
        {sortable.map((by, index) => {
          const sorted = sort.by === by;
          return (
            <div
              key={by}
              role="columnheader"
              aria-colindex={index + 1}
              aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
              className={cx(styles['headCell'], by === 'bytes' && styles['number'])}
            >
              <button
                type="button"
                // One stop for the keyboard is the grid; the order also stands in its menu.
                tabIndex={-1}
                onClick={() => onSort({ by, descending: sorted ? !sort.descending : false })}
              >
                {t(`column.${by}`)}
                {sorted &&
                  (sort.descending ? (
                    <IconArrowDown aria-hidden="true" />
                  ) : (
                    <IconArrowUp aria-hidden="true" />
                  ))}
              </button>
            </div>
          );
        })}
        {wide && (
          <div role="columnheader" aria-colindex={5} className={styles['headCell']}>
            <span>{t('column.owner')}</span>
          </div>
        )}
      </div>
    </div>
  );
}
