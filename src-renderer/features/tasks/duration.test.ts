import { expect, test } from 'vitest';
import { formatDuration } from './duration';

test('a duration reads like a clock and never goes below zero', () => {
  expect([-5, 7_400, 724_000, 6_372_000].map(formatDuration)).toEqual([
    '0:00',
    '0:07',
    '12:04',
    '1:46:12',
  ]);
});
