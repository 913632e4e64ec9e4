import { QueryClient } from '@tanstack/react-query';
import { AppError } from '../../src-main/contract/errors';
import type { HostEvent, Task, VaultStatus } from '../../src-main/contract/index';
import { tasksKey, vaultStatusKey } from '../features/workbench/index';

/**
 * The cache of host data. Data stay fresh until a host event says otherwise, and the network
 * state of the machine does not matter: the host is on this machine.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, error) =>
          failures < 2 && error instanceof AppError && error.code === 'wire.host-gone',
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** Makes stale what an event of the host is about. */
export function receiveEvent(queryClient: QueryClient, event: HostEvent): void {
  switch (event.type) {
    case 'resync': {
      const status = queryClient.getQueryData<VaultStatus>(vaultStatusKey);
      // Behind the lock only the vault answers; unlocking makes the rest stale.
      void queryClient.invalidateQueries(
        status && status.state !== 'unlocked' ? { queryKey: [vaultStatusKey[0]] } : {},
      );
      return;
    }
    case 'vault':
      queryClient.setQueryData<VaultStatus>(vaultStatusKey, (status) =>
        status ? { ...status, state: event.state } : status,
      );
      if (event.state === 'unlocked') void queryClient.invalidateQueries();
      return;
    case 'changed':
      void queryClient.invalidateQueries({ queryKey: [event.feature] });
      return;
    case 'task':
      queryClient.setQueryData<Task[]>(tasksKey, (list) => withTask(list ?? [], event.task));
      return;
    case 'note':
    case 'notice':
      return;
  }
}

/** The list with one task added or brought up to date. */
export function withTask(list: readonly Task[], task: Task): Task[] {
  return list.some(({ id }) => id === task.id)
    ? list.map((other) => (other.id === task.id ? task : other))
    : [...list, task];
}

/** Drops everything read from the vault, once nothing on the screen shows it any more. */
export function forgetProfileData(queryClient: QueryClient): void {
  queryClient.removeQueries({
    predicate: (query) =>
      query.queryKey[0] !== vaultStatusKey[0] && query.getObserversCount() === 0,
  });
}
