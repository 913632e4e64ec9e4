import { expect, it } from 'vitest';
import type { LogRow } from '../../../src-main/contract/logs';
import { RowFetcher } from './row-fetcher';

/** A host that answers when told to, and remembers what it was asked. */
function slowHost() {
  const asked: { from: number; count: number; answer: (rows?: number) => void }[] = [];
  const fetcher = new RowFetcher(
    (from, count) =>
      new Promise((resolve) => {
        asked.push({
          from,
          count,
          answer: (rows = count) =>
            resolve({
              generation: 1,
              rows: Array.from({ length: rows }, (_, at) => ({ row: from + at }) as LogRow),
            }),
        });
      }),
    () => undefined,
    (error) => {
      throw error;
    },
  );
  return { asked, fetcher };
}
const bounds = {
  first: 0,
  end: 1_000_000,
  generation: 1,
  bytes: 1,
  sources: 1,
  before: false,
  after: false,
};

it('asks for no more than two windows at once, and then only for the newest', async () => {
  const { asked, fetcher } = slowHost();
  fetcher.setBounds(bounds);
  for (const at of [1000, 5000, 9000, 20_000]) fetcher.want(at, at + 30);
  expect(asked.map(({ from }) => Math.floor(from / 1000))).toEqual([0, 4]);
  asked[0]?.answer();
  await expect.poll(() => asked.length).toBe(3);
  expect(asked[2]?.from).toBeGreaterThan(19_900);
});

it('asks for the rest of an answer that was cut short', async () => {
  const { asked, fetcher } = slowHost();
  fetcher.setBounds({ ...bounds, end: 40 });
  fetcher.want(0, 40);
  asked[0]?.answer(10);
  await expect.poll(() => asked.length).toBe(2);
  expect(asked[1]).toMatchObject({ from: 10, count: 30 });
  asked[1]?.answer();
  await expect.poll(() => fetcher.get(39)?.row).toBe(39);
});

it('takes no answer from before rows were numbered anew', async () => {
  const { asked, fetcher } = slowHost();
  fetcher.setBounds(bounds);
  fetcher.want(0, 30);
  fetcher.renumber();
  asked[0]?.answer();
  await expect.poll(() => asked.length).toBeGreaterThan(1);
  expect(fetcher.get(0)).toBeUndefined();
});

it('asks beyond the end of a piece, so that more of it is fetched', () => {
  const { asked, fetcher } = slowHost();
  fetcher.setBounds({ ...bounds, first: -10, end: 5, before: true });
  fetcher.want(-10, 5);
  expect(asked.some(({ from }) => from === -210)).toBe(true);
});

it('fetches the last row again when the log has grown: it may have become longer', async () => {
  const { asked, fetcher } = slowHost();
  fetcher.setBounds({ ...bounds, end: 5 });
  fetcher.want(0, 5);
  asked[0]?.answer();
  await expect.poll(() => fetcher.get(4)?.row).toBe(4);
  fetcher.setBounds({ ...bounds, end: 5, bytes: 2 });
  await expect.poll(() => asked.length).toBe(2);
  expect(asked[1]).toMatchObject({ from: 4, count: 1 });
  expect(fetcher.get(4)?.row).toBe(4);
});
