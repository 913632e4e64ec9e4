import type { ReactNode } from 'react';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHandStop,
  IconInfoCircle,
} from '@tabler/icons-react';
import { cx } from '../cx';
import styles from './marks.module.css';

export type NoteTone = 'info' | 'warn' | 'error' | 'ok';

const icons: Record<NoteTone, ReactNode> = {
  info: <IconInfoCircle aria-hidden="true" />,
  warn: <IconAlertTriangle aria-hidden="true" />,
  error: <IconHandStop aria-hidden="true" />,
  ok: <IconCircleCheck aria-hidden="true" />,
};

/** A sentence that must be read, in place. Not live: announce changes with useAnnounce. */
export function NoteBlock({
  tone,
  title,
  icon,
  actions,
  children,
}: {
  tone: NoteTone;
  title?: ReactNode;
  icon?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={cx(styles['note'], styles[tone])}>
      {icon ?? icons[tone]}
      <div className={styles['noteBody']}>
        {title && <div className={styles['noteTitle']}>{title}</div>}
        {children}
      </div>
      {actions && <div className={styles['noteActions']}>{actions}</div>}
    </div>
  );
}
