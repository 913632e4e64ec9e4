import { useTranslation } from 'react-i18next';
import { IconArrowsLeftRight, IconDots, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import type { Tunnel } from '../../../src-main/contract/index';
import {
  Busy,
  cx,
  EmptyState,
  EnvironmentTag,
  ErrorState,
  formatBytes,
  formatCount,
  formatFullTime,
  formatMoment,
  HostileText,
  IconButton,
  Menu,
  PanelHeader,
  plainDisplay,
  StatusDot,
} from '../../ui/index';
import { ConnectionError } from '../ssh/index';
import { CommandButton, errorText, failureOf, usePanelTab, useWorkbench } from '../workbench/index';
import { useTunnelsView } from './dialog-store';
import { isLive, listenAddress, stateTones, useTunnels, type ListedTunnel } from './tunnel-list';
import { useTunnelMenu } from './tunnel-menu';
import styles from './tunnels.module.css';

const columns = [
  'name',
  'state',
  'kind',
  'listen',
  'via',
  'target',
  'connections',
  'bytes',
  'since',
] as const;

/** All tunnels with what goes through them. */
export default function TunnelsPanel() {
  const { t } = useTranslation('tunnels');
  usePanelTab({ title: t('title') });
  const workbench = useWorkbench();
  const { tunnels, error, refetch } = useTunnels();
  if (error) {
    const { what, next } = errorText(error);
    return <ErrorState what={what} next={next} onRetry={refetch} />;
  }
  if (!tunnels) return <Busy text={t('loading')} />;
  return (
    <div className="fb-page">
      <PanelHeader
        title={t('title')}
        icon={<IconArrowsLeftRight aria-hidden="true" />}
        count={tunnels.length}
        actions={tunnels.length > 0 && <CommandButton command="tunnels.create" />}
      />
      <div className="fb-page-scroll">
        {tunnels.length === 0 ? (
          <EmptyState
            sentence={t('empty')}
            detail={t('emptyDetail')}
            action={{
              label: t('command.create'),
              onClick: () => workbench.run('tunnels.create'),
            }}
          />
        ) : (
          <table className={cx('fb-table', styles['table'])}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col" data-column={column}>
                    {t(`column.${column}`)}
                  </th>
                ))}
                <th scope="col">
                  <span className="fb-visually-hidden">{t('column.actions')}</span>
                </th>
              </tr>
            </thead>
            {tunnels.map((item) => (
              <TunnelRows key={item.tunnel.id} item={item} />
            ))}
          </table>
        )}
      </div>
    </div>
  );
}

function TunnelRows({ item: { tunnel, via, system } }: { item: ListedTunnel }) {
  const { t } = useTranslation('tunnels');
  const chosen = useTunnelsView((view) => view.selected === tunnel.id);
  const select = useTunnelsView((view) => view.select);
  const address = listenAddress(tunnel);
  const target = tunnel.kind === 'dynamic' ? t('anyTarget') : tunnel.target;
  return (
    <tbody
      className={cx(chosen && styles['chosen'])}
      data-tone={system?.environment === 'production' ? 'production' : undefined}
      onClick={() => select(tunnel.id)}
    >
      <tr>
        <th scope="row">
          <span className={styles['name']}>
            <HostileText text={tunnel.name} className="fb-ellipsis" />
            {system && <EnvironmentTag environment={system.environment} />}
          </span>
        </th>
        <td>
          <StatusDot tone={stateTones[tunnel.state]} label={t(`state.${tunnel.state}`)} />
        </td>
        <td>{tunnel.definition === null ? t('kind.console') : t(`kind.${tunnel.kind}`)}</td>
        <td className={cx('fb-mono', tunnel.listen === null && 'fb-faint')} title={address ?? ''}>
          {address ?? '—'}
        </td>
        <td>
          <HostileText text={via} />
        </td>
        <td className={tunnel.kind === 'dynamic' ? 'fb-faint' : 'fb-mono'} title={target}>
          <HostileText text={target} />
        </td>
        <td className="fb-number">
          {t('ofTotal', {
            now: formatCount(tunnel.connections),
            total: formatCount(tunnel.connectionsTotal),
          })}
        </td>
        <td className="fb-number">
          {t('inOut', { in: formatBytes(tunnel.bytesIn), out: formatBytes(tunnel.bytesOut) })}
        </td>
        <td title={tunnel.since === null ? '' : formatFullTime(tunnel.since)}>
          {tunnel.since === null ? '—' : formatMoment(tunnel.since)}
        </td>
        <td className={styles['actions']}>
          <RowActions tunnel={tunnel} />
        </td>
      </tr>
      {tunnel.error && (
        <tr>
          <td colSpan={columns.length + 1} className={styles['error']}>
            <LastError tunnel={tunnel} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

function RowActions({ tunnel }: { tunnel: Tunnel }) {
  const { t } = useTranslation('tunnels');
  const workbench = useWorkbench();
  const menuOf = useTunnelMenu();
  const name = plainDisplay(tunnel.name);
  const live = isLive(tunnel);
  return (
    <>
      <IconButton
        label={t(live ? 'action.stopNamed' : 'action.startNamed', { name })}
        icon={live ? <IconPlayerStop aria-hidden="true" /> : <IconPlayerPlay aria-hidden="true" />}
        onClick={() => workbench.run(live ? 'tunnels.stop' : 'tunnels.start', tunnel.id)}
      />
      <Menu
        label={t('action.moreNamed', { name })}
        trigger={
          <IconButton
            label={t('action.moreNamed', { name })}
            icon={<IconDots aria-hidden="true" />}
          />
        }
        items={menuOf(tunnel)}
      />
    </>
  );
}

/** Why a tunnel is not open, with what mends it; or why its last connection came to nothing. */
function LastError({ tunnel }: { tunnel: Tunnel }) {
  const workbench = useWorkbench();
  if (!tunnel.error) return null;
  const error = failureOf(tunnel.error);
  if (tunnel.state === 'failed') {
    return (
      <ConnectionError
        error={error}
        endpointId={tunnel.endpointId}
        onRetry={() => workbench.run('tunnels.start', tunnel.id)}
      />
    );
  }
  const { what, next } = errorText(error);
  return (
    <p className="fb-small">
      {plainDisplay(what)} {next && plainDisplay(next)}
    </p>
  );
}
