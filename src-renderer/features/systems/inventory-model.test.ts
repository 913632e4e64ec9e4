import { describe, expect, it } from 'vitest';
import type { Inventory } from '../../../src-main/contract/systems';
import { sshEndpointSchema } from '../../../src-main/contract/systems';
import { endpointTarget, jumpChain, placesOf, treeOf } from './inventory-model';

const system = {
  siteId: 's1',
  platform: 'yonyou',
  version: '6.5',
  environment: 'production',
  contacts: [{ name: '王工', role: '', phone: '13800000000', email: '' }],
  remarks: '',
  archived: false,
  updatedAt: 0,
} as const;

const inventory: Inventory = {
  customers: [
    { id: 'c1', name: '澜江精工', remarks: '', archived: false },
    { id: 'c2', name: 'Empty Ltd', remarks: '', archived: false },
    { id: 'c3', name: 'Gone', remarks: '', archived: true },
  ],
  sites: [
    { id: 's1', customerId: 'c1', name: '苏州', address: '', remarks: '', archived: false },
    { id: 's3', customerId: 'c3', name: 'old', address: '', remarks: '', archived: false },
  ],
  systems: [
    { ...system, id: 'y1', name: 'NC65', contacts: [...system.contacts] },
    { ...system, id: 'y2', name: 'NC65 test', environment: 'test', contacts: [] },
    { ...system, id: 'y3', siteId: 's3', name: 'R12', contacts: [] },
  ],
  endpoints: [
    {
      id: 'e1',
      systemId: 'y1',
      name: 'app',
      archived: false,
      detail: {
        kind: 'log',
        sshId: 'e2',
        path: '/u01/nc/logs/catalina.out',
        encoding: 'auto',
        sudo: false,
      },
    },
  ],
};

function names(text: string, archived = false): unknown {
  return treeOf(inventory, { text, archived }).map((customer) => [
    customer.customer.name,
    customer.sites.map((site) => [site.site.name, site.systems.map((entry) => entry.system.name)]),
  ]);
}

describe('the tree of systems', () => {
  it('shows customers without systems and leaves archived ones out', () => {
    expect(names('')).toEqual([
      ['澜江精工', [['苏州', ['NC65', 'NC65 test']]]],
      ['Empty Ltd', []],
    ]);
  });

  it('counts what lies below an archived customer as archived', () => {
    expect(placesOf(inventory).find((place) => place.system.id === 'y3')?.archived).toBe(true);
    expect(names('gone', true)).toEqual([['Gone', [['old', ['R12']]]]]);
  });

  it.each(['王工', '１３８００', '澜江 CATALINA'])('finds a system by “%s”', (text) => {
    expect(names(text)).toEqual([['澜江精工', [['苏州', ['NC65']]]]]);
  });

  it('says which endpoint a search found', () => {
    const [customer] = treeOf(inventory, { text: 'nc65 catalina', archived: false });
    expect(customer?.sites[0]?.systems[0]?.found.map((endpoint) => endpoint.id)).toEqual(['e1']);
  });

  it('is empty when nothing has all words', () => {
    expect(names('catalina oracle')).toEqual([]);
  });
});

describe('where an endpoint points', () => {
  it('writes it as its own tool does', () => {
    const login = { host: '2001:db8::1', port: 22, username: 'root', secret: null };
    const ssh = sshEndpointSchema.parse({ kind: 'ssh', ...login, auth: 'agent' });
    expect(endpointTarget(ssh)).toBe('root@[2001:db8::1]');
    expect(
      endpointTarget({
        kind: 'database',
        dialect: 'postgresql',
        ...login,
        host: 'db',
        port: 5432,
        database: 'erp',
        sshId: null,
        tls: 'off',
        authorityPath: '',
        schema: '',
        readOnlyIntent: true,
        oracle: { names: 'service', driver: 'thin', home: '' },
      }),
    ).toBe('root@db:5432/erp');
  });
});

describe('the way to a host', () => {
  it('begins with the outermost jump host, also when they lead back', () => {
    const host = (id: string, jumpId: string | null) => ({
      id,
      systemId: 'y1',
      name: id,
      archived: false,
      detail: sshEndpointSchema.parse({
        kind: 'ssh',
        host: id,
        username: 'u',
        auth: 'agent',
        jumpId,
      }),
    });
    const uuid = (digit: string): string => `01990000-0000-7000-8000-00000000000${digit}`;
    const [edge, inner, database] = [uuid('1'), uuid('2'), uuid('3')];
    const chain = (edgeJump: string | null): string[] =>
      jumpChain(
        {
          ...inventory,
          endpoints: [host(edge, edgeJump), host(inner, edge), host(database, inner)],
        },
        database,
      ).map(({ id }) => id);
    expect(chain(null)).toEqual([edge, inner, database]);
    expect(chain(inner)).toEqual([edge, inner, database]);
  });
});
