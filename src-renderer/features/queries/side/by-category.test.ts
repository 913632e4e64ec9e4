import { expect, test } from 'vitest';
import { byCategory } from './by-category';

test('what hurts first comes first, unknown categories last, checks in their order', () => {
  const checks = ['erp-jobs', 'space', 'locks', 'aaa', 'space'].map((category, at) => ({
    category,
    at,
  }));
  const found = byCategory(checks).map(({ category, queries }) => [
    category,
    queries.map(({ at }) => at),
  ]);
  expect(found).toEqual([
    ['locks', [2]],
    ['space', [1, 4]],
    ['aaa', [3]],
    ['erp-jobs', [0]],
  ]);
});
