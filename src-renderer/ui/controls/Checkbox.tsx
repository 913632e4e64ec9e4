import { useId, type ComponentPropsWithoutRef, type ReactNode } from 'react';
import { cx } from '../cx';
import styles from './Field.module.css';

export interface CheckboxProps extends Omit<
  ComponentPropsWithoutRef<'input'>,
  'onChange' | 'checked' | 'type' | 'id'
> {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint?: ReactNode;
  indeterminate?: boolean;
}

/** Yes or no. */
export function Checkbox({
  label,
  checked,
  onChange,
  hint,
  indeterminate = false,
  className,
  ...rest
}: CheckboxProps) {
  const id = useId();
  return (
    <div className={cx(styles['check'], className)}>
      <input
        {...rest}
        id={id}
        type="checkbox"
        checked={checked}
        ref={(element) => {
          if (element) element.indeterminate = indeterminate;
        }}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label htmlFor={id}>{label}</label>
      {hint && (
        <div id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </div>
      )}
    </div>
  );
}
