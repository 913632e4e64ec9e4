import { describe, expect, it } from 'vitest';
import { Changing } from './changes';

describe('a followed value', () => {
  it('skips what changed faster than its followers are told, but never the last', async () => {
    const changing = new Changing(0);
    const seen: number[] = [];
    const following = (async () => {
      for await (const values of changing.follow(60_000)) seen.push(...values);
    })();
    await new Promise((resolve) => setImmediate(resolve));
    for (let value = 1; value < 100; value++) changing.set(value);
    changing.end(100);
    await following;
    expect(seen).toEqual([0, 100]);
  });

  it('is told at once where somebody waits for it', async () => {
    const changing = new Changing('connecting');
    const seen: string[] = [];
    const following = (async () => {
      for await (const values of changing.follow(60_000)) {
        seen.push(...values);
        if (seen.at(-1) === 'first rows') return;
      }
    })();
    await new Promise((resolve) => setImmediate(resolve));
    changing.set('running');
    changing.set('first rows', true);
    await following;
    expect(seen).toEqual(['connecting', 'first rows']);
  });

  it('is told once to those who come after its end', async () => {
    const changing = new Changing('a');
    changing.end('b');
    const seen: string[][] = [];
    for await (const values of changing.follow(60_000)) seen.push(values);
    expect(seen).toEqual([['b']]);
  });

  it('lets a follower go who leaves while nothing changes', async () => {
    const changing = new Changing(0);
    const left = new AbortController();
    const following = (async () => {
      for await (const _values of changing.follow(0, left.signal)) continue;
    })();
    await new Promise((resolve) => setTimeout(resolve, 20));
    left.abort();
    await expect(following).resolves.toBeUndefined();
  });
});
