import { expect, it } from 'vitest';
import type { LogRow } from '../../../src-main/contract/logs';
import { RowCache } from './row-cache';

const row = (number: number, text = `row ${number}`): LogRow => ({
  row: number,
  source: 0,
  line: number,
  offset: number * 100,
  text,
  level: null,
  time: null,
  startsRecord: true,
  moreLines: 0,
  fullLength: null,
  spans: [],
  pin: null,
  bookmark: false,
});
const rows = (from: number, to: number, text?: string) =>
  Array.from({ length: to - from }, (_, index) => row(from + index, text));
const bounds = { first: 0, end: 1_000_000, generation: 1 };

it('asks once for what is in sight, in whole pages', () => {
  const cache = new RowCache();
  expect(cache.missing(100, 140, bounds)).toEqual({ from: 96, count: 48 });
  cache.put(rows(96, 160), 1);
  expect(cache.missing(100, 140, bounds)).toBeNull();
  expect(cache.get(100)?.text).toBe('row 100');
  expect(cache.get(500)).toBeUndefined();
});

it('asks for the rest when the host answered with fewer rows', () => {
  const cache = new RowCache();
  cache.put(rows(0, 10), 1);
  expect(cache.missing(0, 40, bounds)).toEqual({ from: 10, count: 38 });
});

it('keeps within the rows there are, also below 0, and goes on where the log has grown', () => {
  const cache = new RowCache();
  const growing = { first: -30, end: 20, generation: 1 };
  expect(cache.missing(-40, 10, growing)).toEqual({ from: -30, count: 46 });
  cache.put(rows(-30, 20), 1);
  expect(cache.missing(-40, 40, growing)).toBeNull();
  expect(cache.missing(0, 40, { ...growing, end: 25 })).toEqual({ from: 20, count: 5 });
  expect(cache.missing(-64, 0, { ...growing, first: -50 })).toEqual({ from: -50, count: 34 });
});

it('shows rows of before until those of the new generation are here', () => {
  const cache = new RowCache();
  const next = { ...bounds, generation: 2 };
  cache.put(rows(0, 64), 1);
  expect(cache.missing(0, 40, next)).toEqual({ from: 0, count: 48 });
  cache.put(rows(0, 20, 'marked'), 2);
  expect(cache.get(5)?.text).toBe('marked');
  expect(cache.get(30)?.text).toBe('row 30');
  expect(cache.missing(0, 40, next)).toEqual({ from: 20, count: 28 });
  cache.put(rows(0, 20, 'late'), 1);
  expect(cache.get(5)?.text).toBe('marked');
});

it('drops what was not looked at for long', () => {
  const cache = new RowCache();
  cache.put(rows(0, 64), 1);
  for (let page = 1; page <= 4000; page++) cache.put([row(page * 16)], 1);
  expect(cache.get(0)).toBeUndefined();
  expect(cache.get(4000 * 16)?.row).toBe(4000 * 16);
});
