import type { HostRun, Run, RunbookDocument, StepRun } from '../../../src-main/contract/index';

export type StepState = StepRun['state'];
export type HostState = HostRun['state'];

/** The order in which hosts stand: what needs a person first, what went well last. */
const urgency: Record<HostState, number> = {
  failed: 0,
  unknown: 1,
  cancelled: 2,
  running: 3,
  waiting: 4,
  done: 5,
};

/** Hosts with failures first; within the same state they keep the order of the run. */
export function hostsByUrgency(hosts: readonly HostRun[]): HostRun[] {
  return hosts.toSorted((a, b) => urgency[a.state] - urgency[b.state]);
}

/** How many hosts are in each state. */
export function countStates(hosts: readonly HostRun[]): Record<HostState, number> {
  const counts = { failed: 0, unknown: 0, cancelled: 0, running: 0, waiting: 0, done: 0 };
  for (const { state } of hosts) counts[state] += 1;
  return counts;
}

/** Share of the steps that have ended, 0 to 1. */
export function progressOf(run: Run): number {
  const steps = run.hosts.flatMap((host) =>
    isEnded(host.state)
      ? host.steps.map(() => true)
      : host.steps.map(({ state }) => isStepEnded(state)),
  );
  return steps.length === 0 ? 0 : steps.filter(Boolean).length / steps.length;
}

export function isEnded(state: HostState): boolean {
  return state !== 'waiting' && state !== 'running';
}

function isStepEnded(state: StepState): boolean {
  return state !== 'waiting' && state !== 'running';
}

/** A cell of the matrix: one step on one host. */
export interface Cell {
  endpointId: string;
  step: number;
  /** What undid the step, rather than the step. */
  rollback?: boolean;
}

/** The step, or what undid it, that a cell names. */
export function stepOfCell(run: Run, cell: Cell | null): { host: HostRun; step: StepRun } | null {
  const host = run.hosts.find(({ endpointId }) => endpointId === cell?.endpointId);
  const steps = cell?.rollback ? host?.rollback : host?.steps;
  const step = steps?.find((other) => other.step === cell?.step);
  return host && step ? { host, step } : null;
}

/** Names a cell in one text: equal cells, equal keys. */
export function cellKey(cell: Cell | null): string {
  return cell ? `${cell.endpointId} ${cell.step} ${cell.rollback ? 'rollback' : ''}` : '';
}

/**
 * The cell worth looking at when nobody chose one: of the most urgent host the step that failed,
 * or that runs, or the last one that did anything.
 */
export function cellOfInterest(run: Run): Cell | null {
  const host = hostsByUrgency(run.hosts)[0];
  if (!host) return null;
  const { steps } = host;
  const found =
    steps.find(({ state }) => state === 'failed' || state === 'unknown') ??
    steps.find(({ state }) => state === 'running') ??
    steps.findLast(({ startedAt }) => startedAt !== null) ??
    steps[0];
  return found ? { endpointId: host.endpointId, step: found.step } : null;
}

/** Milliseconds a step took, or takes so far; null before it began. */
export function elapsedOf(
  { startedAt, endedAt }: Pick<StepRun, 'startedAt' | 'endedAt'>,
  now: number,
): number | null {
  return startedAt === null ? null : Math.max(0, (endedAt ?? now) - startedAt);
}

/** Hosts on which it makes sense to run again. */
export function hostsToRepeat(run: Run): HostRun[] {
  return run.hosts.filter(({ state }) => state !== 'done');
}

/**
 * What “stop and roll back” would run on one host: rollbacks of the steps that were done, the
 * last one first.
 */
export function rollbacksOf(
  host: HostRun,
  document: RunbookDocument,
): { step: number; text: string }[] {
  return host.steps
    .filter(({ state }) => state === 'done')
    .flatMap(({ step }) => {
      const text = document.steps[step]?.rollback;
      return text === undefined ? [] : [{ step, text }];
    })
    .reverse();
}

/** Output that grows: whole lines, and the last one that may still go on. */
export class OutputLines {
  readonly lines: string[] = [];
  private open = false;

  /** Takes the next piece; a line break may stand anywhere in it, also split over two pieces. */
  append(piece: string): void {
    if (piece === '') return;
    const parts = piece.split('\n');
    parts.forEach((part, index) => {
      if (index === 0 && this.open) this.lines[this.lines.length - 1] += part;
      else if (index < parts.length - 1 || part !== '') this.lines.push(part);
    });
    this.open = !piece.endsWith('\n');
    this.trimReturns(parts.length);
  }

  /** A carriage return before a line break belongs to the break. */
  private trimReturns(count: number): void {
    const end = this.lines.length - (this.open ? 1 : 0);
    for (let index = Math.max(0, this.lines.length - count); index < end; index++)
      this.lines[index] = this.lines[index]?.replace(/\r$/, '') ?? '';
  }
}
