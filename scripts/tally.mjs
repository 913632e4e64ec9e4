/** Counting what the test runners report. */
import { stripVTControlCharacters } from 'node:util';

/**
 * What a step adds to the totals.
 * @typedef {{ passed: number, failed: number, skipped: string[], failures: string[] }} Tally
 */

/** @returns {Tally} */
export const nothing = () => ({ passed: 0, failed: 0, skipped: [], failures: [] });

/** One step that either passes or fails as a whole. */
export function single(name, passed) {
  const failures = passed ? [] : [name];
  return { ...nothing(), passed: passed ? 1 : 0, failed: failures.length, failures };
}

/** Adds a failure for what the tests themselves do not show, such as an error between them. */
export function withExitCode(tally, name, code) {
  if (code === 0 || tally.failed > 0) return tally;
  return { ...tally, failed: 1, failures: [`${name} ended with ${code}`] };
}

/** A failure's name with the first lines of why, so that the end of a long log is enough to know. */
export function withReason(name, message) {
  const lines = stripVTControlCharacters(message ?? '')
    .trim()
    .split('\n')
    .slice(0, 20);
  return lines[0] === '' ? name : [name, ...lines].join('\n    ');
}

/** Counts a result file of Playwright's JSON reporter. */
export function tallyPlaywright(report) {
  const tally = nothing();
  const visit = (suite, names) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        const name = [test.projectName, ...names, spec.title].join(' › ');
        if (test.status === 'skipped') {
          const why = test.annotations.find((one) => one.type === 'skip')?.description;
          tally.skipped.push(why ? `${name} [skipped: ${why}]` : name);
        } else if (test.status === 'unexpected') {
          const errors = test.results?.at(-1)?.errors ?? [];
          tally.failures.push(withReason(name, errors.map((one) => one.message).join('\n')));
        } else tally.passed += 1;
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, [...names, inner.title]);
  };
  for (const suite of report.suites) visit(suite, [suite.title]);
  for (const error of report.errors) tally.failures.push(error.message);
  tally.failed = tally.failures.length;
  return tally;
}
