import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppError } from '../../contract/errors';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { fill } from '../../../test/servers/inventory';
import { folded } from './search';

let first: TestHost;
let second: TestHost;

beforeAll(async () => {
  first = await startTestHost();
  second = await startTestHost();
});
afterAll(async () => {
  await first.close();
  await second.close();
});

async function failure(call: Promise<unknown>): Promise<AppError> {
  return call.then(
    () => {
      throw new Error('expected a failure');
    },
    (error: unknown) => error as AppError,
  );
}

describe('export and import', () => {
  it.each(['yaml', 'csv'] as const)(
    '%s comes back the same from an empty profile',
    async (format) => {
      const source = await startTestHost();
      const target = await startTestHost();
      await fill(source);
      const { text } = await source.client.systems.export({ format });
      const result = await target.client.systems.import({ format, text });
      expect(result).toEqual({ created: 15, updated: 0, unchanged: 0 });
      expect((await target.client.systems.export({ format })).text).toBe(text);
      const strip = (inventory: object): unknown =>
        JSON.parse(
          JSON.stringify(inventory, (key, value: unknown) =>
            /^(\w*I|i)d$|^updatedAt$/.test(key) ? undefined : value,
          ),
        );
      const [before, after] = await Promise.all(
        [source, target].map(({ client }) => client.systems.inventory({})),
      );
      expect(strip(after!)).toEqual(strip(before!));
      expect(await target.client.systems.import({ format, text })).toEqual({
        created: 0,
        updated: 0,
        unchanged: 15,
      });
      await source.close();
      await target.close();
    },
  );

  it('lets no cell of the CSV begin like a formula', async () => {
    const source = await startTestHost();
    await fill(source);
    const { text } = await source.client.systems.export({ format: 'csv' });
    expect(text.startsWith('\uFEFFcustomer,')).toBe(true);
    expect(text).not.toMatch(/(^|,|\n)"?[=+\-@]/);
    await source.close();
  });

  it('gives a template that imports as it stands', async () => {
    const { text } = await first.client.systems.template({});
    const result = await first.client.systems.import({ format: 'yaml', text });
    expect(result).toEqual({ created: 11, updated: 0, unchanged: 0 });
  });

  it('reads what a spreadsheet saves with semicolons', async () => {
    const text = 'Customer;Site;System;Platform;Environment\r\nA;B;C;mysql;test\r\n;;;;\r\n';
    const result = await second.client.systems.import({ format: 'csv', text });
    expect(result).toEqual({ created: 3, updated: 0, unchanged: 0 });
  });

  it('changes only what the file states', async () => {
    const before =
      'customers:\n- name: 改\n  remarks: alt\n  sites:\n  - name: S\n    address: here\n';
    await second.client.systems.import({ format: 'yaml', text: before });
    const text = 'customers:\n- name: 改\n  sites:\n  - name: S\n    address: there\n';
    expect(await second.client.systems.import({ format: 'yaml', text })).toEqual({
      created: 0,
      updated: 1,
      unchanged: 1,
    });
    const { customers } = await second.client.systems.inventory({});
    expect(customers.find(({ name }) => name === '改')?.remarks).toBe('alt');
  });
});

const system = `customers:
- name: C
  sites:
  - name: S
    systems:
    - name: X
      platform: mysql
      environment: test
`;

describe('a wrong file is refused whole, with its line', () => {
  it.each([
    ['broken YAML', 'yaml', 'customers:\n- name: "A\n', 'systems.import-syntax', 3],
    ['a tab as indentation', 'yaml', 'customers:\n\t- name: A\n', 'systems.import-syntax', 2],
    ['no name', 'yaml', 'customers:\n- remarks: x\n', 'systems.import-missing', 2],
    [
      'an unknown key',
      'yaml',
      'customers:\n- name: A\n  adress: x\n',
      'systems.import-unknown-key',
      3,
    ],
    [
      'a name twice',
      'yaml',
      'customers:\n- name: A\n- name: B\n- name: A\n',
      'systems.import-duplicate',
      4,
    ],
    ['an unknown platform', 'yaml', system.replace('mysql', 'mysqll'), 'systems.import-value', 7],
    [
      'no environment',
      'yaml',
      system.replace('      environment: test\n', ''),
      'systems.import-missing',
      6,
    ],
    [
      'a password',
      'yaml',
      `${system}      endpoints:\n      - name: db\n        kind: database\n        password: hunter2\n`,
      'systems.import-password',
      12,
    ],
    [
      'a port out of range',
      'yaml',
      `${system}      endpoints:\n      - name: h\n        kind: ssh\n        host: a\n        username: b\n        port: 70000\n`,
      'systems.import-invalid',
      14,
    ],
    [
      'a log through a host that is not there',
      'yaml',
      `${system}      endpoints:\n      - name: l\n        kind: log\n        via: nowhere\n        path: /x\n`,
      'systems.import-reference',
      12,
    ],
    [
      'a proxy with its password',
      'yaml',
      `${system}      endpoints:\n      - name: h\n        kind: ssh\n        host: a\n        username: b\n        proxy: http://me:hunter2@proxy:1\n`,
      'systems.import-password',
      14,
    ],
    [
      'jump hosts that lead back',
      'yaml',
      `${system}      endpoints:\n      - {name: a, kind: ssh, host: a, username: u, jump: b}\n      - {name: b, kind: ssh, host: b, username: u, jump: a}\n`,
      'systems.import-loop',
      10,
    ],
    ['a list where a mapping belongs', 'yaml', 'customers:\n- [a]\n', 'systems.import-invalid', 2],
    ['an open quote in CSV', 'csv', 'customer\nA\n"B\n', 'systems.import-syntax', 3],
    ['too many cells', 'csv', 'customer,site\nA,B,C\n', 'systems.import-syntax', 2],
    ['an unknown column', 'csv', 'customer,town\n', 'systems.import-unknown-key', 1],
    ['a password column', 'csv', 'customer,Password\n', 'systems.import-password', 1],
    [
      'a system without a site',
      'csv',
      'customer,site,system\nA,"B\nb",C\nA,,C\n',
      'systems.import-missing',
      4,
    ],
    [
      'rows that contradict one another',
      'csv',
      'customer,site,system,platform,environment\nA,B,C,mysql,test\nA,B,C,hana,test\n',
      'systems.import-conflict',
      3,
    ],
  ] as const)('%s', async (_what, format, text, code, line) => {
    const before = await second.client.systems.inventory({});
    const error = await failure(second.client.systems.import({ format, text }));
    expect({ code: error.code, line: error.params['line'] }).toEqual({ code, line });
    expect(JSON.stringify(error.params)).not.toContain('hunter2');
    expect(await second.client.systems.inventory({})).toEqual(before);
  });
});

describe('the inventory', () => {
  it('refuses a name twice under one parent and an endpoint through a host that is not there', async () => {
    await first.client.systems.saveCustomer({ name: 'Twice' });
    const twice = await failure(first.client.systems.saveCustomer({ name: ' Twice ' }));
    expect(twice).toMatchObject({ code: 'entity.duplicate-name', params: { name: 'Twice' } });
    const { systems } = await first.client.systems.inventory({});
    const nowhere = await failure(
      first.client.systems.saveEndpoint({
        systemId: systems[0]!.id,
        name: 'l',
        detail: { kind: 'log', sshId: systems[0]!.id, path: '/x' },
      }),
    );
    expect(nowhere.code).toBe('entity.not-found');
  });

  it('refuses jump hosts that lead back to where they began', async () => {
    const target = await startTestHost();
    const { client } = target;
    await client.systems.import({ format: 'yaml', text: system });
    const [entry] = (await client.systems.inventory({})).systems;
    const save = (name: string, id: string | undefined, jumpId: string | null) =>
      client.systems.saveEndpoint({
        ...(id === undefined ? {} : { id }),
        systemId: entry!.id,
        name,
        detail: { kind: 'ssh', host: name, username: 'u', auth: 'agent', jumpId },
      });
    const first = await save('a', undefined, null);
    const second = await save('b', undefined, first.id);
    const third = await save('c', undefined, second.id);
    expect(await failure(save('a', first.id, third.id))).toMatchObject({
      code: 'ssh.jump-loop',
      params: { name: 'a', chain: 'a → c → b → a' },
    });
    expect((await failure(save('a', first.id, first.id))).params).toEqual({
      name: 'a',
      chain: 'a → a',
    });
    await target.close();
  });

  it('gives what an older program stored the options of today', async () => {
    const target = await startTestHost();
    const { client } = target;
    await client.systems.import({ format: 'yaml', text: system });
    const [entry] = (await client.systems.inventory({})).systems;
    const { id } = await client.systems.saveEndpoint({
      systemId: entry!.id,
      name: 'old',
      detail: { kind: 'ssh', host: 'h', username: 'u', auth: 'agent' },
    });
    const old = { kind: 'ssh', host: 'h', port: 22, username: 'u', auth: 'agent' };
    target.host
      .features()
      .profile.db.prepare('UPDATE endpoint SET detail = ? WHERE id = ?')
      .run(JSON.stringify(old), id);
    expect((await client.systems.inventory({})).endpoints[0]?.detail).toMatchObject({
      jumpId: null,
      keepaliveSeconds: 10,
      encoding: 'utf-8',
      sudo: 'none',
    });
    await target.close();
  });

  it('hides an archived entry with all below it, and shows it again', async () => {
    const target = await startTestHost();
    await fill(target);
    const { client } = target;
    const { systems, endpoints } = await client.systems.inventory({});
    const ssh = endpoints.find(({ detail }) => detail.kind === 'ssh')!;
    const inUse = await failure(
      client.systems.archive({ entity: 'endpoint', id: ssh.id, archived: true }),
    );
    expect(inUse.code).toBe('entity.in-use');
    const portal = systems.find(({ name }) => name === 'Portal')!;
    await client.systems.archive({ entity: 'system', id: portal.id, archived: true });
    const hidden = await client.systems.inventory({});
    expect([hidden.systems.length, hidden.endpoints.length]).toEqual([2, 4]);
    expect(await client.systems.search({ text: 'Portal' })).toEqual([]);
    expect((await client.systems.inventory({ archived: true })).endpoints).toHaveLength(8);
    await client.systems.archive({ entity: 'system', id: portal.id, archived: false });
    expect((await client.systems.inventory({})).endpoints).toHaveLength(8);
    await target.close();
  });

  it('finds by name, host, path, contact and Chinese, in any case and width', async () => {
    const target = await startTestHost();
    await fill(target);
    const titles = async (text: string): Promise<string[]> =>
      (await target.client.systems.search({ text })).map((hit) => hit.title);
    expect(await titles('ebs')).toContain('EBS 生产');
    expect(await titles('１０.1.2.3')).toEqual(['app / 01']);
    expect(await titles('ALERT.LOG')).toEqual(['alert 日志']);
    expect(await titles('王|工')).toEqual(['EBS 生产']);
    expect(await titles('重工 苏州')).toContain('苏州');
    expect(await titles('日志')).toEqual(['alert 日志']);
    expect(await titles('nothing like it')).toEqual([]);
    expect(await titles('')).toEqual([]);
    expect(folded('ＡＢ')).toBe('ab');
    await target.close();
  });

  it('survives closing and opening again', async () => {
    const target = await startTestHost();
    await fill(target);
    const before = await target.client.systems.inventory({});
    await target.client.vault.lock({});
    await target.client.vault.unlock({ passphrase: target.passphrase });
    expect(await target.client.systems.inventory({})).toEqual(before);
    await target.close();
  });
});
