import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArchive, IconArchiveOff, IconDots, IconPencil } from '@tabler/icons-react';
import type { Endpoint, Inventory, SshEndpoint } from '../../../src-main/contract/index';
import { Button, cx, IconButton, Menu, Tag } from '../../ui/index';
import { CommandButton, useHostMutation, useWorkbench } from '../workbench/index';
import { archiveEntry } from './actions';
import { ConnectionMark } from './EndpointMark';
import { EndpointTest, useConnectionTest } from './EndpointTest';
import { endpointTarget, sshOf } from './inventory-model';
import { endpointIcons } from './kinds';
import styles from './systems.module.css';

/** One way to reach a system: where it points, and what can be done with it. */
export function EndpointRow({
  endpoint,
  inventory,
  highlighted,
  lockedReason,
  onEdit,
}: {
  endpoint: Endpoint;
  inventory: Inventory;
  highlighted: boolean;
  /** Why no other form may be opened now. */
  lockedReason: string | undefined;
  onEdit: () => void;
}) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const test = useConnectionTest(endpoint);
  const row = useRef<HTMLLIElement>(null);
  const { detail, archived } = endpoint;
  const Icon = endpointIcons[detail.kind];

  useEffect(() => {
    if (highlighted) row.current?.scrollIntoView({ block: 'nearest' });
  }, [highlighted]);

  return (
    <li
      ref={row}
      className={cx(
        styles['endpoint'],
        highlighted && styles['highlighted'],
        archived && styles['archived'],
      )}
    >
      <div className={styles['endpointLine']}>
        <Icon aria-hidden="true" />
        <div className={styles['endpointText']}>
          <div className={styles['endpointName']}>
            <bdi className="fb-ellipsis" title={endpoint.name}>
              {endpoint.name}
            </bdi>
            {archived && <Tag>{t('archived')}</Tag>}
            {detail.kind === 'ssh' && <ConnectionMark endpointId={endpoint.id} />}
          </div>
          <div className={styles['endpointTarget']}>
            <bdi className="fb-mono" title={endpointTarget(detail)}>
              {endpointTarget(detail)}
            </bdi>
            <Properties endpoint={endpoint} inventory={inventory} />
          </div>
        </div>
        <div className={styles['endpointActions']}>
          {!archived && <UseButton endpoint={endpoint} />}
          {!archived && (detail.kind === 'ssh' || detail.kind === 'database') && (
            <Button busy={test.pending} onClick={test.run}>
              {t('endpoint.test')}
            </Button>
          )}
          <IconButton
            label={t('endpoint.edit', { name: endpoint.name })}
            icon={<IconPencil aria-hidden="true" />}
            disabledReason={lockedReason}
            onClick={onEdit}
          />
          <Menu
            label={t('endpoint.more', { name: endpoint.name })}
            trigger={
              <IconButton
                label={t('endpoint.more', { name: endpoint.name })}
                icon={<IconDots aria-hidden="true" />}
              />
            }
            items={[
              {
                id: 'archive',
                label: archived ? t('archive.restore') : t('archive.archive'),
                icon: archived ? (
                  <IconArchiveOff aria-hidden="true" />
                ) : (
                  <IconArchive aria-hidden="true" />
                ),
                onSelect: () => void archiveEntry(workbench, 'endpoint', endpoint, !archived),
              },
            ]}
          />
        </div>
      </div>
      <EndpointTest endpoint={endpoint} inventory={inventory} test={test} />
    </li>
  );
}

/** The action an endpoint is there for. */
function UseButton({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const openAddress = useHostMutation((host, url: string) => host.app.openExternal({ url }));
  const { detail, id } = endpoint;
  switch (detail.kind) {
    case 'log':
      return (
        <Button onClick={() => workbench.run('logs.open', id)}>{t('endpoint.openLog')}</Button>
      );
    case 'database':
      return (
        <Button onClick={() => workbench.run('queries.open', id)}>
          {t('endpoint.openConsole')}
        </Button>
      );
    case 'url':
      return (
        <Button busy={openAddress.isPending} onClick={() => openAddress.mutate(detail.url)}>
          {t('endpoint.openAddress')}
        </Button>
      );
    case 'ssh':
      return (
        <>
          <CommandButton
            command="terminals.open"
            argument={id}
            label={t('endpoint.openTerminal')}
            showKeys={false}
          />
          <CommandButton
            command="files.open"
            argument={id}
            label={t('endpoint.openFiles')}
            showKeys={false}
          />
        </>
      );
  }
}

/** Small facts after the address: how one logs in, through which host, which encoding. */
function Properties({ endpoint, inventory }: { endpoint: Endpoint; inventory: Inventory }) {
  const { t } = useTranslation('systems');
  const { detail } = endpoint;
  const ssh = sshOf(inventory, detail);
  switch (detail.kind) {
    case 'ssh':
      return (
        <>
          <Login detail={detail} />
          {ssh && <span>{t('endpoint.through', { host: ssh.name })}</span>}
          {detail.proxy && <span>{t(`proxy.${detail.proxy.kind}`)}</span>}
          {detail.encoding !== 'utf-8' && <span>{t(`encoding.${detail.encoding}`)}</span>}
        </>
      );
    case 'log':
      return (
        <>
          {ssh && <span>{t('endpoint.on', { host: ssh.name })}</span>}
          {detail.encoding !== 'auto' && <span>{t(`encoding.${detail.encoding}`)}</span>}
        </>
      );
    case 'database':
      return (
        <>
          <span>{t(`dialect.${detail.dialect}`)}</span>
          {ssh && <span>{t('endpoint.through', { host: ssh.name })}</span>}
          <span>{t(`tls.${detail.tls}`)}</span>
          {detail.secret !== null && <span>{t('endpoint.secret', { name: detail.secret })}</span>}
        </>
      );
    case 'url':
      return null;
  }
}

function Login({ detail }: { detail: SshEndpoint }) {
  const { t } = useTranslation('systems');
  if (detail.auth === 'agent' || detail.auth === 'interactive')
    return <span>{t(`auth.${detail.auth}`)}</span>;
  const secret = detail.secret !== null && (
    <span>{t('endpoint.secret', { name: detail.secret })}</span>
  );
  if (detail.auth === 'password')
    return secret || <span className={styles['lacking']}>{t('endpoint.noPassword')}</span>;
  return (
    <>
      <span>{t('auth.key')}</span>
      <bdi className="fb-mono">{detail.identityPath}</bdi>
      {secret}
    </>
  );
}
