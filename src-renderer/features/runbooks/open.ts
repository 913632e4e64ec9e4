import type { Runbook, Run } from '../../../src-main/contract/index';
import { formatMoment } from '../../ui/index';
import type { Workbench } from '../workbench/index';
import { wordsNow } from './words';

/** The whole library, from the cache when it is fresh. */
export function fetchRunbooks(workbench: Workbench): Promise<Runbook[]> {
  return workbench.queryClient.ensureQueryData({
    queryKey: runbooksKey,
    queryFn: () => workbench.host.runbooks.list(),
  });
}

export const runbooksKey = ['runbooks', 'list'] as const;

export function openLibrary(workbench: Workbench): void {
  workbench.openPanel({
    id: 'runbooks.library',
    component: 'runbooks.library',
    title: workbench.text('runbooks:library.title'),
  });
}

/** What the page of a runbook is to begin with. */
export interface RunbookAsked {
  endpointIds?: readonly string[];
  parameters?: Readonly<Record<string, string>>;
}

/**
 * The page of a runbook: values, hosts, run.
 *
 * @param asked hosts and values to begin with, instead of those of last time
 */
export function openRunbook(
  workbench: Workbench,
  runbook: Pick<Runbook, 'id' | 'document'>,
  asked: RunbookAsked = {},
): void {
  const id = `runbooks.runbook/${runbook.id}`;
  workbench.openPanel({
    id,
    component: 'runbooks.runbook',
    title: wordsNow(runbook.document.title),
    params: { runbookId: runbook.id, ...asked },
  });
  // An open page is activated as it is: what is asked for now still has to reach it.
  if (asked.endpointIds) workbench.updatePanel(id, { params: { runbookId: runbook.id, ...asked } });
}

/** The page of a run: its report as it happens, and afterwards. */
export function openRun(
  workbench: Workbench,
  run: Pick<Run, 'id' | 'title' | 'startedAt'> & { hosts?: Run['hosts'] },
): void {
  workbench.openPanel({
    id: `runbooks.run/${run.id}`,
    component: 'runbooks.run',
    title: `${wordsNow(run.title)} · ${formatMoment(run.startedAt)}`,
    params: { runId: run.id },
    production: run.hosts?.some(({ environment }) => environment === 'production') ?? false,
  });
}

/**
 * The editor.
 *
 * @param id runbook whose text is edited; null begins a new one
 * @param text text of a file that was read, in place of the stored one
 */
export function openEditor(workbench: Workbench, id: string | null, text?: string): void {
  const key = id ?? `new-${Date.now()}`;
  workbench.openPanel({
    id: `runbooks.edit/${key}`,
    component: 'runbooks.edit',
    title: id ?? workbench.text('runbooks:edit.newTitle'),
    params: { runbookId: id, ...(text === undefined ? {} : { text }) },
  });
}

export function openHistory(workbench: Workbench, runbookId?: string): void {
  workbench.openPanel({
    id: runbookId === undefined ? 'runbooks.history' : `runbooks.history/${runbookId}`,
    component: 'runbooks.history',
    title: workbench.text('runbooks:history.title'),
    params: runbookId === undefined ? {} : { runbookId },
  });
}

export function openSchedules(workbench: Workbench): void {
  workbench.openPanel({
    id: 'runbooks.schedules',
    component: 'runbooks.schedules',
    title: workbench.text('runbooks:schedules.title'),
  });
}
