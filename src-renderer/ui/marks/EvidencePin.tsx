import { useTranslation } from 'react-i18next';
import { IconPin } from '@tabler/icons-react';
import styles from './marks.module.css';

/** Says that the object is in the case, as `E7`. With `onClick` it opens that evidence. */
export function EvidencePin({
  label,
  onClick,
  title,
}: {
  label: string;
  onClick?: (() => void) | undefined;
  title?: string | undefined;
}) {
  const { t } = useTranslation('ui');
  const words = title ?? t('evidence.pin', { label });
  const content = (
    <>
      <IconPin aria-hidden="true" />
      {label}
    </>
  );
  return onClick ? (
    <button
      type="button"
      className={styles['pin']}
      title={words}
      aria-label={words}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    >
      {content}
    </button>
  ) : (
    <span className={styles['pin']} title={words}>
      {content}
    </span>
  );
}
