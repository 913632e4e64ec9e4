import type { Endpoint, Inventory, System } from '../../../src-main/contract/index';
import { useCurrentInventory, type Workbench } from '../workbench/index';
import { openLogs } from './open-log';

/** A log source with the names around it. */
export interface LogSource {
  endpoint: Endpoint;
  path: string;
  system: System;
  customer: string;
  host: string;
}

/** Every log source of an inventory. */
export function logSourcesOf(inventory: Inventory): LogSource[] {
  const systems = new Map(inventory.systems.map((system) => [system.id, system]));
  const sites = new Map(inventory.sites.map((site) => [site.id, site]));
  const customers = new Map(inventory.customers.map((customer) => [customer.id, customer.name]));
  const endpoints = new Map(inventory.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  return inventory.endpoints.flatMap((endpoint): LogSource[] => {
    const { detail } = endpoint;
    const system = systems.get(endpoint.systemId);
    if (detail.kind !== 'log' || !system) return [];
    const host = endpoints.get(detail.sshId)?.name ?? '';
    const customer = customers.get(sites.get(system.siteId)?.customerId ?? '') ?? '';
    return [{ endpoint, path: detail.path, system, customer, host }];
  });
}

export function useLogSources() {
  const query = useCurrentInventory();
  return { ...query, sources: query.data ? logSourcesOf(query.data) : undefined };
}

/** Opens a log of a system in the dock and lets it connect. */
export function openLog(workbench: Workbench, source: LogSource): void {
  openLogs(workbench, {
    places: [{ kind: 'endpoint', endpointId: source.endpoint.id }],
    title: source.endpoint.name,
    production: source.system.environment === 'production',
  });
}
