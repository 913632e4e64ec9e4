import { useTranslation } from 'react-i18next';
import {
  IconCopy,
  IconPencil,
  IconPlayerPlay,
  IconPlayerStop,
  IconTrash,
} from '@tabler/icons-react';
import type { Tunnel } from '../../../src-main/contract/index';
import type { MenuItem } from '../../ui/index';
import { useWorkbench } from '../workbench/index';
import { copyAddress } from './actions';
import { isLive } from './tunnel-list';

/** What can be done with a tunnel, for its menus. */
export function useTunnelMenu(): (tunnel: Tunnel) => MenuItem[] {
  const { t } = useTranslation('tunnels');
  const workbench = useWorkbench();
  return (tunnel) => {
    const { id, definition, listen } = tunnel;
    const live = isLive(tunnel);
    const startOrStop: MenuItem = live
      ? {
          id: 'stop',
          label: t('action.stop'),
          icon: <IconPlayerStop aria-hidden="true" />,
          onSelect: () => workbench.run('tunnels.stop', id),
        }
      : {
          id: 'start',
          label: t('action.start'),
          icon: <IconPlayerPlay aria-hidden="true" />,
          onSelect: () => workbench.run('tunnels.start', id),
        };
    if (definition === null) return [startOrStop];
    return [
      startOrStop,
      {
        id: 'copy',
        label: t('action.copy'),
        icon: <IconCopy aria-hidden="true" />,
        ...(listen === null ? { disabledReason: t('reason.closed') } : {}),
        onSelect: () => void copyAddress(workbench, tunnel),
      },
      { id: 'line', separator: true },
      {
        id: 'edit',
        label: t('action.edit'),
        icon: <IconPencil aria-hidden="true" />,
        onSelect: () => workbench.run('tunnels.edit', id),
      },
      {
        id: 'remove',
        label: t('action.remove'),
        icon: <IconTrash aria-hidden="true" />,
        tone: 'danger',
        onSelect: () => workbench.run('tunnels.remove', id),
      },
    ];
  };
}
