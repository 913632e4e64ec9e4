import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorWords } from './error-text';

const resources = join(import.meta.dirname, '..', '..', 'resources');

it('says of a refused statement where and why, in words', () => {
  const params = { reason: 'function-holds', name: 'pg_sleep', line: 1, column: 8, length: 8 };
  for (const [language, place] of [
    ['en', /^Line 1, column 8: .*pg_sleep/],
    ['zh-CN', /^第 1 行第 8 列：.*pg_sleep/],
  ] as const) {
    const words = errorWords(resources, language, 'sql.refused', params);
    expect(words).toMatch(place);
    expect(words).not.toMatch(/function-holds|\{\{/);
  }
  expect(errorWords(resources, 'en', 'sql.timeout', { seconds: 5 })).toMatch(/^[^:]*5/);
  expect(errorWords(resources, 'en', 'no.words', { a: 1 })).toBe('no.words {"a":1}');
});
