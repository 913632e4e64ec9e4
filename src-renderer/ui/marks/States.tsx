import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAlertCircle, IconShieldCheck } from '@tabler/icons-react';
import { Button, type ButtonVariant } from '../controls/Button';
import { HostileText } from '../data/HostileText';
import styles from './States.module.css';

export interface StateAction {
  label: string;
  onClick: () => void;
  kbd?: string;
  icon?: ReactNode;
  variant?: ButtonVariant;
}

function ActionButton({ action }: { action: StateAction }) {
  return (
    <Button
      variant={action.variant ?? 'default'}
      icon={action.icon}
      {...(action.kbd ? { kbd: action.kbd } : {})}
      onClick={action.onClick}
    >
      {action.label}
    </Button>
  );
}

/** Nothing here yet: one sentence, one action, its key. */
export function EmptyState({
  sentence,
  detail,
  action,
  secondary,
}: {
  sentence: string;
  detail?: ReactNode;
  action?: StateAction | undefined;
  secondary?: StateAction | undefined;
}) {
  return (
    <div className={styles['empty']}>
      <p className={styles['sentence']}>{sentence}</p>
      {detail && <div className={styles['detail']}>{detail}</div>}
      {(action || secondary) && (
        <div className={styles['actions']}>
          {action && <ActionButton action={action} />}
          {secondary && <ActionButton action={secondary} />}
        </div>
      )}
    </div>
  );
}

/** An error in place, never modal: what happened, what is safe, what to do. */
export function ErrorState({
  what,
  safe,
  next,
  onRetry,
  retryLabel,
  actions,
  details,
}: {
  /** What happened, with its cause: one sentence. */
  what: string;
  /** What has not been lost. */
  safe?: string | undefined;
  /** What to do now. */
  next?: string | undefined;
  onRetry?: (() => void) | undefined;
  retryLabel?: string | undefined;
  actions?: ReactNode;
  /** Raw text of the other side; shown as hostile text, folded. */
  details?: string | undefined;
}) {
  const { t } = useTranslation('ui');
  return (
    <div className={styles['error']} role="alert">
      <IconAlertCircle aria-hidden="true" />
      <div className={styles['body']}>
        <p className={styles['what']}>{what}</p>
        {next && <p className={styles['next']}>{next}</p>}
        {safe && (
          <p className={styles['safe']}>
            <IconShieldCheck aria-hidden="true" />
            <span>{safe}</span>
          </p>
        )}
        {details && (
          <details className={styles['details']}>
            <summary>{t('error.details')}</summary>
            <pre>
              <HostileText text={details} multiline />
            </pre>
          </details>
        )}
        {(onRetry || actions) && (
          <div className={styles['actions']}>
            {onRetry && <Button onClick={onRetry}>{retryLabel ?? t('error.retry')}</Button>}
            {actions}
          </div>
        )}
      </div>
    </div>
  );
}
