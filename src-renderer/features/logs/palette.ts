import { IconListDetails } from '@tabler/icons-react';
import type { PaletteItem, Workbench } from '../workbench/index';
import { logSourcesOf, openLog } from './log-queries';

const mostHits = 8;

/** Log sources by name, path, host or system, for the palette. */
export async function searchLogs(
  text: string,
  workbench: Workbench,
  signal: AbortSignal,
): Promise<PaletteItem[]> {
  const inventory = await workbench.host.systems.inventory({}, { signal });
  const wanted = text.toLowerCase();
  return logSourcesOf(inventory)
    .filter(({ endpoint, path, host, system }) =>
      [endpoint.name, path, host, system.name].some((value) =>
        value.toLowerCase().includes(wanted),
      ),
    )
    .slice(0, mostHits)
    .map((source) => ({
      id: source.endpoint.id,
      title: source.endpoint.name,
      icon: IconListDetails,
      meta: `${source.system.name} · ${source.host}`,
      run: () => openLog(workbench, source),
    }));
}
