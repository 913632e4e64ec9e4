import { expect, it } from 'vitest';
import { parseLineInput, parseTimeInput } from './time-input';

const local = (text: string) => new Date(text).getTime();
const here = local('2026-11-20T11:00:00');
const last = local('2026-11-20T12:00:00');
const read = (text: string) => parseTimeInput(text, here, last);

it('reads a time of day on the day in sight', () => {
  expect(read('11:24')).toEqual({ time: local('2026-11-20T11:24:00') });
  expect(read(' 9:05:07.5 ')).toEqual({ time: local('2026-11-20T09:05:07.500') });
  expect(read('11：24')).toEqual({ time: local('2026-11-20T11:24:00') });
});

it('reads dates with and without a year, with and without a time', () => {
  expect(read('2026-11-19 11:24:32')).toEqual({ time: local('2026-11-19T11:24:32') });
  expect(read('11-19 11:24')).toEqual({ time: local('2026-11-19T11:24:00') });
  expect(read('2026/11/19')).toEqual({ time: local('2026-11-19T00:00:00') });
  expect(read('2025年11月19日 8:00')).toEqual({ time: local('2025-11-19T08:00:00') });
  expect(read('2026-11-20T11:24:32')).toEqual({ time: local('2026-11-20T11:24:32') });
});

it('counts back from the end of the log and forward from what is in sight', () => {
  expect(read('-15m')).toEqual({ time: last - 900_000 });
  expect(read('−2 小时')).toEqual({ time: last - 7_200_000 });
  expect(read('+30s')).toEqual({ time: here + 30_000 });
});

it('says when there is no such time', () => {
  for (const text of ['25:00', '11:60', '2026-02-31', 'noon', '15m'])
    expect(read(text)).toEqual({ error: 'unknown' });
  expect(read('  ')).toEqual({ error: 'empty' });
});

it('reads the number of a line, which is no time', () => {
  expect(
    ['1500', '1,500', ':1500', ' 1 500', '0', '11:24', '-15m', ''].map(parseLineInput),
  ).toEqual([1500, 1500, 1500, null, null, null, null, null]);
});
