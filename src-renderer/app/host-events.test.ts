import { describe, expect, test } from 'vitest';
import type { Task } from '../../src-main/contract/index';
import { tasksKey, vaultStatusKey } from '../features/workbench/index';
import { createQueryClient, forgetProfileData, receiveEvent, withTask } from './host-events';

function task(id: string, state: Task['state'] = 'running'): Task {
  return {
    id,
    kind: 'query',
    title: id,
    startedAt: 0,
    progress: null,
    detail: '',
    cancellable: true,
    state,
    endedAt: null,
  };
}

describe('an event of the host', () => {
  test('makes stale what belongs to the feature it names, and nothing else', () => {
    const client = createQueryClient();
    client.setQueryData(['cases', 'list'], []);
    client.setQueryData(['systems', 'inventory'], {});
    receiveEvent(client, { type: 'changed', feature: 'cases', id: null });
    const stale = (key: string[]) => client.getQueryState(key)?.isInvalidated;
    expect([stale(['cases', 'list']), stale(['systems', 'inventory'])]).toEqual([true, false]);
  });

  test('makes everything stale after lost events', () => {
    const client = createQueryClient();
    client.setQueryData(['cases', 'list'], []);
    receiveEvent(client, { type: 'resync' });
    expect(client.getQueryState(['cases', 'list'])?.isInvalidated).toBe(true);
  });

  test('leaves the data behind the lock alone until it is unlocked', () => {
    const client = createQueryClient();
    client.setQueryData(vaultStatusKey, { state: 'locked' });
    client.setQueryData(['cases', 'list'], []);
    receiveEvent(client, { type: 'resync' });
    expect(client.getQueryState(['cases', 'list'])?.isInvalidated).toBe(false);
    receiveEvent(client, { type: 'vault', state: 'unlocked' });
    expect(client.getQueryState(['cases', 'list'])?.isInvalidated).toBe(true);
  });

  test('brings one task up to date in the list', () => {
    const client = createQueryClient();
    client.setQueryData(tasksKey, [task('a'), task('b')]);
    receiveEvent(client, { type: 'task', task: task('a', 'done') });
    expect(client.getQueryData(tasksKey)).toEqual([task('a', 'done'), task('b')]);
    expect(withTask([task('a')], task('c')).map(({ id }) => id)).toEqual(['a', 'c']);
  });
});

test('after locking, nothing read from the vault is left in memory but its status', () => {
  const client = createQueryClient();
  client.setQueryData(['cases', 'list'], ['secret']);
  client.setQueryData(vaultStatusKey, { state: 'locked' });
  forgetProfileData(client);
  expect(client.getQueryData(['cases', 'list'])).toBeUndefined();
  expect(client.getQueryData(vaultStatusKey)).toEqual({ state: 'locked' });
});
