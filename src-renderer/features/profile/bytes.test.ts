import { expect, test } from 'vitest';
import { formatBytes } from './bytes';

test('a size keeps one digit below ten and none above', () => {
  expect([0, 512, 1536, 228_589_568].map((bytes) => formatBytes(bytes, 'en'))).toEqual([
    '0 bytes',
    '512 bytes',
    '1.5 kB',
    '218 MB',
  ]);
});
