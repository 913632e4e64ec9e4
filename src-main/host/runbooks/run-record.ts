import type { ChangePermit } from '../../contract/changes';
import type { Run } from '../../contract/runbooks';
import type { Endpoint } from '../../contract/systems';
import type { AuditNote } from '../audit/index';
import type { EndpointPlace } from '../systems/index';
import { classOf, type LoadedRunbook } from './library';
import type { BoundParameter } from './parameters';
import { newStep } from './run-state';
import type { StoredRun } from './store';
import type { TranscriptLine } from './transcript';

/** Who starts a run, and on whose word. */
export interface StartedBy {
  startedBy: Run['startedBy'];
  scheduleId: string | null;
  /** Nobody is at the screen to be asked. */
  unattended: boolean;
}

/** A run before its first step. */
export function newRun(
  runbook: LoadedRunbook,
  {
    id,
    dryRun,
    parameters,
    places,
    permit,
    by,
    at,
  }: {
    id: string;
    dryRun: boolean;
    parameters: readonly BoundParameter[];
    places: readonly EndpointPlace[];
    permit: ChangePermit | null;
    by: StartedBy;
    at: number;
  },
): Run {
  const { document, sha256 } = runbook;
  return {
    id,
    runbookId: document.id,
    title: document.title,
    version: document.version,
    sha256,
    class: classOf(runbook),
    dryRun,
    parameters: Object.fromEntries(parameters.map(({ name, shown }) => [name, shown])),
    state: 'running',
    startedAt: at,
    endedAt: null,
    startedBy: by.startedBy,
    scheduleId: by.scheduleId,
    permitId: permit?.id ?? null,
    changeId: permit?.changeId ?? '',
    reason: permit?.reason ?? '',
    stepNames: document.steps.map(({ name }) => name),
    hosts: places.map(({ endpoint, system }) => ({
      endpointId: endpoint.id,
      name: endpoint.name,
      host: hostOf(endpoint),
      environment: system.environment,
      state: 'waiting',
      steps: document.steps.map((_step, step) => newStep(step)),
      rollback: [],
      error: null,
    })),
    transcriptSha256: null,
  };
}

/** What evidence of a run will say of its hosts. */
export function whereabouts(places: readonly EndpointPlace[]): Omit<StoredRun, 'run'> {
  return {
    systems: [...new Set(places.map(({ system }) => system.name))],
    usernames: [...new Set(places.map(({ endpoint }) => userOf(endpoint)))],
  };
}

/** The first line of a transcript. */
export function headerLine(
  run: Run,
  { document }: LoadedRunbook,
  places: readonly EndpointPlace[],
  permit: ChangePermit | null,
  program: { program: string; clockOffsetMs: number | null },
): TranscriptLine {
  return {
    type: 'run',
    at: new Date(run.startedAt).toISOString(),
    format: 'fieldbench-run/1',
    id: run.id,
    runbook: run.runbookId,
    title: run.title,
    version: run.version,
    sha256: run.sha256,
    class: run.class,
    dryRun: run.dryRun,
    startedBy: run.startedBy,
    ...program,
    parameters: run.parameters,
    ...(permit ? { permit } : {}),
    hosts: places.map(({ endpoint, system, customer }) => ({
      name: endpoint.name,
      host: hostOf(endpoint),
      user: userOf(endpoint),
      system: system.name,
      customer: customer.name,
      environment: system.environment,
    })),
    steps: document.steps.map(({ name, kind }) => ({ name, kind })),
  };
}

/** What the audit log has of a run's beginning. */
export function startedNote(run: Run): AuditNote {
  const { id, runbookId, version, sha256, dryRun, startedBy, permitId, changeId } = run;
  const parameters = Object.entries(run.parameters).map(([name, value]): [string, string] => [
    `parameter ${name}`,
    value,
  ]);
  return {
    kind: 'run-started',
    target: run.hosts.map(({ name }) => name).join(', '),
    detail: {
      run: id,
      runbook: runbookId,
      version,
      sha256,
      class: run.class,
      dryRun,
      startedBy,
      permit: permitId,
      change: changeId,
      ...Object.fromEntries(parameters),
    },
  };
}

/** The last line of a transcript. */
export function endLine(run: Run): TranscriptLine {
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
export function endedNote(run: Run): AuditNote {
  const failed = run.hosts.filter(({ state }) => state !== 'done');
  return {
    kind: 'run-ended',
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

function hostOf({ detail }: Endpoint): string {
  return detail.kind === 'ssh' ? `${detail.host}:${detail.port}` : '';
}

function userOf({ detail }: Endpoint): string {
  return detail.kind === 'ssh' ? detail.username : '';
}
