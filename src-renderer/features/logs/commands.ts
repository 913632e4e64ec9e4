import { IconListDetails } from '@tabler/icons-react';
import type { Command } from '../workbench/index';
import { logSourcesOf, openLog } from './log-queries';

/** Commands of logs that need no open panel. */
export const logCommands: readonly Command[] = [
  {
    id: 'logs.open',
    titleKey: 'logs:command.open',
    icon: IconListDetails,
    hidden: true,
    run: async (workbench, argument) => {
      const inventory = await workbench.host.systems.inventory({});
      const source = logSourcesOf(inventory).find(({ endpoint }) => endpoint.id === argument);
      if (source) openLog(workbench, source);
    },
  },
];
