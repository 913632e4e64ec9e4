import { expect, it } from 'vitest';
import type { WrittenStatement } from '../../../../src-main/contract/index';
import { undoneStatements } from './undone';

const statement = (change: Partial<WrittenStatement> = {}): WrittenStatement => ({
  sql: 'UPDATE t SET a = 1',
  place: { line: 1, column: 1, length: 6 },
  verb: 'UPDATE',
  reads: false,
  flags: [],
  refusal: null,
  parameters: [],
  state: 'done',
  affected: 1,
  elapsedMs: 1,
  error: null,
  columns: [],
  rows: [],
  ...change,
});

it('a rollback undoes what was sent, unless something committed it', () => {
  const read = statement({ reads: true });
  const waiting = statement({ state: 'waiting' });
  const commits = statement({ flags: ['commits'] });
  const of = (
    state: Parameters<typeof undoneStatements>[0]['state'],
    ...all: WrittenStatement[]
  ) => [...undoneStatements({ state, statements: all })];
  expect(of('rolled-back', statement(), read, statement(), waiting)).toEqual([0, 2]);
  expect(of('lost', statement())).toEqual([0]);
  for (const state of ['open', 'committed', 'unknown'] as const)
    expect(of(state, statement())).toEqual([]);
  expect(of('rolled-back', statement(), commits, statement())).toEqual([2]);
  // One that failed has committed what was before it all the same.
  expect(of('rolled-back', statement(), { ...commits, state: 'failed' })).toEqual([]);
  expect(of('rolled-back', statement(), { ...commits, state: 'waiting' })).toEqual([0]);
});
