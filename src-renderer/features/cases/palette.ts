import { IconTicket } from '@tabler/icons-react';
import type { PaletteItem, Workbench } from '../workbench/index';
import { openCase } from './case-queries';

const mostHits = 8;

/** Cases by number, title, customer or words, for the palette. */
export async function searchCases(
  text: string,
  workbench: Workbench,
  signal: AbortSignal,
): Promise<PaletteItem[]> {
  const found = await workbench.host.cases.list({ text, open: false }, { signal });
  return found.slice(0, mostHits).map((hit) => ({
    id: hit.id,
    title: `${hit.number} ${hit.title}`,
    icon: IconTicket,
    meta: workbench.text(`cases:status.${hit.status}`),
    run: () => openCase(workbench, hit),
  }));
}
