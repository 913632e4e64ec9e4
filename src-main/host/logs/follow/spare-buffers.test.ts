import { expect, it } from 'vitest';
import { SpareBuffers } from './spare-buffers';

const megabyte = 1024 * 1024;

it('gives a buffer out again that is large enough, and keeps no more than it may', () => {
  const spare = new SpareBuffers();
  const first = spare.take(3 * megabyte);
  spare.giveBack(first.subarray(100, 200));
  const again = spare.take(2 * megabyte);
  expect(again.buffer).toBe(first.buffer);
  // It is in use: another one is made.
  expect(spare.take(2 * megabyte).buffer).not.toBe(first.buffer);
  const large = [1, 2, 3].map(() => spare.take(16 * megabyte));
  expect(new Set(large.map(({ buffer }) => buffer)).size).toBe(3);
  for (const buffer of large) spare.giveBack(buffer);
  const kept = [1, 2, 3].map(() => spare.take(16 * megabyte).buffer);
  expect(large.filter(({ buffer }) => kept.includes(buffer))).toHaveLength(1);
  // What grew beyond what was taken fits nobody.
  const grown = Buffer.allocUnsafeSlow(7 * megabyte);
  spare.giveBack(grown);
  expect(spare.take(6 * megabyte).buffer).not.toBe(grown.buffer);
});
