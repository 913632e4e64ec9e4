import { IconDatabase, IconFileText } from '@tabler/icons-react';
import type { PaletteItem, Workbench } from '../workbench/index';
import { connectionsOf, openConsole, preferredConnection, useConsoles } from './connections';

const mostHits = 8;

/** Saved queries and database connections by name, for the palette. */
export async function searchQueries(
  text: string,
  workbench: Workbench,
  signal: AbortSignal,
): Promise<PaletteItem[]> {
  const [inventory, saved] = await Promise.all([
    workbench.host.systems.inventory({}, { signal }),
    workbench.host.queries.saved({}, { signal }),
  ]);
  const wanted = text.toLowerCase();
  const connections = connectionsOf(inventory);
  const target = preferredConnection(
    connections,
    useConsoles.getState().chosen,
    workbench.state.activeCase?.systemId ?? null,
  );
  const found: PaletteItem[] = saved
    .filter((query) => `${query.name} ${query.description}`.toLowerCase().includes(wanted))
    .map((query) => ({
      id: query.id,
      title: query.name,
      icon: IconFileText,
      meta: target?.endpoint.name ?? '',
      ...(target ? {} : { disabledReason: workbench.text('queries:reason.noConnection') }),
      run: () => {
        if (target) openConsole(workbench, target, query);
      },
    }));
  const databases: PaletteItem[] = connections
    .filter(({ endpoint, system }) =>
      `${endpoint.name} ${system.name}`.toLowerCase().includes(wanted),
    )
    .map((connection) => ({
      id: connection.endpoint.id,
      title: connection.endpoint.name,
      icon: IconDatabase,
      meta: connection.system.name,
      run: () => openConsole(workbench, connection),
    }));
  return [...found, ...databases].slice(0, mostHits);
}
