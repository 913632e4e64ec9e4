import { useTranslation } from 'react-i18next';
import { IconX } from '@tabler/icons-react';
import { cx } from '../cx';
import styles from './marks.module.css';

/** One filter in force: `field value ✕`. An excluding one is outlined and says “not”. */
export function Chip({
  field,
  value,
  negated = false,
  onEdit,
  onRemove,
}: {
  field?: string;
  value: string;
  negated?: boolean;
  /** Makes the value a button that changes it. */
  onEdit?: () => void;
  onRemove?: () => void;
}) {
  const { t } = useTranslation('ui');
  const name = field ? `${field} ${value}` : value;
  return (
    <span className={cx(styles['chip'], negated && styles['negated'])} title={name}>
      {negated && <span className={styles['chipField']}>{t('chip.not')}</span>}
      {field && <span className={styles['chipField']}>{field}</span>}
      {onEdit ? (
        <button
          type="button"
          className={cx(styles['chipValue'], styles['chipEdit'], 'fb-ellipsis')}
          aria-label={t('chip.edit', { filter: name })}
          onClick={onEdit}
        >
          <bdi>{value}</bdi>
        </button>
      ) : (
        <bdi className={cx(styles['chipValue'], 'fb-ellipsis')}>{value}</bdi>
      )}
      {onRemove && (
        <button
          type="button"
          className={styles['chipRemove']}
          aria-label={t('chip.remove', { filter: name })}
          onClick={onRemove}
        >
          <IconX aria-hidden="true" />
        </button>
      )}
    </span>
  );
}
