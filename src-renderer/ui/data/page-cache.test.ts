import { expect, it } from 'vitest';
import { PageCache, pageSize } from './page-cache';

const items = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `item ${from + index}`);

it('asks for each page of a window once', () => {
  const cache = new PageCache<string>();
  expect(cache.claim(50, 250, 10_000).map(({ from }) => from)).toEqual([0, 100, 200]);
  expect(cache.claim(50, 250, 10_000)).toEqual([]);
});

it('asks again for a page that has grown, and no more once it is full', () => {
  const cache = new PageCache<string>();
  cache.claim(0, 10, 10);
  cache.put(0, items(0, 10));
  expect(cache.claim(0, 10, 10)).toEqual([]);
  expect(cache.claim(0, 20, 20)).toHaveLength(1);
  cache.put(0, items(0, pageSize));
  expect(cache.claim(0, 20, 5000)).toEqual([]);
});

it('asks again for a page whose fetch failed', () => {
  const cache = new PageCache<string>();
  cache.claim(0, 10, 1000);
  cache.release(0);
  expect(cache.claim(0, 10, 1000)).toHaveLength(1);
});

it('forgets the pages that were not looked at for the longest time', () => {
  const cache = new PageCache<string>();
  for (let page = 0; page <= 400; page++) {
    if (page === 400) cache.claim(0, 1, 1e6);
    cache.put(page, items(page * pageSize, pageSize));
  }
  expect(cache.get(0)).toBe('item 0');
  expect(cache.get(pageSize)).toBeUndefined();
});

it('asks for no more pages than there is room for', () => {
  const cache = new PageCache<string>();
  expect(cache.claim(0, 500, 10_000, 2).map(({ page }) => page)).toEqual([0, 1]);
  expect(cache.claim(0, 500, 10_000, 0)).toEqual([]);
  expect(cache.claim(0, 500, 10_000, 9).map(({ page }) => page)).toEqual([2, 3, 4]);
});
