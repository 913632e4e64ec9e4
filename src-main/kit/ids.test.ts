import { expect, it } from 'vitest';
import { newDevicePrefix } from './ids';

it('gives devices prefixes that can be read aloud, and hardly ever the same one', () => {
  const prefixes = Array.from({ length: 1000 }, newDevicePrefix);
  for (const prefix of prefixes) expect(prefix).toMatch(/^[A-HJKMNP-Z][2-9][A-HJKMNP-Z][2-9]$/);
  // Of 1000 draws from 28,224 about 17 repeat; from 168 almost all would.
  expect(new Set(prefixes).size).toBeGreaterThan(900);
});
