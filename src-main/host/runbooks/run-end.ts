import type { Run } from '../../contract/runbooks';

/** The last line of a transcript. */
export function endLine(run: Run) {
  return {
    type: 'end',
    at: new Date(run.endedAt ?? run.startedAt).toISOString(),
    state: run.state,
    hosts: run.hosts.map(({ name, state, error }) => ({
      name,
      state,
      ...(error ? { error } : {}),
    })),
  };
}

/** What the audit log has of a run's end. */
export function endedNote(run: Run) {
  const failed = run.hosts.filter(({ state }) => state !== 'done');
  return {
    kind: 'run-ended' as const,
    target: run.hosts.map(({ name }) => name).join(', '),
    detail: {
      run: run.id,
      runbook: run.runbookId,
      state: run.state,
      notDone: failed.map(({ name, state }) => `${name}: ${state}`).join(', '),
      transcript: run.transcriptSha256,
    },
  };
}

/** Lease of the process that runs it. */
export function leaseOf(runId: string): string {
  return `run:${runId}`;
}
