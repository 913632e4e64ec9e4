import type { Contact, Endpoint, Inventory } from '../../contract/systems';
import { sshIdOf } from './inventory';
import { joinPath } from './plan';
import type { Level } from './store';

/** An entry as it is written into a file: empty fields are left out. */
export interface ExportedEntry {
  level: Level;
  names: string[];
  fields: Map<string, string>;
  contacts: Contact[];
}

/** The entries of an inventory from the outside in, ordered by name at every level. */
export function exportedEntries(inventory: Inventory): ExportedEntry[] {
  const entries: ExportedEntry[] = [];
  const names = new Map<string, string[]>();
  const push = (
    level: Level,
    id: string,
    path: string[],
    fields: [string, string][],
    contacts: Contact[] = [],
  ): void => {
    names.set(id, path);
    entries.push({
      level,
      names: path,
      fields: new Map(fields.filter(([, value]) => value !== '')),
      contacts,
    });
  };
  const endpoints = endpointPaths(inventory);
  for (const customer of byName(inventory.customers)) {
    push('customer', customer.id, [customer.name], [['remarks', customer.remarks]]);
    for (const site of byName(inventory.sites.filter((s) => s.customerId === customer.id))) {
      const sitePath = [customer.name, site.name];
      push('site', site.id, sitePath, [
        ['address', site.address],
        ['remarks', site.remarks],
      ]);
      for (const system of byName(inventory.systems.filter((s) => s.siteId === site.id))) {
        const systemPath = [...sitePath, system.name];
        const { platform, version, environment, remarks } = system;
        const fields: [string, string][] = [
          ['platform', platform],
          ['version', version],
          ['environment', environment],
          ['remarks', remarks],
        ];
        push('system', system.id, systemPath, fields, system.contacts);
        for (const endpoint of byName(inventory.endpoints.filter((e) => e.systemId === system.id)))
          push(
            'endpoint',
            endpoint.id,
            [...systemPath, endpoint.name],
            [...fieldsOfDetail(endpoint, inventory, endpoints)],
          );
      }
    }
  }
  return entries;
}

/** By code units, so that the order is the same on every machine. */
function byName<T extends { name: string }>(entries: T[]): T[] {
  return entries.sort((first, second) => (first.name < second.name ? -1 : 1));
}

function endpointPaths(inventory: Inventory): Map<string, string[]> {
  const customers = new Map(inventory.customers.map((entry) => [entry.id, entry]));
  const sites = new Map(inventory.sites.map((entry) => [entry.id, entry]));
  const systems = new Map(inventory.systems.map((entry) => [entry.id, entry]));
  return new Map(
    inventory.endpoints.map((endpoint) => {
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

function fieldsOfDetail(
  endpoint: Endpoint,
  inventory: Inventory,
  paths: Map<string, string[]>,
): [string, string][] {
  const { detail } = endpoint;
  const sshId = sshIdOf(endpoint);
  const ssh = inventory.endpoints.find(({ id }) => id === sshId);
  const path = ssh ? (paths.get(ssh.id) ?? []) : [];
  const via: [string, string] = [
    'via',
    ssh ? (ssh.systemId === endpoint.systemId ? ssh.name : joinPath(path)) : '',
  ];
  switch (detail.kind) {
    case 'ssh':
      return [
        ['kind', 'ssh'],
        ['host', detail.host],
        ['port', String(detail.port)],
        ['username', detail.username],
        ['auth', detail.auth],
        ['identity', detail.identityPath],
        ['secret', detail.secret ?? ''],
      ];
    case 'log':
      return [['kind', 'log'], via, ['path', detail.path], ['encoding', detail.encoding]];
    case 'database':
      return [
        ['kind', 'database'],
        ['dialect', detail.dialect],
        ['host', detail.host],
        ['port', String(detail.port)],
        ['database', detail.database],
        ['username', detail.username],
        ['secret', detail.secret ?? ''],
        via,
        ['tls', detail.tls],
      ];
    case 'url':
      return [
        ['kind', 'url'],
        ['url', detail.url],
      ];
  }
}
