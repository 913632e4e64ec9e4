import { expect, test } from 'vitest';
import type { Runbook } from '../../../src-main/contract/index';
import { libraryGroups, shortList } from './library-model';

function runbook(id: string, platform: string, runs = 0, kind = 'read-only'): Runbook {
  return {
    id,
    runs,
    class: kind,
    document: {
      id,
      platform,
      title: { zh: `题 ${id}`, en: `Title ${id}` },
      description: { zh: '磁盘', en: 'Disk' },
    },
  } as unknown as Runbook;
}

const all = [
  runbook('oracle.locks', 'oracle-db', 9),
  runbook('linux.disk', 'os-linux', 2),
  runbook('linux.clean', 'os-linux', 5, 'changes-state'),
  runbook('windows.service', 'os-windows'),
];
const ids = (found: readonly Runbook[]): string[] => found.map(({ id }) => id);

test('the library stands by platform, operating systems first, and finds words of both languages', () => {
  const every = { text: '', platform: 'all', class: 'all' } as const;
  expect(libraryGroups(all, every, 'en').map(({ platform }) => platform)).toEqual([
    'os-linux',
    'os-windows',
    'oracle-db',
  ]);
  const found = libraryGroups(all, { ...every, text: 'ｌｉｎｕｘ 磁盘', class: 'read-only' }, 'en');
  expect(found.map(({ runbooks }) => ids(runbooks))).toEqual([['linux.disk']]);
});

test('the side list prefers what fits the selected system, then what is used most', () => {
  expect(ids(shortList(all, 'os-linux', 3))).toEqual(['linux.clean', 'linux.disk', 'oracle.locks']);
  expect(ids(shortList(all, null, 2))).toEqual(['oracle.locks', 'linux.clean']);
});
