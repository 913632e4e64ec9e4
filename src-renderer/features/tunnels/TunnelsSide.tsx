import { useState, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconList, IconPlayerPlay, IconPlayerStop, IconPlus } from '@tabler/icons-react';
import {
  ContextMenu,
  EnvironmentTag,
  ErrorState,
  IconButton,
  plainDisplay,
  SelectList,
  StatusDot,
} from '../../ui/index';
import { errorText, SideSection, useWorkbench } from '../workbench/index';
import { openTunnelList } from './actions';
import { useTunnelsView } from './dialog-store';
import { isLive, listenAddress, stateTones, useTunnels, type ListedTunnel } from './tunnel-list';
import { useTunnelMenu } from './tunnel-menu';
import styles from './tunnels.module.css';

/** Tunnels below the systems: those that are saved, and those that consoles use. */
export function TunnelsSide() {
  const { t } = useTranslation('tunnels');
  const workbench = useWorkbench();
  const { tunnels, inventory, error, refetch } = useTunnels();
  const selected = useTunnelsView((view) => view.selected);
  const select = useTunnelsView((view) => view.select);
  const menuOf = useTunnelMenu();
  const [menu, setMenu] = useState<{ id: string; x: number; y: number } | null>(null);

  if (error) return <ErrorState what={errorText(error).what} onRetry={refetch} />;
  // Where there is no host to go through, there is nothing to say about tunnels yet.
  const hosts = inventory?.endpoints.some(({ detail }) => detail.kind === 'ssh') ?? false;
  if (!tunnels || (tunnels.length === 0 && !hosts)) return null;

  const chosen = tunnels.find(({ tunnel }) => tunnel.id === selected)?.tunnel;
  const shown = tunnels.find(({ tunnel }) => tunnel.id === menu?.id)?.tunnel;
  const openMenu = (event: MouseEvent<HTMLElement>): void => {
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="option"]')];
    const pointed = rows.find((row) => row.contains(event.target as Node));
    // The menu key acts on the list, and means the row that is selected.
    const row = pointed ?? rows.find((each) => each.getAttribute('aria-selected') === 'true');
    const tunnel = row && tunnels[rows.indexOf(row)]?.tunnel;
    if (!row || !tunnel) return;
    event.preventDefault();
    select(tunnel.id);
    const { left, bottom } = row.getBoundingClientRect();
    setMenu({
      id: tunnel.id,
      ...(pointed ? { x: event.clientX, y: event.clientY } : { x: left + 24, y: bottom }),
    });
  };

  return (
    <SideSection
      id="tunnels"
      title={t('title')}
      count={tunnels.length}
      actions={
        <>
          {chosen && (
            <IconButton
              label={t(isLive(chosen) ? 'action.stopNamed' : 'action.startNamed', {
                name: plainDisplay(chosen.name),
              })}
              icon={
                isLive(chosen) ? (
                  <IconPlayerStop aria-hidden="true" />
                ) : (
                  <IconPlayerPlay aria-hidden="true" />
                )
              }
              onClick={() =>
                workbench.run(isLive(chosen) ? 'tunnels.stop' : 'tunnels.start', chosen.id)
              }
            />
          )}
          <IconButton
            label={t('command.list')}
            icon={<IconList aria-hidden="true" />}
            onClick={() => workbench.run('tunnels.list')}
          />
          <IconButton
            label={t('command.create')}
            icon={<IconPlus aria-hidden="true" />}
            onClick={() => workbench.run('tunnels.create')}
          />
        </>
      }
    >
      {tunnels.length === 0 ? (
        <p className={styles['none']}>{t('side.none')}</p>
      ) : (
        <div onContextMenu={openMenu}>
          <SelectList
            label={t('title')}
            items={tunnels}
            itemId={({ tunnel }) => tunnel.id}
            itemTitle={({ tunnel, via }) => plainDisplay(titleOf(tunnel.name, tunnel.target, via))}
            selectedId={selected}
            onSelect={select}
            onActivate={() => openTunnelList(workbench)}
            rowHeight="tall"
            renderItem={(item) => <SideRow item={item} />}
          />
        </div>
      )}
      {menu && shown && (
        <ContextMenu
          label={plainDisplay(shown.name)}
          at={menu}
          items={menuOf(shown)}
          onClose={() => setMenu(null)}
        />
      )}
    </SideSection>
  );
}

function titleOf(name: string, target: string, via: string): string {
  return [name, target, via].filter((part) => part !== '').join(' · ');
}

function SideRow({ item: { tunnel, via, system } }: { item: ListedTunnel }) {
  const { t } = useTranslation('tunnels');
  const { kind, name, state, connections, definition } = tunnel;
  const address = listenAddress(tunnel);
  const port = definition?.targetPort;
  return (
    <>
      <StatusDot tone={stateTones[state]} label={t(`state.${state}`)} hideLabel />
      <span className={styles['sideText']}>
        <span className={styles['sideLine']}>
          <span className="fb-ellipsis fb-grow">{plainDisplay(name)}</span>
          {connections > 0 && (
            <span className="fb-tiny fb-faint" title={t('connections', { count: connections })}>
              {connections}
            </span>
          )}
          {system && system.environment !== 'development' && (
            <EnvironmentTag environment={system.environment} />
          )}
        </span>
        <span className={styles['sideWay']}>
          {definition === null ? (
            <>{t('side.console', { via: plainDisplay(via) })}</>
          ) : (
            <>
              <bdi className="fb-mono fb-ellipsis">{address}</bdi>
              <bdi className="fb-mono">{kind === 'dynamic' ? 'SOCKS' : `→ :${port}`}</bdi>
            </>
          )}
        </span>
      </span>
    </>
  );
}
