import { IconDatabase, IconFileText, IconServer2 } from '@tabler/icons-react';
import type { PaletteItem, Workbench } from '../workbench/index';
import { connectionsOf, openConsole, preferredConnection, useConsoles } from './connections';
import { groupName, openGroup } from './runs/open';
import { wordsNow } from './words';

const mostHits = 8;
const mostRuns = 2;

/** Saved queries and database connections by name, for the palette. */
export async function searchQueries(
  text: string,
  workbench: Workbench,
  signal: AbortSignal,
): Promise<PaletteItem[]> {
  const [inventory, { queries }, groups] = await Promise.all([
    workbench.host.systems.inventory({}, { signal }),
    workbench.host.queries.library({ text }, { signal }),
    workbench.host.queries.groups({}, { signal }),
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
  // What was run on several systems is found by its title, the newest of each.
  const runs = groups.filter(
    (group, at) =>
      groupName(group).toLowerCase().includes(wanted) &&
      groups.findIndex((other) => groupName(other) === groupName(group)) === at,
  );
  const severals: PaletteItem[] = runs.slice(0, mostRuns).map((group) => ({
    id: group.id,
    title: groupName(group) || workbench.text('query-runs:group.untitled'),
    icon: IconServer2,
    meta: workbench.text('query-runs:groups.systems', { count: group.members.length }),
    run: () => openGroup(workbench, group),
  }));
  return [...found.slice(0, mostHits - severals.length), ...databases, ...severals].slice(
    0,
    mostHits,
  );
}
