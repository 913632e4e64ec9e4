import { expect, test } from 'vitest';
import type { AuditEntry } from '../../../src-main/contract/index';
import { detailLine, everything, filterOf, isFiltering } from './audit-model';

const entry = (detail: AuditEntry['detail']): AuditEntry => ({
  sequence: 1,
  device: 'd',
  at: 0,
  clockOffsetMs: null,
  kind: 'command',
  target: 'nc-db-01',
  detail,
  hash: '',
});

test('a row says what was done first, and keeps names of programs for the drawer', () => {
  expect(
    detailLine(entry({ host: '10.1.2.3', port: 22, username: 'fb', command: 'df -hP', exit: 0 })),
  ).toBe('df -hP · exit 0');
  expect(detailLine(entry({ host: '10.1.2.3', port: 2222, username: 'fb', via: 'jump-01' }))).toBe(
    'fb@10.1.2.3:2222 · via jump-01',
  );
  expect(detailLine(entry({ reason: null, bytes: '' }))).toBe('');
});

test('a search leaves rows out only when it says something', () => {
  expect(isFiltering(everything)).toBe(false);
  expect(isFiltering({ ...everything, text: '  ' })).toBe(false);
  expect(isFiltering({ ...everything, range: 'chosen' })).toBe(false);
  expect(isFiltering({ ...everything, kinds: ['command'] })).toBe(true);
});

test('days are counted by the clock on the wall', () => {
  const noon = new Date(2026, 10, 20, 12, 0).getTime();
  const midnight = new Date(2026, 10, 20).getTime();
  expect(filterOf({ ...everything, range: 'today' }, noon)).toMatchObject({
    from: midnight,
    to: null,
  });
  expect(
    filterOf({ ...everything, range: 'chosen', from: '2026-11-20T00:00', to: '' }, noon),
  ).toMatchObject({ from: midnight, to: null });
});
