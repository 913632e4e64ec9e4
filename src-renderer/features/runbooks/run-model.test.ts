import { describe, expect, test } from 'vitest';
import type { HostRun, Run } from '../../../src-main/contract/index';
import { cellOfInterest, hostsByUrgency, OutputLines, progressOf, rollbacksOf } from './run-model';

function host(
  name: string,
  state: HostRun['state'],
  steps: HostRun['steps'][number]['state'][],
): HostRun {
  return {
    endpointId: name,
    name,
    host: `${name}.lan`,
    environment: 'test',
    state,
    error: null,
    rollback: [],
    steps: steps.map((stepState, step) => ({
      step,
      state: stepState,
      command: '',
      exitCode: null,
      signal: null,
      startedAt: stepState === 'waiting' ? null : 1000,
      endedAt: stepState === 'done' || stepState === 'failed' ? 2000 : null,
      output: '',
      outputBytes: 0,
      outputCut: false,
      error: null,
    })),
  };
}

const hosts = [
  host('a', 'done', ['done', 'done']),
  host('b', 'running', ['done', 'running']),
  host('c', 'failed', ['failed', 'waiting']),
];

describe('a run', () => {
  test('shows failures first and what went well last', () => {
    expect(hostsByUrgency(hosts).map(({ name }) => name)).toEqual(['c', 'b', 'a']);
  });

  test('leads the eye to the failed step, else to the one that runs', () => {
    expect(cellOfInterest({ hosts } as unknown as Run)).toEqual({ endpointId: 'c', step: 0 });
    expect(cellOfInterest({ hosts: hosts.slice(0, 2) } as unknown as Run)).toEqual({
      endpointId: 'b',
      step: 1,
    });
  });

  test('counts steps that never ran on an ended host as ended', () => {
    expect(progressOf({ hosts } as unknown as Run)).toBeCloseTo(5 / 6);
  });

  test('rolls back what was done, the last step first', () => {
    const document = { steps: [{ rollback: 'undo 1' }, { rollback: 'undo 2' }, {}] };
    const done = host('a', 'running', ['done', 'done', 'running']);
    expect(rollbacksOf(done, document as never)).toEqual([
      { step: 1, text: 'undo 2' },
      { step: 0, text: 'undo 1' },
    ]);
  });
});

describe('output', () => {
  const linesOf = (...pieces: string[]): string[] => {
    const output = new OutputLines();
    for (const piece of pieces) output.append(piece);
    return output.lines;
  };

  test('is cut into lines wherever its pieces end', () => {
    expect(linesOf('one\ntw', 'o\n', '\nfour')).toEqual(['one', 'two', '', 'four']);
    expect(linesOf('a\n', 'b')).toEqual(['a', 'b']);
    expect(linesOf('', 'a', 'b', '\n')).toEqual(['ab']);
  });

  test('loses the carriage returns of Windows, also split from their line feed', () => {
    expect(linesOf('one\r\ntwo\r', '\nthree')).toEqual(['one', 'two', 'three']);
  });
});
