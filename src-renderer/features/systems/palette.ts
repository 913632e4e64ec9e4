import { IconServer2 } from '@tabler/icons-react';
import type { PaletteItem, Workbench } from '../workbench/index';
import { openSystem } from './actions';
import { endpointIcons } from './kinds';
import { fetchInventory } from './inventory';
import { placePath, placesOf } from './inventory-model';

const mostHits = 8;
const foundElsewhere: ReadonlySet<string> = new Set(['log', 'database']);

/** Systems and endpoints by name, host, path, platform or contact, for the palette. */
export async function searchSystems(
  text: string,
  workbench: Workbench,
  signal: AbortSignal,
): Promise<PaletteItem[]> {
  const [hits, inventory] = await Promise.all([
    workbench.host.systems.search({ text }, { signal }),
    fetchInventory(workbench),
  ]);
  const places = new Map(placesOf(inventory).map((place) => [place.system.id, place]));
  const endpoints = new Map(inventory.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  return hits
    .flatMap((hit): PaletteItem[] => {
      const endpoint = hit.kind === 'endpoint' ? endpoints.get(hit.id) : undefined;
      // Logs and databases are found as such, and open there.
      if (endpoint && foundElsewhere.has(endpoint.detail.kind)) return [];
      const place = places.get(hit.kind === 'system' ? hit.id : (endpoint?.systemId ?? ''));
      if (!place) return [];
      return [
        {
          id: hit.id,
          title: hit.title,
          icon: endpoint ? endpointIcons[endpoint.detail.kind] : IconServer2,
          meta: endpoint ? placePath(place) : hit.subtitle,
          run: () => openSystem(workbench, place.system, endpoint?.id),
        },
      ];
    })
    .slice(0, mostHits);
}
