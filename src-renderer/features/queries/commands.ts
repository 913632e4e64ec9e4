import { IconArchive, IconDatabaseSearch, IconHistory, IconServer2 } from '@tabler/icons-react';
import type { Command } from '../workbench/index';
import { connectionsOf, openConsole } from './connections';
import { openGroup } from './runs/open';

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
    id: 'queries.groups',
    titleKey: 'query-runs:command.groups',
    icon: IconServer2,
    run: async (workbench) => {
      const [latest] = await workbench.host.queries.groups({});
      if (latest) openGroup(workbench, latest);
      else workbench.notify({ tone: 'info', title: workbench.text('query-runs:reason.noGroup') });
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
