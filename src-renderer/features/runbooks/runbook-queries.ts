import type { Run, Runbook, ScheduleState } from '../../../src-main/contract/index';
import { useHostQuery } from '../workbench/index';
import { runbooksKey } from './open';

/** The whole library: shipped runbooks and this profile's own. */
export function useRunbooks() {
  return useHostQuery<Runbook[]>(runbooksKey, (host) => host.runbooks.list());
}

/** Runs, newest first: of one runbook, or all. */
export function useRuns(runbookId?: string) {
  return useHostQuery<Run[]>(['runbooks', 'runs', runbookId ?? ''], (host) =>
    host.runbooks.runs(runbookId === undefined ? {} : { runbookId }),
  );
}

export function useSchedules() {
  return useHostQuery<ScheduleState[]>(['runbooks', 'schedules'], (host) =>
    host.runbooks.schedules(),
  );
}

/** The YAML text of a runbook. */
export function useSource(id: string | null) {
  return useHostQuery(
    ['runbooks', 'source', id],
    (host) => host.runbooks.source({ id: id ?? '' }),
    { enabled: id !== null },
  );
}
