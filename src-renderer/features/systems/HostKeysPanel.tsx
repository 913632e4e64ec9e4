import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFingerprint } from '@tabler/icons-react';
import type { HostKey } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  ConfirmByTyping,
  cx,
  EmptyState,
  ErrorState,
  formatFullTime,
  HostileText,
  PanelHeader,
} from '../../ui/index';
import { errorText, useHostMutation, useHostQuery, usePanelTab } from '../workbench/index';
import { hostPort } from './inventory-model';
import styles from './systems.module.css';

/** The host keys that somebody accepted on this device. */
export default function HostKeysPanel() {
  const { t } = useTranslation('systems');
  usePanelTab({ title: t('hostKeys.title') });
  const { data, error, refetch } = useHostQuery(['ssh', 'hostKeys'], (host) => host.ssh.hostKeys());
  const [asked, setAsked] = useState<HostKey | null>(null);
  const forget = useHostMutation(
    (host, { host: name, port }: HostKey) => host.ssh.distrust({ host: name, port }),
    { onSuccess: () => setAsked(null) },
  );
  if (error) {
    const { what, next } = errorText(error);
    return <ErrorState what={what} next={next} onRetry={() => void refetch()} />;
  }
  if (!data) return <Busy text={t('loading')} />;
  return (
    <div className="fb-page">
      <PanelHeader
        title={t('hostKeys.title')}
        icon={<IconFingerprint aria-hidden="true" />}
        count={data.length}
      />
      <div className="fb-page-scroll">
        <p className={styles['intro']}>{t('hostKeys.intro')}</p>
        {data.length === 0 ? (
          <EmptyState sentence={t('hostKeys.none')} />
        ) : (
          <table className={cx('fb-table', styles['overview'])}>
            <thead>
              <tr>
                <th scope="col">{t('hostKeys.host')}</th>
                <th scope="col">{t('hostKeys.fingerprint')}</th>
                <th scope="col">{t('hostKeys.type')}</th>
                <th scope="col">{t('hostKeys.trustedAt')}</th>
                <th scope="col">
                  <span className="fb-visually-hidden">{t('hostKeys.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.map((key) => (
                <tr key={hostPort(key.host, key.port)}>
                  <td className="fb-mono">
                    <HostileText text={hostPort(key.host, key.port)} />
                  </td>
                  <td className={styles['fingerprint']}>
                    <HostileText text={key.fingerprint} />
                  </td>
                  <td className="fb-mono">
                    {key.type === '' ? (
                      <span className="fb-faint">{t('hostKeys.typeUnknown')}</span>
                    ) : (
                      <HostileText text={key.type} />
                    )}
                  </td>
                  <td className="fb-faint">{formatFullTime(key.trustedAt)}</td>
                  <td className={styles['rowActions']}>
                    <Button
                      variant="danger"
                      aria-label={t('hostKeys.removeOf', { host: hostPort(key.host, key.port) })}
                      onClick={() => setAsked(key)}
                    >
                      {t('hostKeys.remove')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <ConfirmByTyping
        opened={asked !== null}
        title={t('hostKeys.removeTitle')}
        expected={asked?.host ?? ''}
        confirmLabel={t('hostKeys.remove')}
        busy={forget.isPending}
        onConfirm={() => {
          if (asked) forget.mutate(asked);
        }}
        onCancel={() => setAsked(null)}
      >
        <p>{t('hostKeys.removeText', { host: asked?.host ?? '' })}</p>
      </ConfirmByTyping>
    </div>
  );
}
