import {
  sshEndpointSchema,
  type Contact,
  type Endpoint,
  type Inventory,
  type SshEndpoint,
} from '../../contract/systems';
import { endpointPaths, groupBy, sshIdOf } from './inventory';
import { joinPath } from './plan';
import { proxyText } from './proxy';
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
  const hosts = sshHosts(inventory);
  const sites = groupBy(inventory.sites, (entry) => entry.customerId);
  const systems = groupBy(inventory.systems, (entry) => entry.siteId);
  const endpoints = groupBy(inventory.endpoints, (entry) => entry.systemId);
  for (const customer of byName(inventory.customers)) {
    push('customer', customer.id, [customer.name], [['remarks', customer.remarks]]);
    for (const site of byName(sites.get(customer.id))) {
      const sitePath = [customer.name, site.name];
      push('site', site.id, sitePath, [
        ['address', site.address],
        ['remarks', site.remarks],
      ]);
      for (const system of byName(systems.get(site.id))) {
        const systemPath = [...sitePath, system.name];
        const { platform, version, environment, remarks } = system;
        const fields: [string, string][] = [
          ['platform', platform],
          ['version', version],
          ['environment', environment],
          ['remarks', remarks],
        ];
        push('system', system.id, systemPath, fields, system.contacts);
        for (const endpoint of byName(endpoints.get(system.id)))
          push(
            'endpoint',
            endpoint.id,
            [...systemPath, endpoint.name],
            fieldsOfDetail(endpoint, hosts),
          );
      }
    }
  }
  return entries;
}

/** By code units, so that the order is the same on every machine. */
function byName<T extends { name: string }>(entries: readonly T[] = []): T[] {
  return entries.toSorted((first, second) => (first.name < second.name ? -1 : 1));
}

interface SshHost {
  systemId: string;
  path: string[];
}

function sshHosts(inventory: Inventory): Map<string, SshHost> {
  const paths = endpointPaths(inventory);
  return new Map(
    inventory.endpoints
      .filter(({ detail }) => detail.kind === 'ssh')
      .map(({ id, systemId }) => [id, { systemId, path: paths.get(id) ?? [] }]),
  );
}

/** How a file names an SSH host: by its name within the same system, else by its whole path. */
function hostText(endpoint: Endpoint, hosts: Map<string, SshHost>): string {
  const host = hosts.get(sshIdOf(endpoint) ?? '');
  if (!host) return '';
  return host.systemId === endpoint.systemId ? (host.path.at(-1) ?? '') : joinPath(host.path);
}

function fieldsOfDetail(endpoint: Endpoint, hosts: Map<string, SshHost>): [string, string][] {
  const { detail } = endpoint;
  const via: [string, string] = ['via', hostText(endpoint, hosts)];
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
        ...optionsOf(detail, hostText(endpoint, hosts)),
      ];
    case 'log':
      return [
        ['kind', 'log'],
        via,
        ['path', detail.path],
        ['encoding', detail.encoding],
        ['sudo', detail.sudo ? 'yes' : ''],
      ];
    case 'database':
      return [
        ['kind', 'database'],
        ['dialect', detail.dialect],
        ['host', detail.host],
        ['port', detail.port === 0 ? '' : String(detail.port)],
        ['database', detail.database],
        ['username', detail.username],
        ['secret', detail.secret ?? ''],
        via,
        ['schema', detail.schema],
        ['tls', detail.dialect === 'sqlite' ? '' : detail.tls],
        ['authority', detail.authorityPath],
        ['read_only_intent', detail.readOnlyIntent ? '' : 'no'],
        ['oracle_names', detail.oracle.names === 'service' ? '' : detail.oracle.names],
        ['oracle_driver', detail.oracle.driver === 'thin' ? '' : detail.oracle.driver],
        ['oracle_home', detail.oracle.home],
      ];
    case 'url':
      return [
        ['kind', 'url'],
        ['url', detail.url],
      ];
  }
}

/** Connection options that are not as they are by themselves; most hosts have none. */
function optionsOf(detail: SshEndpoint, jump: string): [string, string][] {
  const { proxy, agentForwarding, keepaliveSeconds, connectTimeoutSeconds } = detail;
  const { kind, host, port, username, auth } = detail;
  const usual = sshEndpointSchema.parse({ kind, host, port, username, auth });
  const unless = (value: string | number, usually: string | number): string =>
    value === usually ? '' : String(value);
  return [
    ['encoding', unless(detail.encoding, usual.encoding)],
    ['jump', jump],
    ['proxy', proxy ? proxyText(proxy) : ''],
    ['proxy_secret', proxy?.secret ?? ''],
    ['agent_forwarding', agentForwarding ? 'yes' : ''],
    ['keepalive', unless(keepaliveSeconds, usual.keepaliveSeconds)],
    ['connect_timeout', unless(connectTimeoutSeconds, usual.connectTimeoutSeconds)],
    ['algorithms', unless(detail.algorithms, usual.algorithms)],
    ['sudo', unless(detail.sudo, usual.sudo)],
    ['sudo_secret', detail.sudoSecret ?? ''],
  ];
}
