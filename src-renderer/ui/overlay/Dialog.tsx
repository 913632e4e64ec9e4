import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Modal } from '@mantine/core';
import { Button } from '../controls/Button';
import { TextField } from '../controls/TextField';
import { plainDisplay } from '../data/hostile-text';
import styles from './Dialog.module.css';

const widths = { sm: 400, md: 520, lg: 760 };

export interface DialogProps {
  opened: boolean;
  /** Escape, the veil or the closing cross. Must be the safe way out. */
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  /** Buttons; the safe one carries `data-autofocus`. */
  footer?: ReactNode;
  size?: keyof typeof widths;
}

/**
 * Gives the focus back when a dialog is taken away while it is open: the modal itself does so only
 * when it is closed first. Where the element is gone, its nearest focusable surroundings get it.
 */
function useFocusBack(opened: boolean): void {
  const [surroundings] = useState(() => {
    const chain: HTMLElement[] = [];
    let element: Element | null = opened ? document.activeElement : null;
    for (; element && element !== document.body; element = element.parentElement) {
      if (element instanceof HTMLElement) chain.push(element);
    }
    return chain;
  });
  useEffect(
    () => () => {
      if (document.activeElement !== null && document.activeElement !== document.body) return;
      for (const element of surroundings) {
        if (!element.isConnected) continue;
        element.focus();
        if (document.activeElement === element) return;
      }
    },
    [surroundings],
  );
}

/** A modal: only to type a host name, to choose among irreversible ways, or to unlock. */
export function Dialog({ opened, onClose, title, children, footer, size = 'md' }: DialogProps) {
  const { t } = useTranslation('ui');
  useFocusBack(opened);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={`calc(${widths[size]}px * var(--zoom))`}
      yOffset="12vh"
      transitionProps={{ duration: 100, transition: 'fade' }}
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
      classNames={{
        overlay: styles['overlay'] ?? '',
        content: styles['content'] ?? '',
        header: styles['header'] ?? '',
        title: styles['title'] ?? '',
        body: styles['body'] ?? '',
      }}
    >
      {children}
      {footer && <div className={styles['footer']}>{footer}</div>}
    </Modal>
  );
}

export interface ConfirmDialogProps {
  opened: boolean;
  title: ReactNode;
  /** What happens and what cannot be undone. */
  children: ReactNode;
  confirmLabel: string;
  cancelLabel?: string;
  tone?: 'primary' | 'danger';
  onConfirm: () => void;
  onCancel: () => void;
  busy?: boolean;
}

/** Asks before an act that cannot be undone; “cancel” has the focus. */
export function ConfirmDialog({
  opened,
  title,
  children,
  confirmLabel,
  cancelLabel,
  tone = 'primary',
  onConfirm,
  onCancel,
  busy = false,
}: ConfirmDialogProps) {
  const { t } = useTranslation('ui');
  return (
    <Dialog
      opened={opened}
      onClose={onCancel}
      title={title}
      size="sm"
      footer={
        <>
          <Button onClick={onCancel} data-autofocus>
            {cancelLabel ?? t('dialog.cancel')}
          </Button>
          <Button
            variant={tone === 'danger' ? 'dangerSolid' : 'primary'}
            busy={busy}
            onClick={onConfirm}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}

/** True when what was typed names the thing exactly, but for spaces around it. */
function typedMatches(typed: string, expected: string): boolean {
  return typed.trim() === expected.trim() && expected.trim() !== '';
}

function TypingForm({
  children,
  expected,
  confirmLabel,
  onConfirm,
  onCancel,
  busy,
}: Omit<ConfirmByTypingProps, 'opened' | 'title'>) {
  const { t } = useTranslation('ui');
  const [typed, setTyped] = useState('');
  const matches = typedMatches(typed, expected);
  return (
    <form
      className={styles['body']}
      style={{ padding: 0 }}
      onSubmit={(event) => {
        event.preventDefault();
        if (matches && !busy) onConfirm();
      }}
    >
      {children}
      <p>
        {t('dialog.typeToConfirm')}{' '}
        <code className={styles['expected']}>{plainDisplay(expected)}</code>
      </p>
      <TextField
        label={t('dialog.typedName')}
        hideLabel
        mono
        value={typed}
        onChange={setTyped}
        data-autofocus
      />
      <div className={styles['footer']}>
        <Button onClick={onCancel}>{t('dialog.cancel')}</Button>
        <Button
          type="submit"
          variant="dangerSolid"
          busy={busy ?? false}
          disabledReason={matches ? undefined : t('dialog.notTyped')}
        >
          {confirmLabel}
        </Button>
      </div>
    </form>
  );
}

export interface ConfirmByTypingProps {
  opened: boolean;
  title: ReactNode;
  children: ReactNode;
  /** What must be typed: the host name. */
  expected: string;
  confirmLabel: string;
  onConfirm: () => void;
  onCancel: () => void;
  busy?: boolean;
}

/** Lets a dangerous act through only after the host name has been typed. */
export function ConfirmByTyping({ opened, title, onCancel, ...rest }: ConfirmByTypingProps) {
  // The form lives inside the modal, so what was typed is gone when it closes.
  return (
    <Dialog opened={opened} onClose={onCancel} title={title} size="sm">
      <TypingForm {...rest} onCancel={onCancel} />
    </Dialog>
  );
}
