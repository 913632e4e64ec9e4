import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconAlertCircle,
  IconAlertTriangle,
  IconCircleCheck,
  IconInfoCircle,
  IconPin,
  IconX,
} from '@tabler/icons-react';
import { Button, IconButton } from '../controls/Button';
import { cx } from '../cx';
import { pushToast, type Toast, type ToastInput } from './toast-model';
import styles from './toast.module.css';

export interface Toasts {
  /** Shows a toast and returns its id. */
  show: (toast: ToastInput) => string;
  dismiss: (id: string) => void;
}

const ToastContext = createContext<Toasts>({ show: () => '', dismiss: () => {} });

/** Short news at the bottom right, at most three. Never the only record of anything. */
export function useToast(): Toasts {
  return useContext(ToastContext);
}

const icons: Record<NonNullable<ToastInput['tone']>, ReactNode> = {
  info: <IconInfoCircle aria-hidden="true" />,
  ok: <IconCircleCheck aria-hidden="true" />,
  warn: <IconAlertTriangle aria-hidden="true" />,
  error: <IconAlertCircle aria-hidden="true" />,
  case: <IconPin aria-hidden="true" />,
};

function ToastView({ toast, onClose }: { toast: Toast; onClose: () => void }) {
  const { t } = useTranslation('ui');
  const tone = toast.tone ?? 'info';
  const stays = Boolean(toast.actions?.length) && toast.timeoutMs === undefined;
  const [held, setHeld] = useState(false);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    if (stays || held) return;
    const timer = setTimeout(() => close.current(), toast.timeoutMs ?? 5000);
    return () => clearTimeout(timer);
  }, [stays, held, toast]);
  return (
    <li
      className={cx(styles['toast'], styles[tone])}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {icons[tone]}
      <div className={styles['body']}>
        <div className={styles['title']}>{toast.title}</div>
        {toast.body && <div className={styles['text']}>{toast.body}</div>}
        {toast.actions && toast.actions.length > 0 && (
          <div className={styles['actions']}>
            {toast.actions.map((action) => (
              <Button
                key={action.label}
                kbd={action.kbd}
                onClick={() => {
                  onClose();
                  action.onClick();
                }}
              >
                {action.label}
              </Button>
            ))}
          </div>
        )}
      </div>
      <IconButton
        label={t('toast.close')}
        icon={<IconX aria-hidden="true" />}
        size="sm"
        onClick={onClose}
      />
    </li>
  );
}

let nextToast = 1;

/** Holds the toast stack; part of UiProvider. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation('ui');
  const [stack, setStack] = useState<Toast[]>([]);
  const dismiss = useCallback((id: string) => {
    setStack((current) => current.filter((toast) => toast.id !== id));
  }, []);
  const show = useCallback((input: ToastInput) => {
    const toast: Toast = { ...input, id: input.id ?? `toast-${nextToast++}` };
    setStack((current) => pushToast(current, toast));
    return toast.id;
  }, []);
  const toasts = useMemo(() => ({ show, dismiss }), [show, dismiss]);
  const newest = stack.at(-1)?.id;
  useEffect(() => {
    if (newest === undefined) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      // Whatever else Escape does here comes first: a dialog, a stop, a selection.
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector('dialog[open], [role="dialog"]') === null) dismiss(newest);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [newest, dismiss]);
  return (
    <ToastContext value={toasts}>
      {children}
      <ol
        className={styles['stack']}
        aria-live="polite"
        aria-relevant="additions text"
        aria-label={t('toast.region')}
      >
        {stack.map((toast) => (
          <ToastView key={toast.id} toast={toast} onClose={() => dismiss(toast.id)} />
        ))}
      </ol>
    </ToastContext>
  );
}
