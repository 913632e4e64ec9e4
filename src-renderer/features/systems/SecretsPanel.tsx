import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconKey, IconPlus } from '@tabler/icons-react';
import {
  Busy,
  Button,
  ConfirmDialog,
  cx,
  EmptyState,
  ErrorState,
  formatFullTime,
  PanelHeader,
} from '../../ui/index';
import { errorText, useHostMutation, usePanelTab, useWorkbench } from '../workbench/index';
import { FormError } from './FormError';
import { useInventory, useSecrets } from './inventory';
import styles from './systems.module.css';

/** The passwords kept on this device, by name; a value is never shown again. */
export default function SecretsPanel() {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  usePanelTab({ title: t('secrets.title') });
  const { data, error, refetch } = useSecrets();
  const { data: inventory } = useInventory();
  const [asked, setAsked] = useState<string | null>(null);
  const remove = useHostMutation((host, name: string) => host.secrets.remove({ name }), {
    onSuccess: () => setAsked(null),
    onError: () => setAsked(null),
  });
  if (error) {
    const { what, next } = errorText(error);
    return <ErrorState what={what} next={next} onRetry={() => void refetch()} />;
  }
  if (!data) return <Busy text={t('loading')} />;
  const users = (name: string): string[] =>
    inventory?.endpoints.flatMap((endpoint) =>
      'secret' in endpoint.detail && endpoint.detail.secret === name ? [endpoint.name] : [],
    ) ?? [];
  return (
    <div className="fb-page">
      <PanelHeader
        title={t('secrets.title')}
        icon={<IconKey aria-hidden="true" />}
        count={data.length}
        actions={
          <Button
            icon={<IconPlus aria-hidden="true" />}
            onClick={() => workbench.run('systems.setSecret')}
          >
            {t('secrets.add')}
          </Button>
        }
      />
      <div className="fb-page-scroll">
        <p className={styles['intro']}>{t('secrets.intro')}</p>
        <FormError error={remove.error} />
        {data.length === 0 ? (
          <EmptyState sentence={t('secrets.none')} />
        ) : (
          <table className={cx('fb-table', styles['overview'])}>
            <thead>
              <tr>
                <th scope="col">{t('secrets.name')}</th>
                <th scope="col">{t('secrets.usedBy')}</th>
                <th scope="col">{t('secrets.updated')}</th>
                <th scope="col">
                  <span className="fb-visually-hidden">{t('hostKeys.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.map(({ name, updatedAt }) => (
                <tr key={name}>
                  <td>
                    <bdi>{name}</bdi>
                  </td>
                  <td>
                    {users(name).length === 0 ? (
                      <span className="fb-faint">{t('secrets.unused')}</span>
                    ) : (
                      <bdi title={users(name).join('\n')}>{users(name).join(', ')}</bdi>
                    )}
                  </td>
                  <td className="fb-faint">{formatFullTime(updatedAt)}</td>
                  <td className={styles['rowActions']}>
                    <Button
                      aria-label={t('secrets.setOf', { name })}
                      onClick={() => workbench.run('systems.setSecret', name)}
                    >
                      {t('secrets.set')}
                    </Button>
                    <Button
                      variant="danger"
                      aria-label={t('secrets.removeOf', { name })}
                      onClick={() => setAsked(name)}
                    >
                      {t('secrets.remove')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <ConfirmDialog
        opened={asked !== null}
        title={t('secrets.removeTitle')}
        confirmLabel={t('secrets.remove')}
        tone="danger"
        busy={remove.isPending}
        onConfirm={() => {
          if (asked !== null) remove.mutate(asked);
        }}
        onCancel={() => setAsked(null)}
      >
        <p>{t('secrets.removeText', { name: asked ?? '' })}</p>
      </ConfirmDialog>
    </div>
  );
}
