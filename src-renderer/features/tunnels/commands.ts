import {
  IconArrowsLeftRight,
  IconPencil,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react';
import type { Command } from '../workbench/index';
import { openTunnelList, startTunnel, stopTunnel } from './actions';
import { useTunnelsView } from './dialog-store';

/** The tunnel a command is about: its argument, or the selected one. */
function chosen(argument: unknown): string | undefined {
  return typeof argument === 'string' ? argument : useTunnelsView.getState().selected;
}

/** Runs an action on the tunnel that is meant; says so when none is. */
function onTunnel(
  run: (workbench: Parameters<Command['run']>[0], id: string) => void | Promise<void>,
): Command['run'] {
  return (workbench, argument) => {
    const id = chosen(argument);
    if (id !== undefined) return run(workbench, id);
    openTunnelList(workbench);
    workbench.notify({ title: workbench.text('tunnels:reason.noneChosen'), keep: false });
  };
}

/** Commands of the tunnels. */
export const tunnelsCommands: readonly Command[] = [
  {
    id: 'tunnels.list',
    titleKey: 'tunnels:command.list',
    icon: IconArrowsLeftRight,
    run: openTunnelList,
  },
  {
    id: 'tunnels.create',
    titleKey: 'tunnels:command.create',
    icon: IconPlus,
    run: (_workbench, argument) =>
      useTunnelsView.getState().show({
        kind: 'form',
        id: null,
        ...(typeof argument === 'string' ? { endpointId: argument } : {}),
      }),
  },
  {
    id: 'tunnels.start',
    titleKey: 'tunnels:command.start',
    icon: IconPlayerPlay,
    run: onTunnel((workbench, id) => startTunnel(workbench, id)),
  },
  {
    id: 'tunnels.stop',
    titleKey: 'tunnels:command.stop',
    icon: IconPlayerStop,
    run: onTunnel(stopTunnel),
  },
  {
    id: 'tunnels.edit',
    titleKey: 'tunnels:command.edit',
    icon: IconPencil,
    hidden: true,
    run: onTunnel((_workbench, id) => useTunnelsView.getState().show({ kind: 'form', id })),
  },
  {
    id: 'tunnels.remove',
    titleKey: 'tunnels:command.remove',
    icon: IconTrash,
    hidden: true,
    run: onTunnel((_workbench, id) => useTunnelsView.getState().show({ kind: 'remove', id })),
  },
];
