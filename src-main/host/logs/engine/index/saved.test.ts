import { deserialize, serialize } from 'node:v8';
import { expect, it } from 'vitest';
import { dated, makeLog } from '../../../../../test/servers/plain-index';
import { MemorySource } from '../sources/index';
import { buildIndex, readIndex, writeIndex } from './index';

it('an index is taken up again only by the kernel that made it', async () => {
  const index = buildIndex(new MemorySource(makeLog(3, 'dated', 500)), dated, {
    encoding: 'utf-8',
  });
  await index.done;
  const kept = Buffer.concat(writeIndex(index));
  expect(readIndex(kept)?.lines).toBe(index.lines);
  const content = deserialize(kept) as object;
  expect(readIndex(serialize({ ...content, kernel: 'of another release' }))).toBeNull();
  expect(readIndex(serialize({ ...content, kernel: undefined }))).toBeNull();
  expect(readIndex(kept.subarray(0, 100))).toBeNull();
});
