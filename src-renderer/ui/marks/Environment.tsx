import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconLock, IconShieldHalf, IconPencilExclamation } from '@tabler/icons-react';
import { cx } from '../cx';
import styles from './marks.module.css';

export type EnvironmentName = 'production' | 'test' | 'development';
/** What the pane may do to the server it points at. */
export type RightToWrite = 'readOnly' | 'write' | 'none';

/** Environment of a system, always with its word; short enough for lists. */
export function EnvironmentTag({ environment }: { environment: EnvironmentName }) {
  const { t } = useTranslation('ui');
  return (
    <span
      className={cx(styles['environment'], styles[environment])}
      title={t(`environment.${environment}.full`)}
    >
      {t(`environment.${environment}.short`)}
    </span>
  );
}

const bannerClass: Record<EnvironmentName, string | undefined> = {
  production: undefined,
  test: styles['bannerTest'],
  development: styles['bannerDevelopment'],
};

/**
 * The strip at the top of every pane that touches a server: where it points and what it may do.
 * It cannot be dismissed. With `writeMode` the whole strip turns solid red.
 */
export function EnvironmentBanner({
  environment,
  right,
  rightText,
  host,
  account,
  aside,
  writeMode,
}: {
  environment: EnvironmentName;
  right: RightToWrite;
  /** Replaces the standard words for `right`, e.g. “read-only session”. */
  rightText?: string | undefined;
  /** Host, or database @ host:port; shown as data. */
  host: string;
  account?: string | undefined;
  /** At the right end: timeout, clock offset. */
  aside?: ReactNode;
  /** Change number and clock while writing is allowed. */
  writeMode?: { text: string } | undefined;
}) {
  const { t } = useTranslation('ui');
  const writing = writeMode !== undefined;
  return (
    <div
      role="note"
      aria-label={t('environment.banner')}
      className={cx(styles['banner'], bannerClass[environment], writing && styles['bannerWrite'])}
    >
      <span className={styles['stamp']}>
        <IconShieldHalf aria-hidden="true" />
        {t(`environment.${environment}.full`)}
      </span>
      <span className={cx(styles['right'], 'fb-row')}>
        {right === 'write' ? (
          <IconPencilExclamation aria-hidden="true" />
        ) : (
          <IconLock aria-hidden="true" />
        )}
        {rightText ?? t(`environment.right.${right}`)}
      </span>
      <span className={styles['divider']} aria-hidden="true" />
      <bdi className="fb-mono fb-ellipsis" title={host}>
        {host}
      </bdi>
      {account && (
        <>
          <span className={styles['divider']} aria-hidden="true" />
          <span className={cx('fb-ellipsis', styles['account'])}>
            {t('environment.account')} <bdi className="fb-mono">{account}</bdi>
          </span>
        </>
      )}
      <span className="fb-grow" />
      {writing && (
        <span
          className={cx('fb-strong', 'fb-ellipsis', styles['writeText'])}
          title={writeMode.text}
        >
          {writeMode.text}
        </span>
      )}
      {aside && <span className={styles['faint']}>{aside}</span>}
    </div>
  );
}
