import { IconPlug } from '@tabler/icons-react';
import type { Command } from '../workbench/index';

/** Commands of the connections. */
export const sshCommands: readonly Command[] = [
  {
    id: 'ssh.connections',
    titleKey: 'ssh:command.connections',
    icon: IconPlug,
    run: (workbench) =>
      workbench.openPanel({
        id: 'ssh.connections',
        component: 'ssh.connections',
        title: workbench.text('ssh:connections.title'),
      }),
  },
];
