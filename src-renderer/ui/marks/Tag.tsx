import type { ReactNode } from 'react';
import { cx } from '../cx';
import type { Tone } from './tone';
import styles from './marks.module.css';

/** A short state or property, in words. */
export function Tag({
  tone = 'neutral',
  outline = false,
  icon,
  title,
  children,
}: {
  tone?: Tone;
  outline?: boolean;
  icon?: ReactNode;
  title?: string | undefined;
  children: ReactNode;
}) {
  return (
    <span
      className={cx(
        styles['tag'],
        tone !== 'neutral' && styles[tone],
        outline && styles['outline'],
      )}
      title={title}
    >
      {icon}
      {children}
    </span>
  );
}
