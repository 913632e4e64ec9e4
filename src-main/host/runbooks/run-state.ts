import { AppError, type ErrorParams } from '../../contract/errors';
import type { HostRun, Run, RunbookStep, StepRun } from '../../contract/runbooks';
import { redact } from '../../kit/log';
import type { CommandEnd } from './run-command';

/** A step that has not begun. */
export function newStep(step: number): StepRun {
  return {
    step,
    state: 'waiting',
    command: '',
    exitCode: null,
    signal: null,
    startedAt: null,
    endedAt: null,
    output: '',
    outputBytes: 0,
    outputCut: false,
    error: null,
  };
}

/** The state of a run whose hosts have ended. */
export function stateOf(hosts: readonly HostRun[]): Run['state'] {
  for (const state of ['unknown', 'failed', 'cancelled'] as const)
    if (hosts.some((host) => host.state === state)) return state;
  return 'done';
}

/** Whether a host will do nothing more. */
export function isOver(state: HostRun['state']): boolean {
  return state !== 'waiting' && state !== 'running';
}

/** Writes a step's end into its state. */
export function settle(state: StepRun, end: CommandEnd, step: RunbookStep, host: string): void {
  const fail = (code: string, params: ErrorParams): void => {
    state.error = { code, params };
  };
  switch (end.kind) {
    case 'exit': {
      state.exitCode = end.code;
      state.signal = end.signal;
      const right = end.code !== null && step.expectedExit.includes(end.code);
      state.state = right ? 'done' : 'failed';
      if (!right)
        fail('runbooks.exit', {
          host,
          exit: end.code ?? end.signal ?? '',
          expected: step.expectedExit.join(', '),
        });
      break;
    }
    case 'timeout':
      state.state = end.gone ? 'failed' : 'unknown';
      fail('runbooks.timeout', { host, seconds: step.timeoutSeconds });
      break;
    case 'stopped':
      state.state = end.gone ? 'cancelled' : 'unknown';
      if (!end.gone) fail('runbooks.stop-unanswered', { host });
      break;
    case 'lost':
      state.state = 'unknown';
      fail('runbooks.connection-lost', { host });
      break;
    case 'failed':
      state.state = 'failed';
      fail(end.error.code, end.error.params);
      break;
  }
}

/** Unexpected failures stay with their step, too: the other hosts go on. */
export function expected(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const detail = redact(error instanceof Error ? error.message : String(error));
  return new AppError('internal', { detail });
}

export function failureOf(error: unknown): HostRun['error'] {
  const { code, params } = expected(error);
  return { code, params };
}

/** Gives a run its end that could not even be written down as begun. */
export function neverBegan(run: Run, error: unknown, at: number): Run {
  const ended = structuredClone(run);
  ended.state = 'failed';
  ended.endedAt = at;
  for (const host of ended.hosts) {
    host.state = 'failed';
    host.error = failureOf(error);
    for (const step of host.steps) step.state = 'skipped';
  }
  return ended;
}
