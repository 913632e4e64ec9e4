import { describe, expect, it } from 'vitest';
import type { Transfer } from '../../../src-main/contract/index';
import {
  endedSince,
  inOrder,
  isResumable,
  overall,
  progressOf,
  remainingMs,
} from './transfer-model';

const transfer = (change: Partial<Transfer>): Transfer => ({
  id: '019a0000-0000-7000-8000-000000000001',
  direction: 'upload',
  source: { endpointId: null, path: '/tmp/a' },
  target: { endpointId: '019a0000-0000-7000-8000-0000000000aa', path: '/srv' },
  name: 'a',
  host: 'nc-db-01',
  state: 'running',
  question: null,
  files: 1,
  filesDone: 0,
  skipped: 0,
  bytes: 1000,
  bytesDone: 250,
  rate: 100,
  resumedFrom: 0,
  sha256: null,
  verified: 'no',
  sourceGrew: false,
  error: null,
  startedAt: 1,
  endedAt: null,
  ...change,
});

describe('the state of transfers', () => {
  it('tells share and time left from bytes and rate', () => {
    expect(progressOf(transfer({}))).toBe(0.25);
    expect(remainingMs(transfer({}))).toBe(7500);
    expect(remainingMs(transfer({ rate: 0 }))).toBeNull();
    expect(remainingMs(transfer({ state: 'waiting' }))).toBeNull();
  });

  it('counts files where a folder has no bytes, and knows when it cannot say', () => {
    expect(progressOf(transfer({ bytes: 0, files: 4, filesDone: 1 }))).toBe(0.25);
    expect(progressOf(transfer({ bytes: 0, files: 0 }))).toBeUndefined();
    expect(progressOf(transfer({ bytes: 0, files: 0, state: 'done' }))).toBe(1);
  });

  it('adds up only what goes on', () => {
    const list = [transfer({}), transfer({ state: 'verifying' }), transfer({ state: 'failed' })];
    expect(overall(list)).toEqual({ going: 2, bytes: 2000, bytesDone: 500, rate: 200 });
    expect(overall([transfer({ state: 'done' })])).toBeNull();
  });

  it('tells which ended since the last look', () => {
    const before = new Map([
      ['a', 'running' as const],
      ['b', 'done' as const],
    ]);
    const ended = endedSince(before, [
      transfer({ id: 'a', state: 'failed' }),
      transfer({ id: 'b', state: 'done' }),
      transfer({ id: 'c', state: 'done' }),
    ]);
    expect(ended.map(({ id }) => id)).toEqual(['a']);
  });

  it('goes on with what failed or was cancelled, but not with a dropped file', () => {
    expect(isResumable(transfer({ state: 'failed' }))).toBe(true);
    expect(isResumable(transfer({ state: 'cancelled' }))).toBe(true);
    expect(isResumable(transfer({ state: 'done' }))).toBe(false);
    const dropped = { endpointId: null, path: 'folder/a.txt' };
    expect(isResumable(transfer({ state: 'failed', source: dropped }))).toBe(false);
  });

  it('puts questions first and what ended last', () => {
    const question = {
      name: 'a',
      sourceBytes: 1,
      sourceChangedAt: null,
      targetBytes: 1,
      targetChangedAt: null,
      resumable: false,
    };
    const list = [
      transfer({ id: 'done', state: 'done' }),
      transfer({ id: 'old', startedAt: 1 }),
      transfer({ id: 'new', startedAt: 2 }),
      transfer({ id: 'asks', state: 'waiting', question }),
    ];
    expect(inOrder(list).map(({ id }) => id)).toEqual(['asks', 'new', 'old', 'done']);
  });
});
