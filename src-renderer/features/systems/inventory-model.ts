import {
  serverAddress,
  type Customer,
  type Endpoint,
  type EndpointDetail,
  type Inventory,
  type Site,
  type System,
} from '../../../src-main/contract/index';

/** A system with everything above and below it. */
export interface Place {
  customer: Customer;
  site: Site;
  system: System;
  endpoints: readonly Endpoint[];
  /** The system, its site or its customer is archived. */
  archived: boolean;
}

export interface SystemBranch {
  system: System;
  archived: boolean;
  /** Endpoints that a search found; none without a search. */
  found: readonly Endpoint[];
}

export interface SiteBranch {
  site: Site;
  archived: boolean;
  systems: readonly SystemBranch[];
}

export interface CustomerBranch {
  customer: Customer;
  archived: boolean;
  sites: readonly SiteBranch[];
}

/** Every system with its surroundings, in the order of customer, site and name. */
export function placesOf(inventory: Inventory): Place[] {
  const customers = new Map(inventory.customers.map((customer) => [customer.id, customer]));
  const sites = new Map(inventory.sites.map((site) => [site.id, site]));
  const endpoints = new Map<string, Endpoint[]>();
  for (const endpoint of inventory.endpoints) {
    const found = endpoints.get(endpoint.systemId);
    if (found) found.push(endpoint);
    else endpoints.set(endpoint.systemId, [endpoint]);
  }
  return inventory.systems
    .flatMap((system): Place[] => {
      const site = sites.get(system.siteId);
      const customer = customers.get(site?.customerId ?? '');
      if (!site || !customer) return [];
      const archived = system.archived || site.archived || customer.archived;
      return [{ customer, site, system, endpoints: endpoints.get(system.id) ?? [], archived }];
    })
    .sort(
      (first, second) =>
        byName(first.customer, second.customer) ||
        byName(first.site, second.site) ||
        byName(first.system, second.system),
    );
}

/** `澜江精工 / 苏州工厂 / NC65`: a system as a path of names. */
export function placePath(place: Place): string {
  return [place.customer.name, place.site.name, place.system.name].join(' / ');
}

/**
 * The inventory as a tree, filtered. Every word of the search must occur in a system, its
 * endpoints or the names above it; letter case and full width do not matter.
 */
export function treeOf(
  inventory: Inventory,
  { text, archived }: { text: string; archived: boolean },
): CustomerBranch[] {
  const words = wordsOf(text);
  const places = placesOf(inventory).filter((place) => archived || !place.archived);
  return inventory.customers
    .filter((customer) => archived || !customer.archived)
    .toSorted(byName)
    .flatMap((customer): CustomerBranch[] => {
      const customerText = folded([customer.name, customer.remarks]);
      const sites = inventory.sites
        .filter((site) => site.customerId === customer.id && (archived || !site.archived))
        .toSorted(byName)
        .flatMap((site): SiteBranch[] => {
          const siteText = `${customerText}\n${folded([site.name, site.address, site.remarks])}`;
          const systems = places
            .filter((place) => place.site.id === site.id)
            .flatMap((place) => systemBranch(place, siteText, words));
          if (systems.length === 0 && !containsAll(siteText, words)) return [];
          return [{ site, archived: site.archived || customer.archived, systems }];
        });
      if (sites.length === 0 && !containsAll(customerText, words)) return [];
      return [{ customer, archived: customer.archived, sites }];
    });
}

function systemBranch(place: Place, above: string, words: readonly string[]): SystemBranch[] {
  const { system, archived } = place;
  const endpoints = place.endpoints.map((endpoint) => ({
    endpoint,
    text: folded([endpoint.name, ...detailTexts(endpoint.detail)]),
  }));
  const own = folded([
    system.name,
    system.platform,
    system.version,
    system.remarks,
    ...system.contacts.flatMap((contact) => Object.values(contact)),
  ]);
  const all = [above, own, ...endpoints.map((entry) => entry.text)].join('\n');
  if (!containsAll(all, words)) return [];
  const found = endpoints
    .filter((entry) => words.some((word) => entry.text.includes(word)))
    .map((entry) => entry.endpoint);
  return [{ system, archived, found }];
}

/** Words of a search, folded. */
function wordsOf(text: string): string[] {
  return folded([text])
    .split(/\s+/)
    .filter((word) => word !== '');
}

function folded(texts: readonly string[]): string {
  return texts.join('\n').normalize('NFKC').toLowerCase();
}

function containsAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

function detailTexts(detail: EndpointDetail): string[] {
  return Object.entries(detail).flatMap(([key, value]) =>
    typeof value === 'string' && key !== 'sshId' && key !== 'kind' ? [value] : [],
  );
}

const collator = new Intl.Collator('zh-CN', { numeric: true, sensitivity: 'base' });

function byName(first: { name: string }, second: { name: string }): number {
  return collator.compare(first.name, second.name);
}

/** Where an endpoint points to, in the notation of its tool: `user@host:22`, `/path`, an address. */
export function endpointTarget(detail: EndpointDetail): string {
  switch (detail.kind) {
    case 'ssh':
      return sshTarget(detail);
    case 'log':
      return detail.path;
    case 'database':
      return detail.dialect === 'sqlite'
        ? detail.database
        : `${detail.username}@${serverAddress(detail)}/${detail.database}`;
    case 'url':
      return detail.url;
  }
}

/** `user@host`, with the port when it is not 22. */
export function sshTarget({
  host,
  port,
  username,
}: {
  host: string;
  port: number;
  username: string;
}): string {
  return `${username}@${port === 22 ? bracketed(host) : hostPort(host, port)}`;
}

/** `host:port`, with brackets around an IPv6 address. */
export function hostPort(host: string, port: number): string {
  return `${bracketed(host)}:${port}`;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** The SSH host that an endpoint is reached through, or undefined. */
export function sshOf(inventory: Inventory, detail: EndpointDetail): Endpoint | undefined {
  if (detail.kind === 'url') return undefined;
  const through = detail.kind === 'ssh' ? detail.jumpId : detail.sshId;
  return inventory.endpoints.find((endpoint) => endpoint.id === through);
}

/** An SSH host with the jump hosts in front of it, in the order in which they are passed. */
export function jumpChain(inventory: Inventory, endpointId: string): Endpoint[] {
  const chain: Endpoint[] = [];
  let next = inventory.endpoints.find((endpoint) => endpoint.id === endpointId);
  while (next && !chain.includes(next)) {
    chain.unshift(next);
    next = sshOf(inventory, next.detail);
  }
  return chain;
}
