/** What vitest files use to skip aloud. */
import { describe } from 'vitest';
import { type Part, whyNot } from './parts';

/**
 * `describe` for tests that need parts of the test bed. Where one is missing they are all
 * skipped, and the reason stands in the name, so that every report shows it.
 */
export function describeWith(parts: readonly Part[], name: string, tests: () => void): void {
  const reason = whyNot(...parts);
  if (reason === undefined) describe(name, tests);
  else describe.skip(`${name} [skipped: ${reason}]`, tests);
}
