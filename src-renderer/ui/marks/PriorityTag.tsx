import { useTranslation } from 'react-i18next';
import { cx } from '../cx';
import styles from './marks.module.css';

export type PriorityName = 'P1' | 'P2' | 'P3' | 'P4';

/** Priority of a case. */
export function PriorityTag({ priority }: { priority: PriorityName }) {
  const { t } = useTranslation('ui');
  return (
    <span
      className={cx(styles['priority'], styles[priority.toLowerCase()])}
      title={t(`priority.${priority}`)}
    >
      {priority}
    </span>
  );
}
