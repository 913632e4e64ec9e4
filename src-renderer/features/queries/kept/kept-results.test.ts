import { expect, it } from 'vitest';
import type { ResultState } from '../../../../src-main/contract/index';
import { bytesOf, matchesText, ordered } from './kept-results';

const result = (id: string, change: Partial<ResultState>) =>
  ({
    id,
    title: '',
    sql: 'SELECT 1',
    system: 'ERP',
    database: 'erp',
    username: 'reader',
    host: 'db:5432',
    server: 'PostgreSQL 15',
    startedAt: 0,
    rows: 1,
    bytes: 1,
    ...change,
  }) as ResultState;
const results = [
  result('a', { title: '锁等待', startedAt: 3, rows: 5, bytes: 9 }),
  result('b', { sql: ' select locks', startedAt: 2, rows: 50, system: 'CRM' }),
  result('c', { title: 'Locks', startedAt: 1, rows: 5, bytes: 400 }),
];
const ids = (order: Parameters<typeof ordered>[1]) =>
  ordered(
    results,
    order,
    new Map([
      ['b', 'warning'],
      ['c', 'critical'],
    ]),
  ).map(({ id }) => id);

it('every word counts, wherever it stands', () => {
  const found = (text: string) => results.filter((one) => matchesText(one, text)).map(({ id }) => id); // prettier-ignore
  expect(found('')).toEqual(['a', 'b', 'c']);
  expect(found('LOCKS')).toEqual(['b', 'c']);
  expect(found('locks crm')).toEqual(['b']);
  expect(found('锁 5432')).toEqual(['a']);
});

it('the newest of equal ones comes first in every order', () => {
  expect(ids('time')).toEqual(['a', 'b', 'c']);
  expect(ids('rows')).toEqual(['b', 'a', 'c']);
  expect(ids('bytes')).toEqual(['c', 'a', 'b']);
  expect(ids('system')).toEqual(['b', 'a', 'c']);
  expect(ids('severity')).toEqual(['c', 'b', 'a']);
  expect(bytesOf(results)).toBe(410);
});
