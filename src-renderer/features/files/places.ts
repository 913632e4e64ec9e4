import type { ChangeTarget } from '../../../src-main/contract/changes';
import type { Endpoint, Inventory, SshEndpoint, System } from '../../../src-main/contract/index';
import { useCurrentInventory } from '../workbench/index';

/** An SSH host whose files can be looked at, with the names around it. */
export interface FileHost {
  endpoint: Endpoint;
  detail: SshEndpoint;
  system: System;
  customer: string;
}

/** Every SSH host of an inventory. */
export function fileHostsOf(inventory: Inventory): FileHost[] {
  const systems = new Map(inventory.systems.map((system) => [system.id, system]));
  const sites = new Map(inventory.sites.map((site) => [site.id, site]));
  const customers = new Map(inventory.customers.map(({ id, name }) => [id, name]));
  return inventory.endpoints.flatMap((endpoint): FileHost[] => {
    const { detail } = endpoint;
    const system = systems.get(endpoint.systemId);
    if (detail.kind !== 'ssh' || !system) return [];
    const customer = customers.get(sites.get(system.siteId)?.customerId ?? '') ?? '';
    return [{ endpoint, detail, system, customer }];
  });
}

export function useFileHosts() {
  const query = useCurrentInventory();
  return { ...query, hosts: query.data ? fileHostsOf(query.data) : undefined };
}

/** What a write to the host must be let through for. */
export function changeTargetOf({ endpoint, system }: FileHost): ChangeTarget {
  return { name: endpoint.name, environment: system.environment };
}

/** `user@host`, with the port where it is not 22. */
export function hostText({ detail }: FileHost): string {
  const at = `${detail.username}@${detail.host}`;
  return detail.port === 22 ? at : `${at}:${detail.port}`;
}
