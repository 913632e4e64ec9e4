import { expect, it } from 'vitest';
import type { LogLine } from '../../../src-main/contract/index';
import { LineCache, pageLines } from './line-cache';

const lines = (from: number, count: number): LogLine[] =>
  Array.from({ length: count }, (_, index) => ({
    line: from + index,
    text: `line ${from + index}`,
    level: null,
    time: null,
    fullLength: null,
  }));

it('asks for each page of a window once', () => {
  const cache = new LineCache();
  expect(cache.claim(150, 450, 10_000).map(({ from }) => from)).toEqual([0, 200, 400]);
  expect(cache.claim(150, 450, 10_000)).toEqual([]);
});

it('asks again for a page that has grown, and no more once it is full', () => {
  const cache = new LineCache();
  cache.claim(0, 10, 10);
  cache.put(0, lines(0, 10));
  expect(cache.claim(0, 10, 10)).toEqual([]);
  expect(cache.claim(0, 20, 20)).toHaveLength(1);
  cache.put(0, lines(0, pageLines));
  expect(cache.claim(0, 20, 5000)).toEqual([]);
});

it('asks again for a page whose fetch failed', () => {
  const cache = new LineCache();
  cache.claim(0, 10, 1000);
  cache.release(0);
  expect(cache.claim(0, 10, 1000)).toHaveLength(1);
});

it('forgets the pages that were not looked at for the longest time', () => {
  const cache = new LineCache();
  for (let page = 0; page <= 200; page++) {
    if (page === 200) cache.claim(0, 1, 1e6);
    cache.put(page, lines(page * pageLines, pageLines));
  }
  expect(cache.get(0)?.text).toBe('line 0');
  expect(cache.get(pageLines)).toBeUndefined();
});
