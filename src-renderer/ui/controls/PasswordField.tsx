import { useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconEye, IconEyeOff, IconKeyboard } from '@tabler/icons-react';
import { cx } from '../cx';
import { Field } from './Field';
import type { TextFieldProps } from './TextField';
import styles from './Field.module.css';

export type PasswordFieldProps = Omit<TextFieldProps, 'type' | 'right' | 'mono' | 'kbd'>;

/** A secret: hidden until asked, with a warning while Caps Lock is on. */
export function PasswordField({
  label,
  hideLabel,
  hint,
  error,
  required,
  value,
  onChange,
  icon,
  size = 'md',
  disabled,
  className,
  autoComplete = 'current-password',
  onBlur,
  ...rest
}: PasswordFieldProps) {
  const { t } = useTranslation('ui');
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const readCapsLock = (event: KeyboardEvent | MouseEvent) =>
    setCapsLock(event.getModifierState('CapsLock'));
  return (
    <div>
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
              type={shown ? 'text' : 'password'}
              className={styles['input']}
              value={value}
              disabled={disabled}
              required={required}
              spellCheck={false}
              autoCapitalize="off"
              autoComplete={autoComplete}
              aria-invalid={invalid || undefined}
              aria-describedby={describedBy}
              onChange={(event) => onChange(event.currentTarget.value)}
              onKeyUp={readCapsLock}
              onKeyDown={readCapsLock}
              onMouseDown={readCapsLock}
              onBlur={(event) => {
                setCapsLock(false);
                onBlur?.(event);
              }}
            />
            <button
              type="button"
              className={styles['reveal']}
              aria-pressed={shown}
              aria-controls={id}
              onClick={() => setShown(!shown)}
            >
              {shown ? <IconEyeOff aria-hidden="true" /> : <IconEye aria-hidden="true" />}
              {shown ? t('password.hide') : t('password.show')}
            </button>
          </div>
        )}
      </Field>
      <div role="status">
        {capsLock && (
          <div className={styles['caps']}>
            <IconKeyboard aria-hidden="true" className={styles['mark']} />
            {t('password.capsLock')}
          </div>
        )}
      </div>
    </div>
  );
}
