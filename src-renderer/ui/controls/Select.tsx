import type { ComponentPropsWithRef } from 'react';
import { IconChevronDown } from '@tabler/icons-react';
import { cx } from '../cx';
import { Field, type FieldFrameProps } from './Field';
import styles from './Field.module.css';

export interface SelectOption<Value extends string = string> {
  value: Value;
  label: string;
  disabled?: boolean;
}

type NativeSelect = Omit<
  ComponentPropsWithRef<'select'>,
  'onChange' | 'value' | 'id' | 'size' | 'children'
>;

export interface SelectProps<Value extends string> extends FieldFrameProps, NativeSelect {
  value: Value;
  options: readonly SelectOption<Value>[];
  onChange: (value: Value) => void;
  size?: 'md' | 'lg';
}

/** One of a few. The platform's own list: it knows every keyboard and screen reader. */
export function Select<Value extends string>({
  label,
  hideLabel,
  hint,
  error,
  required,
  value,
  options,
  onChange,
  size = 'md',
  disabled,
  className,
  ...rest
}: SelectProps<Value>) {
  return (
    <Field label={label} hideLabel={hideLabel} hint={hint} error={error} required={required}>
      {({ id, describedBy, invalid }) => (
        <div
          className={cx(
            styles['box'],
            styles['select'],
            size === 'lg' && styles['large'],
            className,
          )}
          data-invalid={invalid || undefined}
          data-disabled={disabled || undefined}
        >
          <select
            {...rest}
            id={id}
            value={value}
            disabled={disabled}
            required={required}
            aria-invalid={invalid || undefined}
            aria-describedby={describedBy}
            onChange={(event) => onChange(event.currentTarget.value as Value)}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <IconChevronDown aria-hidden="true" />
        </div>
      )}
    </Field>
  );
}
