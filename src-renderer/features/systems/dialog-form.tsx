import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog } from '../../ui/index';
import { FormError } from './FormError';
import { focusFirstInvalid } from './first-invalid';
import styles from './systems.module.css';

/** A dialog with a form: Enter or Ctrl+Enter saves, Escape leaves. */
export function FormDialog({
  title,
  submitLabel,
  cancelLabel,
  size = 'md',
  busy,
  disabledReason,
  error,
  extra,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  submitLabel: string;
  cancelLabel?: string | undefined;
  size?: 'sm' | 'md' | 'lg';
  busy: boolean;
  disabledReason?: string | undefined;
  /** Why the last attempt was refused. */
  error: unknown;
  /** More buttons, at the left. */
  extra?: ReactNode;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation('systems');
  const submit = (form: HTMLFormElement): void => {
    if (busy || disabledReason !== undefined) return;
    onSubmit();
    focusFirstInvalid(form);
  };
  return (
    <Dialog opened onClose={onClose} title={title} size={size}>
      <form
        className="fb-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit(event.currentTarget);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && event.ctrlKey) {
            event.preventDefault();
            submit(event.currentTarget);
          }
        }}
      >
        {children}
        <FormError error={error} />
        <div className={styles['dialogButtons']}>
          {extra}
          <span className="fb-grow" />
          <Button onClick={onClose}>{cancelLabel ?? t('form.cancel')}</Button>
          <Button
            type="submit"
            variant="primary"
            kbd="Ctrl Enter"
            busy={busy}
            disabledReason={disabledReason}
          >
            {submitLabel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
