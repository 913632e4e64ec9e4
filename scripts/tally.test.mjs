import { describe, expect, it } from 'vitest';
import { nothing, tallyPlaywright, tallyVitest, withExitCode } from './tally.mjs';

const result = (fullName, status) => ({ fullName, status });

describe('the tally', () => {
  it('counts tests of vitest by their state', () => {
    const report = {
      testResults: [
        {
          name: 'a.test.ts',
          status: 'failed',
          assertionResults: [result('a', 'passed'), result('b', 'failed'), result('c', 'pending')],
        },
      ],
    };
    expect(tallyVitest(report)).toEqual({ passed: 1, failed: 1, skipped: ['c'], failures: ['b'] });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const report = {
      testResults: [{ name: 'a.test.ts', status: 'failed', message: 'no', assertionResults: [] }],
    };
    expect(tallyVitest(report)).toMatchObject({ failed: 1, failures: ['a.test.ts: no'] });
  });

  it('counts tests of Playwright in nested suites, with the reasons of skipped ones', () => {
    const test = (status, annotations = []) => ({ projectName: 'browser', status, annotations });
    const report = {
      suites: [
        {
          title: 'a.spec.ts',
          specs: [{ title: 'one', tests: [test('expected')] }],
          suites: [
            {
              title: 'inner',
              specs: [
                { title: 'two', tests: [test('unexpected'), test('flaky')] },
                { title: 'three', tests: [test('skipped', [{ type: 'skip', description: 'x' }])] },
              ],
            },
          ],
        },
      ],
      errors: [{ message: 'broken file' }],
    };
    expect(tallyPlaywright(report)).toEqual({
      passed: 2,
      failed: 2,
      skipped: ['browser › a.spec.ts › inner › three [skipped: x]'],
      failures: ['browser › a.spec.ts › inner › two', 'broken file'],
    });
  });

  it('does not let a failed run pass because no test failed', () => {
    expect(withExitCode(nothing(), 'vitest', 1).failed).toBe(1);
    expect(withExitCode(nothing(), 'vitest', 0).failed).toBe(0);
  });
});
