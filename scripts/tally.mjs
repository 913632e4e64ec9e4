/** Counting what the test runners report. */

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

/** Counts a result file of vitest's JSON reporter. */
export function tallyVitest(report) {
  const tally = nothing();
  for (const file of report.testResults) {
    // A file that cannot be loaded has no tests to fail.
    if (file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed')) {
      tally.failures.push(`${file.name}: ${file.message}`);
    }
    for (const result of file.assertionResults) {
      if (result.status === 'passed') tally.passed += 1;
      else if (result.status === 'failed') tally.failures.push(result.fullName);
      else tally.skipped.push(result.fullName);
    }
  }
  tally.failed = tally.failures.length;
  return tally;
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
        } else if (test.status === 'unexpected') tally.failures.push(name);
        else tally.passed += 1;
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, [...names, inner.title]);
  };
  for (const suite of report.suites) visit(suite, [suite.title]);
  for (const error of report.errors) tally.failures.push(error.message);
  tally.failed = tally.failures.length;
  return tally;
}
