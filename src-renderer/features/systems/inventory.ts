import type { Inventory } from '../../../src-main/contract/index';
import { useHostQuery, type Workbench } from '../workbench/index';

/** Key of the whole inventory, archived entries included, in the query cache. */
export const inventoryKey = ['systems', 'inventory', true] as const;

/** The whole inventory, archived entries included. */
export function useInventory() {
  return useHostQuery(inventoryKey, (host) => host.systems.inventory({ archived: true }));
}

/** The inventory for a command or the palette, from the cache when it is fresh. */
export function fetchInventory(workbench: Workbench): Promise<Inventory> {
  return workbench.queryClient.ensureQueryData({
    queryKey: inventoryKey,
    queryFn: () => workbench.host.systems.inventory({ archived: true }),
  });
}

/** Names of the vault entries; their values never come back. */
export function useSecrets() {
  return useHostQuery(['secrets', 'list'], (host) => host.secrets.list());
}
