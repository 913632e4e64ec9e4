import {
  keepPreviousData,
  useMutation,
  useQuery,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type {
  Case,
  HostClient,
  Inventory,
  Task,
  VaultStatus,
} from '../../../src-main/contract/index';
import { defaultSettings, type Settings } from '../../../src-main/contract/settings';
import { useConnection } from './host';
import { useWorkbench } from './context';

/**
 * Key of host data in the query cache. The first word is the feature whose `changed`
 * event makes the data stale: `['cases', 'list', text]`.
 */
export type HostKey = readonly [feature: string, ...rest: unknown[]];

/** Host data, fetched once and again whenever the host says that its feature changed. */
export function useHostQuery<Data>(
  key: HostKey,
  fetch: (host: HostClient, signal: AbortSignal) => Promise<Data>,
  options: { enabled?: boolean; keepPrevious?: boolean } = {},
): UseQueryResult<Data> {
  const { live } = useConnection();
  return useQuery<Data, Error, Data, HostKey>({
    queryKey: key,
    queryFn: ({ signal }) => fetch(live, signal),
    enabled: options.enabled ?? true,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/**
 * A change made through the host. The host's event refreshes what is shown. A failure is
 * shown in a toast unless `onError` takes it.
 */
export function useHostMutation<Input = void, Output = unknown>(
  change: (host: HostClient, input: Input) => Promise<Output>,
  options: {
    onSuccess?: (output: Output, input: Input) => void;
    onError?: (error: unknown, input: Input) => void;
  } = {},
): UseMutationResult<Output, Error, Input> {
  const { live } = useConnection();
  const workbench = useWorkbench();
  return useMutation<Output, Error, Input>({
    mutationFn: (input) => change(live, input),
    ...(options.onSuccess ? { onSuccess: options.onSuccess } : {}),
    onError: options.onError ?? ((error) => workbench.reportError(error)),
  });
}

export const vaultStatusKey = ['vault', 'status'] as const;
export const settingsKey = ['settings', 'all'] as const;
export const tasksKey = ['tasks', 'list'] as const;
export const activeCaseKey = ['cases', 'active'] as const;

/** State of the vault; undefined until the host answered for the first time. */
export function useVaultStatus(): VaultStatus | undefined {
  return useHostQuery(vaultStatusKey, (host) => host.vault.status()).data;
}

/** Every setting; defaults until the vault is open. */
export function useSettings(): Settings {
  const unlocked = useVaultStatus()?.state === 'unlocked';
  const { data } = useHostQuery(settingsKey, (host) => host.settings.all(), { enabled: unlocked });
  return { ...defaultSettings(), ...(unlocked ? (data as Partial<Settings> | undefined) : {}) };
}

/** The case to which evidence goes, or null. */
export function useActiveCase(): Case | null {
  const unlocked = useVaultStatus()?.state === 'unlocked';
  const { data } = useHostQuery(activeCaseKey, (host) => host.cases.active(), {
    enabled: unlocked,
  });
  return unlocked ? (data?.case ?? null) : null;
}

const noTasks: readonly Task[] = [];

/** Customers, sites, systems and endpoints that are not archived: one entry of the cache for all. */
export function useCurrentInventory(): UseQueryResult<Inventory> {
  return useHostQuery(['systems', 'inventory', false], (host) => host.systems.inventory({}));
}

/** Long work, running and ended, in the order it began. */
export function useTasks(): readonly Task[] {
  return useHostQuery(tasksKey, (host) => host.tasks.list()).data ?? noTasks;
}
