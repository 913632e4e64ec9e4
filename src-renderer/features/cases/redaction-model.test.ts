import { expect, it } from 'vitest';
import { changedLines } from './redaction-model';

it('shows only lines that change, whatever ends them, and not more than asked for', () => {
  const before = 'login pwd=1\r\nfine\r\nlogin pwd=2\r\n';
  const after = 'login [password]\nfine\nlogin [password]\n';
  expect(changedLines(before, after, 10)).toEqual([
    { line: 0, before: 'login pwd=1', after: 'login [password]' },
    { line: 2, before: 'login pwd=2', after: 'login [password]' },
  ]);
  expect(changedLines(before, after, 1)).toHaveLength(1);
});
