import { useId, type ReactNode } from 'react';
import { IconAlertCircle } from '@tabler/icons-react';
import styles from './Field.module.css';

export interface FieldIds {
  /** For the control's `id`. */
  id: string;
  /** For its `aria-describedby`; undefined when there is neither hint nor error. */
  describedBy: string | undefined;
  invalid: boolean;
}

export interface FieldFrameProps {
  label: ReactNode;
  /** The label stays for screen readers only (search fields, toolbars). */
  hideLabel?: boolean | undefined;
  hint?: ReactNode;
  /** What is wrong and what to do, one sentence. */
  error?: ReactNode;
  required?: boolean | undefined;
}

/** Label, hint and error around one control, joined to it for assistive technology. */
export function Field({
  label,
  hideLabel,
  hint,
  error,
  required,
  children,
}: FieldFrameProps & { children: (ids: FieldIds) => ReactNode }) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint ? hintId : '', error ? errorId : ''].filter(Boolean).join(' ');
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={hideLabel ? 'fb-visually-hidden' : styles['label']}>
        {label}
        {required && (
          <span className={styles['required']} aria-hidden="true">
            *
          </span>
        )}
      </label>
      {children({ id, describedBy: describedBy || undefined, invalid: Boolean(error) })}
      {hint && (
        <div id={hintId} className={styles['hint']}>
          {hint}
        </div>
      )}
      {error && (
        <div id={errorId} className={styles['error']}>
          <IconAlertCircle aria-hidden="true" className={styles['mark']} />
          <span>{error}</span>
        </div>
      )}
    </div>
  );
}
