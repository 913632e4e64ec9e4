import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppError } from '../../contract/errors';
import { startTestHost, type TestHost } from '../../../test/servers/host';
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

/** Everything awkward in one inventory: quotes, commas, formulas, line breaks, other systems' hosts. */
async function fill({ client }: TestHost): Promise<void> {
  const acme = await client.systems.saveCustomer({
    name: 'ACME, "重工" / 有限公司',
    remarks: '=HYPERLINK("http://x")\n第二行',
  });
  await client.systems.saveCustomer({ name: '空客户', remarks: "'=1" });
  const site = await client.systems.saveSite({
    customerId: acme.id,
    name: '苏州',
    address: '+86 号\r\n二楼',
  });
  await client.systems.saveSite({ customerId: acme.id, name: 'no', remarks: '  spaced ' });
  const erp = await client.systems.saveSystem({
    siteId: site.id,
    name: 'EBS 生产',
    platform: 'oracle-ebs',
    version: '12.20',
    environment: 'production',
    contacts: [
      { name: '王|工\\', role: 'DBA', phone: '+86 512', email: '' },
      { name: 'Li\nNa', role: '', phone: '', email: 'li@example.com' },
    ],
    remarks: 'null',
  });
  const portal = await client.systems.saveSystem({
    siteId: site.id,
    name: 'Portal',
    platform: 'nginx',
    environment: 'test',
  });
  const app = await client.systems.saveEndpoint({
    systemId: erp.id,
    name: 'app / 01',
    detail: {
      kind: 'ssh',
      host: '10.1.2.3',
      port: 2222,
      username: 'applmgr',
      auth: 'key',
      identityPath: '~/.ssh/id',
      secret: '@key',
    },
  });
  await client.systems.saveEndpoint({
    systemId: erp.id,
    name: 'alert 日志',
    detail: { kind: 'log', sshId: app.id, path: '/u01/*/alert.log', encoding: 'gb18030' },
  });
  await client.systems.saveEndpoint({
    systemId: portal.id,
    name: 'db',
    detail: {
      kind: 'database',
      dialect: 'postgresql',
      host: '127.0.0.1',
      port: 5433,
      database: 'erp',
      username: 'ro',
      secret: 'erp-ro',
      sshId: app.id,
      tls: 'require',
    },
  });
  await client.systems.saveEndpoint({
    systemId: portal.id,
    name: '-门户',
    detail: { kind: 'url', url: 'https://erp.example.com/a?b=1&c=,"' },
  });
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
      expect(result).toEqual({ created: 10, updated: 0, unchanged: 0 });
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
        unchanged: 10,
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
    expect(result).toEqual({ created: 7, updated: 0, unchanged: 0 });
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
    expect([hidden.systems.length, hidden.endpoints.length]).toEqual([1, 2]);
    expect(await client.systems.search({ text: 'Portal' })).toEqual([]);
    expect((await client.systems.inventory({ archived: true })).endpoints).toHaveLength(4);
    await client.systems.archive({ entity: 'system', id: portal.id, archived: false });
    expect((await client.systems.inventory({})).endpoints).toHaveLength(4);
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

describe('the OpenSSH configuration', () => {
  it('gives its hosts with patterns applied and Match blocks named as skipped', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fieldbench-ssh-'));
    mkdirSync(join(folder, 'conf.d'));
    writeFileSync(join(folder, 'conf.d', 'b.conf'), 'Host inner\n  HostName inner.example\n');
    const path = join(folder, 'config');
    writeFileSync(
      path,
      `Include ${folder}/conf.d/*.conf
Host erp erp-alias !old
  hostname 10.0.0.9
  Port 2200
  User applmgr
  IdentityFile ~/.ssh/erp
  ProxyJump bastion
Host web-*
  User www
Host web-1
Match host erp exec "touch ${folder}/pwned"
  User evil
Host *
  User everyone
`,
    );
    const { hosts, skipped } = await first.client.systems.readSshConfig({ path });
    expect(hosts).toEqual([
      {
        alias: 'inner',
        host: 'inner.example',
        port: 22,
        username: 'everyone',
        identityPath: '',
        proxyJump: '',
      },
      ...['erp', 'erp-alias'].map((alias) => ({
        alias,
        host: '10.0.0.9',
        port: 2200,
        username: 'applmgr',
        identityPath: join(homedir(), '.ssh/erp'),
        proxyJump: 'bastion',
      })),
      { alias: 'web-1', host: 'web-1', port: 22, username: 'www', identityPath: '', proxyJump: '' },
    ]);
    expect(skipped).toHaveLength(1);
    expect(skipped[0]).toMatch(/^Match host/);
    const target = await startTestHost();
    await target.client.systems.import({ format: 'yaml', text: system });
    const [into] = (await target.client.systems.inventory({})).systems;
    const choose = { path, aliases: ['erp', 'web-1'], systemId: into!.id };
    expect((await target.client.systems.importSshConfig(choose)).created).toBe(2);
    expect(await target.client.systems.importSshConfig(choose)).toEqual({
      created: 0,
      updated: 0,
      unchanged: 2,
    });
    const inventory = await target.client.systems.inventory({});
    expect(inventory.systems[0]?.remarks).toBe('erp: ProxyJump bastion');
    expect(inventory.endpoints.map(({ detail }) => detail.kind === 'ssh' && detail.auth)).toEqual([
      'key',
      'agent',
    ]);
    await target.close();
  });

  it('says when there is none', async () => {
    expect(
      (await failure(first.client.systems.readSshConfig({ path: '/nowhere/config' }))).code,
    ).toBe('file.missing');
  });
});
