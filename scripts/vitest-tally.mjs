/**
 * vitest's results as a tally, written to the file that FIELDBENCH_TALLY names. Its own JSON
 * reporter tells nothing of what went wrong in a hook: the tests count as skipped, without a word.
 */
import { writeFileSync } from 'node:fs';
import { nothing, withReason } from './tally.mjs';

/** Counts the modules of a test run, as vitest gives them to reporters. */
export function tallyModules(modules, unhandledErrors = []) {
  const tally = nothing();
  const fail = (name, errors) => {
    tally.failures.push(withReason(name, errors.map((error) => error.message).join('\n')));
  };
  for (const module of modules) {
    const errors = module.errors();
    if (errors.length > 0) fail(module.relativeModuleId, errors);
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) fail(suite.fullName, suite.errors());
    }
    for (const test of module.children.allTests()) {
      const { state, errors: reasons } = test.result();
      if (state === 'passed') tally.passed += 1;
      else if (state === 'failed') fail(test.fullName, reasons);
      else tally.skipped.push(test.fullName);
    }
  }
  if (unhandledErrors.length > 0) fail('between the tests', unhandledErrors);
  tally.failed = tally.failures.length;
  return tally;
}

/** The reporter itself: `--reporter=./scripts/vitest-tally.mjs`. */
export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors) {
    writeFileSync(
      process.env.FIELDBENCH_TALLY,
      JSON.stringify(tallyModules(modules, unhandledErrors)),
    );
  }
}
