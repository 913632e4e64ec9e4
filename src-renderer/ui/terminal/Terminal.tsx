import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Busy } from '../marks/Progress';
import type { TerminalProps } from './terminal-types';
import styles from './Terminal.module.css';

const TerminalView = lazy(() => import('./TerminalView'));

/** A terminal. Its code is fetched when the first one is shown. */
export function Terminal(props: TerminalProps) {
  const { t } = useTranslation('ui');
  return (
    <Suspense
      fallback={
        <div className={styles['waiting']}>
          <Busy text={t('terminal.loading')} />
        </div>
      }
    >
      <TerminalView {...props} />
    </Suspense>
  );
}
