/**
 * `npm test`: makes the machine fit, builds, and runs every gate. The last line is always
 * `N passed, N failed, N skipped`; lint counts as one test.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode, root } from './node.mjs';
import { provision } from './provision.mjs';
import { runLoudly } from './run.mjs';
import { nothing, single, tallyPlaywright, withExitCode } from './tally.mjs';

const results = join(root, 'test-results');
const vitestResults = join(results, 'vitest.json');
const playwrightResults = join(results, 'playwright.json');

/** Runs a test runner that writes its results to `file`, and counts them. */
async function runRunner(name, args, file, tallyOf) {
  const code = await runLoudly(projectNode(), args, { cwd: root });
  const tally = existsSync(file) ? tallyOf(JSON.parse(readFileSync(file, 'utf8'))) : nothing();
  return withExitCode(tally, name, code);
}

const steps = [
  {
    name: 'build',
    run: async () => {
      const code = await runLoudly(process.execPath, ['scripts/build.mjs'], { cwd: root });
      // A step of the way, not a test: it counts only when it fails.
      return code === 0 ? nothing() : single('build', false);
    },
  },
  {
    name: 'lint',
    run: async () => {
      const code = await runLoudly(process.execPath, ['scripts/lint.mjs'], { cwd: root });
      return single('lint', code === 0);
    },
  },
  {
    name: 'unit, contract and integration tests',
    run: () =>
      runRunner(
        'vitest',
        [
          'node_modules/vitest/vitest.mjs',
          'run',
          '--reporter=default',
          '--reporter=./scripts/vitest-tally.mjs',
        ],
        vitestResults,
        (tally) => tally,
      ),
  },
  {
    name: 'end-to-end tests',
    run: () =>
      runRunner(
        'playwright',
        ['node_modules/@playwright/test/cli.js', 'test'],
        playwrightResults,
        tallyPlaywright,
      ),
  },
];

async function main() {
  const started = Date.now();
  await provision();
  mkdirSync(results, { recursive: true });
  process.env.FIELDBENCH_TALLY = vitestResults;
  for (const file of [vitestResults, playwrightResults]) rmSync(file, { force: true });
  const totals = nothing();
  for (const step of steps) {
    console.log(`\n== ${step.name}`);
    const tally = await step.run();
    totals.passed += tally.passed;
    totals.failed += tally.failed;
    totals.skipped.push(...tally.skipped);
    totals.failures.push(...tally.failures);
  }
  console.log(`\n== all, in ${Math.round((Date.now() - started) / 1000)} s`);
  for (const name of totals.skipped) console.log(`skipped: ${name}`);
  for (const name of totals.failures) console.log(`FAILED: ${name}`);
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped.length} skipped`);
  process.exitCode = totals.failed === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  console.error(error);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}
