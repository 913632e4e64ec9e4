import { IconArrowsLeftRight } from '@tabler/icons-react';
import type { PaletteItem, Workbench } from '../workbench/index';
import { startTunnel, stopTunnel } from './actions';
import { fetchTunnels, isLive, listenAddress } from './tunnel-list';

const mostHits = 5;

/** Saved tunnels by name, address, target or host; choosing one opens or closes it. */
export async function searchTunnels(text: string, workbench: Workbench): Promise<PaletteItem[]> {
  const words = text.toLowerCase().split(/\s+/);
  return (await fetchTunnels(workbench))
    .flatMap(({ tunnel, via }): PaletteItem[] => {
      const { id, definition, name, target } = tunnel;
      const address = listenAddress(tunnel) ?? '';
      const live = isLive(tunnel);
      const title = workbench.text(live ? 'tunnels:palette.stop' : 'tunnels:palette.start', {
        name,
      });
      const all = [title, address, target, via].join('\n').toLowerCase();
      if (definition === null || !words.every((word) => all.includes(word))) return [];
      return [
        {
          id,
          title,
          icon: IconArrowsLeftRight,
          meta: address,
          run: () => (live ? stopTunnel(workbench, id) : startTunnel(workbench, id)),
        },
      ];
    })
    .slice(0, mostHits);
}
