import { AppError } from '../../contract/errors';
import type { Inputs } from '../../contract/index';
import type {
  Customer,
  Endpoint,
  EndpointDetail,
  Inventory,
  Site,
  System,
} from '../../contract/systems';
import { newId } from '../../kit/ids';
import type { Json, Op } from '../../kit/journal';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import { brokenReferences, endpointPaths, jumpLoop, siblings, sshIdOf, visible } from './inventory';
import { searchInventory, type SearchHit } from './search';
import { same } from './same';
import { SystemsStore, type Level } from './store';

/** An endpoint with everything above it, for banners and provenance. */
export interface EndpointPlace {
  endpoint: Endpoint;
  system: System;
  site: Site;
  customer: Customer;
}

/** The inventory: customers, their sites, the systems there and the endpoints of each. */
export class SystemsService {
  readonly profile: OpenProfile;
  private readonly store: SystemsStore;
  private readonly events: EventHub;

  constructor(profile: OpenProfile, events: EventHub) {
    this.profile = profile;
    this.events = events;
    this.store = new SystemsStore(profile.db, profile.journal);
  }

  /** The whole inventory; an entry below an archived one counts as archived. */
  inventory(archived = false): Inventory {
    const all = this.store.all();
    return archived ? all : visible(all);
  }

  /** @throws AppError `entity.not-found` */
  customer(id: string): Customer {
    return found(this.store.customer(id), id);
  }

  /** @throws AppError `entity.not-found` */
  site(id: string): Site {
    return found(this.store.site(id), id);
  }

  /** @throws AppError `entity.not-found` */
  system(id: string): System {
    return found(this.store.system(id), id);
  }

  /** @throws AppError `entity.not-found` */
  endpoint(id: string): Endpoint {
    return found(this.store.endpoint(id), id);
  }

  /** An endpoint, its system, site and customer. @throws AppError `entity.not-found` */
  place(endpointId: string): EndpointPlace {
    const endpoint = this.endpoint(endpointId);
    const system = this.system(endpoint.systemId);
    const site = this.site(system.siteId);
    return { endpoint, system, site, customer: this.customer(site.customerId) };
  }

  saveCustomer(input: Inputs['systems']['saveCustomer']): Customer {
    const { id, name, remarks = '' } = input;
    return this.customer(this.save('customer', id, { name: name.trim(), remarks }));
  }

  saveSite(input: Inputs['systems']['saveSite']): Site {
    const { id, customerId, name, address = '', remarks = '' } = input;
    this.customer(customerId);
    return this.site(this.save('site', id, { customerId, name: name.trim(), address, remarks }));
  }

  saveSystem(input: Inputs['systems']['saveSystem']): System {
    const { id, siteId, name, platform, version = '', environment, contacts = [] } = input;
    this.site(siteId);
    return this.system(
      this.save('system', id, {
        siteId,
        name: name.trim(),
        platform,
        version,
        environment,
        contacts: contacts.map((contact) => ({
          name: contact.name,
          role: contact.role ?? '',
          phone: contact.phone ?? '',
          email: contact.email ?? '',
        })),
        remarks: input.remarks ?? '',
      }),
    );
  }

  saveEndpoint(input: {
    id?: string | undefined;
    systemId: string;
    name: string;
    detail: EndpointDetail;
  }): Endpoint {
    const { id, systemId, name, detail } = input;
    this.system(systemId);
    return this.endpoint(
      this.save('endpoint', id, { systemId, name: name.trim(), detail: { ...detail } }),
    );
  }

  /**
   * Hides or shows an entry. An SSH endpoint through which a visible log, database or host is
   * reached cannot be hidden alone.
   *
   * @throws AppError `entity.not-found`, `entity.in-use` {name, by}
   */
  archive(level: Level, id: string, archived: boolean): void {
    this.profile.journal.commit(() => {
      found(this.store[level](id), id);
      const ops: Op[] = [{ kind: 'set', entity: level, id, fields: { archived } }];
      refuseBroken(this.store.all(), (all) => mark(all, level, id, archived));
      return ops;
    });
    this.events.changed('systems', id);
  }

  /** Applies changes made elsewhere in this feature, e.g. an import; all or none. */
  apply(make: (all: Inventory) => readonly Op[]): void {
    this.profile.journal.commit(() => make(this.store.all()));
    this.events.changed('systems');
  }

  /** Visible entries that contain every word, in any letter case, width or language. */
  search(text: string): SearchHit[] {
    return searchInventory(this.inventory(), text);
  }

  /** Endpoints that name a vault entry. */
  usersOfSecret(name: string): Endpoint[] {
    return this.inventory(true).endpoints.filter(({ detail }) => secretsOf(detail).includes(name));
  }

  private save(
    level: Level,
    id: string | undefined,
    fields: Record<string, Json> & { name: string },
  ): string {
    const { name } = fields;
    if (name === '') throw new AppError('wire.bad-input', { detail: 'name' });
    const target = id ?? newId();
    this.profile.journal.commit(() => {
      const all = this.store.all();
      if (siblings(all, level, fields).some((other) => other.id !== target && other.name === name))
        throw new AppError('entity.duplicate-name', { name });
      if (id === undefined) {
        const create: Op = {
          kind: 'create',
          entity: level,
          id: target,
          fields: { ...fields, archived: false },
        };
        refuseBadReference(all, target, name, fields['detail']);
        return [create];
      }
      const current = found(this.store[level](id), id);
      const changed = Object.fromEntries(
        Object.entries(fields).filter(
          ([field, value]) => !same(value, (current as Record<string, unknown>)[field]),
        ),
      );
      if ('detail' in changed) refuseBadReference(all, target, name, changed['detail']);
      return Object.keys(changed).length === 0
        ? []
        : [{ kind: 'set', entity: level, id, fields: changed }];
    });
    this.events.changed('systems', target);
    return target;
  }
}

function found<T>(entry: T | null, id: string): T {
  if (entry === null) throw new AppError('entity.not-found', { id });
  return entry;
}

/** Names of the vault entries that an endpoint uses. */
function secretsOf(detail: EndpointDetail): (string | null)[] {
  switch (detail.kind) {
    case 'ssh':
      return [detail.secret, detail.sudoSecret, detail.proxy?.secret ?? null];
    case 'database':
      return [detail.secret];
    case 'log':
    case 'url':
      return [];
  }
}

/** What is gone through must be an SSH endpoint, and jump hosts must not lead back. */
function refuseBadReference(
  all: Inventory,
  endpointId: string,
  name: string,
  detail: Json | undefined,
): void {
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return;
  const sshId = detail['sshId'] ?? detail['jumpId'];
  if (typeof sshId !== 'string') return;
  const endpoints = new Map(all.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const nameOf = (id: string): string =>
    id === endpointId ? name : (endpoints.get(id)?.name ?? id);
  const loop = jumpLoop(endpointId, (id) => {
    const endpoint = endpoints.get(id);
    return id === endpointId ? sshId : endpoint ? sshIdOf(endpoint) : null;
  });
  if (loop)
    throw new AppError('ssh.jump-loop', {
      name: nameOf(loop[0] ?? endpointId),
      chain: loop.map(nameOf).join(' → '),
    });
  if (endpoints.get(sshId)?.detail.kind !== 'ssh')
    throw new AppError('entity.not-found', { id: sshId });
}

function refuseBroken(all: Inventory, change: (all: Inventory) => Inventory): void {
  const before = new Set(brokenReferences(visible(all)).map(({ endpoint }) => endpoint.id));
  const broken = brokenReferences(visible(change(all))).find(
    ({ endpoint }) => !before.has(endpoint.id),
  );
  if (!broken) return;
  const ssh = all.endpoints.find((endpoint) => endpoint.id === broken.sshId);
  throw new AppError('entity.in-use', {
    name: ssh?.name ?? broken.sshId,
    by: (endpointPaths(all).get(broken.endpoint.id) ?? []).join(' / '),
  });
}

function mark(all: Inventory, level: Level, id: string, archived: boolean): Inventory {
  const key = `${level}s` as const;
  return {
    ...all,
    [key]: all[key].map((entry) => (entry.id === id ? { ...entry, archived } : entry)),
  };
}
