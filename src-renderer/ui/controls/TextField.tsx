import type { ComponentPropsWithRef, ReactNode } from 'react';
import { cx } from '../cx';
import { Kbd } from '../marks/Kbd';
import { Field, type FieldFrameProps } from './Field';
import styles from './Field.module.css';

type NativeInput = Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'value' | 'size' | 'id'>;

export interface TextFieldProps extends FieldFrameProps, NativeInput {
  value: string;
  onChange: (value: string) => void;
  /** Drawn at the left, inside. */
  icon?: ReactNode;
  /** Drawn at the right, inside (a count, a button). */
  right?: ReactNode;
  kbd?: string;
  mono?: boolean;
  size?: 'md' | 'lg';
}

/** One line of text. */
export function TextField({
  label,
  hideLabel,
  hint,
  error,
  required,
  value,
  onChange,
  icon,
  right,
  kbd,
  mono = false,
  size = 'md',
  type = 'text',
  disabled,
  className,
  spellCheck = false,
  autoComplete = 'off',
  ...rest
}: TextFieldProps) {
  return (
    <Field label={label} hideLabel={hideLabel} hint={hint} error={error} required={required}>
      {({ id, describedBy, invalid }) => (
        <div
          className={cx(styles['box'], size === 'lg' && styles['large'], className)}
          data-invalid={invalid || undefined}
          data-disabled={disabled || undefined}
        >
          {icon}
          <input
            {...rest}
            id={id}
            type={type}
            className={cx(styles['input'], mono && styles['mono'])}
            value={value}
            disabled={disabled}
            required={required}
            spellCheck={spellCheck}
            autoComplete={autoComplete}
            aria-invalid={invalid || undefined}
            aria-describedby={describedBy}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          {right}
          {kbd && <Kbd keys={kbd} />}
        </div>
      )}
    </Field>
  );
}

type NativeTextArea = Omit<ComponentPropsWithRef<'textarea'>, 'onChange' | 'value' | 'id'>;

export interface TextAreaProps extends FieldFrameProps, NativeTextArea {
  value: string;
  onChange: (value: string) => void;
  mono?: boolean;
}

/** Several lines of plain text. */
export function TextArea({
  label,
  hideLabel,
  hint,
  error,
  required,
  value,
  onChange,
  mono = false,
  rows = 4,
  className,
  ...rest
}: TextAreaProps) {
  return (
    <Field label={label} hideLabel={hideLabel} hint={hint} error={error} required={required}>
      {({ id, describedBy, invalid }) => (
        <textarea
          {...rest}
          id={id}
          rows={rows}
          className={cx(styles['textarea'], mono && styles['mono'], className)}
          value={value}
          required={required}
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
