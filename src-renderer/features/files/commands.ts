import { IconFolders, IconTransfer } from '@tabler/icons-react';
import type { Command, PaletteItem, Workbench } from '../workbench/index';
import { openFiles } from './open';
import { fileHostsOf, hostText, type FileHost } from './places';

/** What `files.open` is given: the id of an SSH endpoint, with a folder if one is meant. */
function targetOf(argument: unknown): { endpointId: string; path?: string } | null {
  if (typeof argument === 'string') return { endpointId: argument };
  if (typeof argument !== 'object' || argument === null || !('endpointId' in argument)) return null;
  const { endpointId } = argument;
  const path = 'path' in argument && typeof argument.path === 'string' ? argument.path : undefined;
  if (typeof endpointId !== 'string') return null;
  return path === undefined ? { endpointId } : { endpointId, path };
}

/** Commands of files that need no open panel. */
export const fileCommands: readonly Command[] = [
  {
    id: 'files.open',
    titleKey: 'files:command.open',
    icon: IconFolders,
    when: (state) => state.unlocked || 'commands:needs.unlock',
    run: async (workbench, argument) => {
      const target = targetOf(argument);
      const inventory = await workbench.host.systems.inventory({});
      const host = fileHostsOf(inventory).find(
        ({ endpoint }) => endpoint.id === target?.endpointId,
      );
      if (host) openFiles(workbench, host, target?.path);
      else
        workbench.openPanel({
          id: 'files.home',
          component: 'files.home',
          title: workbench.text('files:home.title'),
        });
    },
  },
  {
    id: 'files.transfers',
    titleKey: 'files:command.transfers',
    icon: IconTransfer,
    when: (state) => state.unlocked || 'commands:needs.unlock',
    run: (workbench) =>
      workbench.openPanel({
        id: 'files.transfers',
        component: 'files.transfers',
        title: workbench.text('files:transfers.title'),
      }),
  },
];

const mostHits = 6;

/** Hosts by name, address or system, for the palette. */
export async function searchFileHosts(
  text: string,
  workbench: Workbench,
  signal: AbortSignal,
): Promise<PaletteItem[]> {
  const inventory = await workbench.host.systems.inventory({}, { signal });
  // “files nc-db” finds it as well: what is typed may name the page and the host.
  const wanted = text.toLowerCase().split(/[\s·]+/);
  const words = ({ endpoint, detail, system, customer }: FileHost): string =>
    [workbench.text('files:tab', { name: endpoint.name }), detail.host, system.name, customer]
      .join(' ')
      .toLowerCase();
  return fileHostsOf(inventory)
    .filter((host) => wanted.every((word) => words(host).includes(word)))
    .slice(0, mostHits)
    .map((host) => ({
      id: `files/${host.endpoint.id}`,
      title: workbench.text('files:tab', { name: host.endpoint.name }),
      icon: IconFolders,
      meta: `${host.system.name} · ${hostText(host)}`,
      run: () => openFiles(workbench, host),
    }));
}
