import type { Endpoint, Inventory } from '../../contract/systems';
import type { Level } from './store';

/** What is not archived, neither itself nor by something above it. */
export function visible(all: Inventory): Inventory {
  const shown = <T extends { archived: boolean }>(
    entries: T[],
    above: (entry: T) => boolean,
  ): T[] => entries.filter((entry) => !entry.archived && above(entry));
  const ids = (entries: { id: string }[]): Set<string> => new Set(entries.map(({ id }) => id));
  const customers = shown(all.customers, () => true);
  const customerIds = ids(customers);
  const sites = shown(all.sites, (site) => customerIds.has(site.customerId));
  const siteIds = ids(sites);
  const systems = shown(all.systems, (system) => siteIds.has(system.siteId));
  const systemIds = ids(systems);
  const endpoints = shown(all.endpoints, (endpoint) => systemIds.has(endpoint.systemId));
  return { customers, sites, systems, endpoints };
}

/** The SSH endpoint that an endpoint is reached through: its host, tunnel or jump host. */
export function sshIdOf({ detail }: Endpoint): string | null {
  switch (detail.kind) {
    case 'ssh':
      return detail.jumpId;
    case 'log':
    case 'database':
      return detail.sshId;
    case 'url':
      return null;
  }
}

/**
 * The jump hosts that come back to where they began, as a chain of ids whose first and last
 * are the same; null when the chain of an endpoint ends.
 *
 * @param jumpOf jump host of an endpoint, or null
 */
export function jumpLoop(
  endpointId: string,
  jumpOf: (id: string) => string | null,
): string[] | null {
  const chain = [endpointId];
  for (let next = jumpOf(endpointId); next !== null; next = jumpOf(next)) {
    const begin = chain.indexOf(next);
    chain.push(next);
    if (begin >= 0) return chain.slice(begin);
  }
  return null;
}

/** Endpoints whose SSH endpoint is not in the same inventory. */
export function brokenReferences(inventory: Inventory): { endpoint: Endpoint; sshId: string }[] {
  const ids = new Set(inventory.endpoints.map(({ id }) => id));
  return inventory.endpoints.flatMap((endpoint) => {
    const sshId = sshIdOf(endpoint);
    return sshId !== null && !ids.has(sshId) ? [{ endpoint, sshId }] : [];
  });
}

/** Entries of a level under the same parent. */
export function siblings(
  all: Inventory,
  level: Level,
  parent: { [field: string]: unknown },
): { id: string; name: string }[] {
  switch (level) {
    case 'customer':
      return all.customers;
    case 'site':
      return all.sites.filter(({ customerId }) => customerId === parent['customerId']);
    case 'system':
      return all.systems.filter(({ siteId }) => siteId === parent['siteId']);
    case 'endpoint':
      return all.endpoints.filter(({ systemId }) => systemId === parent['systemId']);
  }
}

/** Names from the customer down of every endpoint, by its id. */
export function endpointPaths(all: Inventory): Map<string, string[]> {
  const customers = new Map(all.customers.map((entry) => [entry.id, entry]));
  const sites = new Map(all.sites.map((entry) => [entry.id, entry]));
  const systems = new Map(all.systems.map((entry) => [entry.id, entry]));
  return new Map(
    all.endpoints.map((endpoint) => {
      const system = systems.get(endpoint.systemId);
      const site = sites.get(system?.siteId ?? '');
      const customer = customers.get(site?.customerId ?? '');
      return [
        endpoint.id,
        [customer?.name ?? '', site?.name ?? '', system?.name ?? '', endpoint.name],
      ];
    }),
  );
}

/** Entries by the id of what they belong to. */
export function groupBy<T>(
  entries: readonly T[],
  parentOf: (entry: T) => string,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const group = groups.get(parentOf(entry));
    if (group) group.push(entry);
    else groups.set(parentOf(entry), [entry]);
  }
  return groups;
}
