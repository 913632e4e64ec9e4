import { expect, it } from 'vitest';
import { newFormatText, ownCopyOf } from './format-text';

it('gives a copy of a format a name that is free', () => {
  const taken = new Set(['my-format', 'my-format-own']);
  const copy = ownCopyOf(newFormatText, taken);
  expect(copy).toBe(newFormatText.replace('my-format', 'my-format-own2'));
});
