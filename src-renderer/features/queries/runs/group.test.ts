import { expect, test } from 'vitest';
import type { GroupMember, QueryGroup } from '../../../../src-main/contract/index';
import { byUrgency, countsOf } from './group';

const member = (name: string, change: Partial<GroupMember>): GroupMember => ({
  endpointId: name,
  name,
  system: 'ERP',
  state: 'done',
  resultId: null,
  rows: 0,
  severity: null,
  elapsedMs: 0,
  error: null,
  ...change,
});

test('what needs a person stands first, the rest in the order of the run', () => {
  const members = [
    member('plain', {}),
    member('stopped', { state: 'cancelled' }),
    member('warns', { severity: 'warning' }),
    member('waits', { state: 'waiting' }),
    member('broken', { state: 'failed' }),
    member('other', {}),
    member('worst', { severity: 'critical' }),
  ];
  expect(byUrgency(members).map(({ name }) => name)).toEqual([
    'worst',
    'warns',
    'broken',
    'waits',
    'plain',
    'other',
    'stopped',
  ]);
  expect(countsOf({ members } as unknown as QueryGroup)).toEqual({
    waiting: 1,
    connecting: 0,
    running: 0,
    done: 4,
    cancelled: 1,
    failed: 1,
  });
});
