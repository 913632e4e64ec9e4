import { IconListCheck } from '@tabler/icons-react';
import type { PaletteItem, Workbench } from '../workbench/index';
import { matchesText } from './library-model';
import { fetchRunbooks, openRunbook } from './open';
import { wordsNow } from './words';

const mostHits = 8;

/** Runbooks by their words, for the palette. */
export async function searchRunbooks(text: string, workbench: Workbench): Promise<PaletteItem[]> {
  const runbooks = await fetchRunbooks(workbench);
  return runbooks
    .filter((runbook) => matchesText(runbook, text))
    .toSorted((a, b) => b.runs - a.runs)
    .slice(0, mostHits)
    .map((runbook) => ({
      id: runbook.id,
      title: wordsNow(runbook.document.title),
      icon: IconListCheck,
      meta: workbench.text(`runbooks:class.${runbook.class}`),
      run: () => openRunbook(workbench, runbook),
    }));
}
