import { IconDatabase, IconFileText } from '@tabler/icons-react';
import type { PaletteItem, Workbench } from '../workbench/index';
import { connectionsOf, openConsole, preferredConnection, useConsoles } from './connections';
import { wordsNow } from './words';

const mostHits = 8;

/** Saved queries and database connections by name, for the palette. */
export async function searchQueries(
  text: string,
  workbench: Workbench,
  signal: AbortSignal,
): Promise<PaletteItem[]> {
  const [inventory, { queries }] = await Promise.all([
    workbench.host.systems.inventory({}, { signal }),
    workbench.host.queries.library({ text }, { signal }),
  ]);
  const wanted = text.toLowerCase();
  const connections = connectionsOf(inventory);
  const target = preferredConnection(
    connections,
    useConsoles.getState().chosen,
    workbench.state.activeCase?.systemId ?? null,
  );
  const found: PaletteItem[] = queries.map((query) => ({
    id: query.id,
    title: wordsNow(query.title),
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
