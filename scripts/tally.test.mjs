import { describe, expect, it } from 'vitest';
import { nothing, tallyPlaywright, withExitCode } from './tally.mjs';

describe('the tally', () => {
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
                {
                  title: 'two',
                  tests: [
                    {
                      ...test('unexpected'),
                      results: [{ errors: [{ message: '\u001b[31mError: no\u001b[39m' }] }],
                    },
                    test('flaky'),
                  ],
                },
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
      failures: ['browser › a.spec.ts › inner › two\n    Error: no', 'broken file'],
    });
  });

  it('does not let a failed run pass because no test failed', () => {
    expect(withExitCode(nothing(), 'vitest', 1).failed).toBe(1);
    expect(withExitCode(nothing(), 'vitest', 0).failed).toBe(0);
  });
});
