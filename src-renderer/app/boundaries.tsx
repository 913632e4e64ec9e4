import type { ReactNode } from 'react';
import { ErrorBoundary, type FallbackProps } from 'react-error-boundary';
import { useTranslation } from 'react-i18next';
import { Button, ErrorState } from '../ui';
import { errorText } from '../features/workbench/index';
import styles from './frame.module.css';

function PanelFallback({ error, resetErrorBoundary }: FallbackProps) {
  const { t } = useTranslation('app');
  return (
    <div className={styles['broken']}>
      <ErrorState
        what={t('broken.panel')}
        safe={t('broken.safe')}
        details={errorText(error).details}
        onRetry={() => resetErrorBoundary()}
        retryLabel={t('broken.reloadPanel')}
      />
    </div>
  );
}

/** Keeps a bug of one pane inside that pane. */
export function PanelBoundary({ children }: { children: ReactNode }) {
  return <ErrorBoundary FallbackComponent={PanelFallback}>{children}</ErrorBoundary>;
}

function AppFallback({ error }: FallbackProps) {
  const { t } = useTranslation('app');
  return (
    <main className={styles['broken']}>
      <ErrorState
        what={t('broken.app')}
        safe={t('broken.safe')}
        details={errorText(error).details}
        actions={
          <Button variant="primary" onClick={() => window.location.reload()}>
            {t('broken.reload')}
          </Button>
        }
      />
    </main>
  );
}

/** The last net below the whole program. */
export function AppBoundary({ children }: { children: ReactNode }) {
  return <ErrorBoundary FallbackComponent={AppFallback}>{children}</ErrorBoundary>;
}
