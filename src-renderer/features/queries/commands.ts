import { IconArchive, IconDatabaseSearch, IconHistory } from '@tabler/icons-react';
import type { Command } from '../workbench/index';
import { connectionsOf, openConsole } from './connections';

/** Commands of queries that need no open panel. */
export const queryCommands: readonly Command[] = [
  {
    id: 'queries.open',
    titleKey: 'queries:command.open',
    icon: IconDatabaseSearch,
    hidden: true,
    run: async (workbench, argument) => {
      const connections = connectionsOf(await workbench.host.systems.inventory({}));
      const connection = connections.find(({ endpoint }) => endpoint.id === argument);
      if (connection) openConsole(workbench, connection);
    },
  },
  {
    id: 'queries.history',
    titleKey: 'queries:command.history',
    icon: IconHistory,
    run: (workbench) =>
      workbench.openPanel({
        id: 'queries.history',
        component: 'queries.history',
        title: workbench.text('queries:history.title'),
      }),
  },
  {
    id: 'queries.kept',
    titleKey: 'compare:command.kept',
    icon: IconArchive,
    run: (workbench) =>
      workbench.openPanel({
        id: 'queries.kept',
        component: 'queries.kept',
        title: workbench.text('compare:kept.title'),
      }),
  },
];
