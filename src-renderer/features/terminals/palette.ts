import { IconTerminal2 } from '@tabler/icons-react';
import type { PaletteItem, Workbench } from '../workbench/index';
import { openTerminal, sshHostsOf } from './sessions';

const mostHits = 5;

/** SSH hosts by name, address or system, for the palette: Enter opens a shell. */
export async function searchHosts(
  text: string,
  workbench: Workbench,
  signal: AbortSignal,
): Promise<PaletteItem[]> {
  const inventory = await workbench.host.systems.inventory({}, { signal });
  const wanted = text.toLowerCase();
  return sshHostsOf(inventory)
    .filter(({ endpoint, system, target }) =>
      [endpoint.name, system.name, target].some((value) => value.toLowerCase().includes(wanted)),
    )
    .slice(0, mostHits)
    .map(({ endpoint, system, target }) => ({
      id: `terminal-${endpoint.id}`,
      title: workbench.text('terminals:openOn', { name: endpoint.name }),
      icon: IconTerminal2,
      meta: `${system.name} · ${target}`,
      run: () => openTerminal(workbench, endpoint.id),
    }));
}
