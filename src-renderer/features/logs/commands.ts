import {
  IconBookmarks,
  IconDeviceLaptop,
  IconFileCode,
  IconFileSearch,
  IconFolderOpen,
  IconListDetails,
  IconServer,
} from '@tabler/icons-react';
import type { Command } from '../workbench/index';
import { useBrowse } from './browse-store';
import { openFileSearch, scopesOf } from './file-search';
import { openBookmarks } from './bookmarks';
import { openCaptures } from './captures';
import { logSourcesOf, openLog } from './log-queries';
import { openLogs } from './open-log';
import { nameOfPath } from './places';

/** What `logs.openPath` is given: a file of a host. */
function pathOf(argument: unknown): { endpointId: string; path: string } | null {
  if (typeof argument !== 'object' || argument === null) return null;
  if (!('endpointId' in argument) || !('path' in argument)) return null;
  const { endpointId, path } = argument;
  if (typeof endpointId !== 'string' || typeof path !== 'string') return null;
  return { endpointId, path };
}

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
  {
    id: 'logs.openPath',
    titleKey: 'logs:command.openPath',
    icon: IconListDetails,
    hidden: true,
    run: (workbench, argument) => {
      const file = pathOf(argument);
      if (!file) return;
      openLogs(workbench, {
        places: [{ kind: 'remote', ...file }],
        title: nameOfPath(file.path),
      });
    },
  },
  {
    id: 'logs.openLocal',
    titleKey: 'logs:command.openLocal',
    icon: IconFolderOpen,
    keys: 'Ctrl O',
    when: (state) => state.unlocked || 'commands:needs.unlock',
    run: () => useBrowse.getState().show({ kind: 'local' }),
  },
  {
    id: 'logs.captures',
    titleKey: 'logs:command.captures',
    icon: IconDeviceLaptop,
    when: (state) => state.unlocked || 'commands:needs.unlock',
    run: openCaptures,
  },
  {
    id: 'logs.bookmarks',
    titleKey: 'logs:command.bookmarks',
    icon: IconBookmarks,
    when: (state) => state.unlocked || 'commands:needs.unlock',
    run: openBookmarks,
  },
  {
    id: 'logs.browse',
    titleKey: 'logs:command.browse',
    icon: IconServer,
    when: (state) => state.unlocked || 'commands:needs.unlock',
    // Of the host that is named, or of the first one; the dialog changes to others.
    run: async (workbench, argument) => {
      const { endpoints } = await workbench.host.systems.inventory({});
      const host =
        typeof argument === 'string'
          ? argument
          : endpoints.find(({ detail }) => detail.kind === 'ssh')?.id;
      if (host === undefined)
        workbench.notify({
          id: 'logs-no-host',
          tone: 'info',
          title: workbench.text('logs:open.noHost'),
          keep: false,
        });
      else useBrowse.getState().show({ kind: 'remote', endpointId: host });
    },
  },
  {
    id: 'logs.searchFiles',
    titleKey: 'logs:command.searchFiles',
    icon: IconFileSearch,
    when: (state) => state.unlocked || 'commands:needs.unlock',
    // Another place may bring its files along: `{ scopes }`.
    run: (workbench, argument) =>
      openFileSearch(
        workbench,
        typeof argument === 'object' && argument !== null && 'scopes' in argument
          ? scopesOf({ scopes: argument.scopes })
          : undefined,
      ),
  },
  {
    id: 'logs.formats',
    titleKey: 'logs:command.formats',
    icon: IconFileCode,
    when: (state) => state.unlocked || 'commands:needs.unlock',
    run: (workbench) =>
      workbench.openPanel({
        id: 'logs.formats',
        component: 'logs.formats',
        title: workbench.text('logs:formats.title'),
      }),
  },
];
