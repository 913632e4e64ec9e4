import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { expect, it } from 'vitest';
import '../index';
import { parse } from './parser';

it('parses again and again without V8 taking hundreds of megabytes to optimize the grammar', async () => {
  // What V8 would do in the background it does at once.
  setFlagsFromString('--wasm-sync-tier-up');
  for (let time = 0; time < 200; time += 1)
    expect(await parse('SELECT * FROM orders LIMIT 5000')).toHaveProperty('statements');
  expect(getHeapStatistics().peak_malloced_memory).toBeLessThan(64 * 1024 * 1024);
});
