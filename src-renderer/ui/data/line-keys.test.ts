import { expect, it } from 'vitest';
import { LineKeys } from './line-keys';

it('keeps the key of a line while the list moves by little', () => {
  const keys = new LineKeys();
  const base = keys.baseOf(100, 140);
  expect(keys.baseOf(105, 145)).toBe(base);
  expect(keys.baseOf(90, 130)).toBe(base);
});

it('gives the keys of what was drawn to what is drawn after a jump', () => {
  const keys = new LineKeys();
  const before = 100 - keys.baseOf(100, 140);
  expect(1_000_000 - keys.baseOf(1_000_000, 1_000_040)).toBe(before);
  // Asked again for the same lines, as React may: nothing changes.
  expect(1_000_000 - keys.baseOf(1_000_000, 1_000_040)).toBe(before);
});
