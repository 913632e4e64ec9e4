import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { readProxyCommand } from './proxy-command';
import { readSshConfig } from './ssh-config';

let folder: string;
let target: TestHost;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fieldbench-ssh-'));
  target = await startTestHost();
});
afterAll(async () => {
  await target.close();
  rmSync(folder, { recursive: true, force: true });
});

function config(text: string): string {
  const path = join(folder, 'config');
  writeFileSync(path, text);
  return path;
}

describe('the OpenSSH configuration', () => {
  it('gives its hosts with patterns applied and Match blocks named as skipped', () => {
    mkdirSync(join(folder, 'conf.d'));
    writeFileSync(join(folder, 'conf.d', 'b.conf'), 'Host inner\n  HostName inner.example\n');
    const { hosts, skipped } = readSshConfig(
      config(`Include ${folder}/conf.d/*.conf
Host erp erp-alias !old
  hostname 10.0.0.9
  Port 2200
  User applmgr
  IdentityFile ~/.ssh/erp
Host web-*
  User www
Host web-1
Match host erp exec "touch ${folder}/pwned"
  User evil
Host *
  User everyone
`),
    );
    expect(hosts).toEqual([
      {
        alias: 'inner',
        host: 'inner.example',
        port: 22,
        username: 'everyone',
        identityPath: '',
        jumps: [],
        proxy: '',
      },
      ...['erp', 'erp-alias'].map((alias) => ({
        alias,
        host: '10.0.0.9',
        port: 2200,
        username: 'applmgr',
        identityPath: join(homedir(), '.ssh/erp'),
        jumps: [],
        proxy: '',
      })),
      {
        alias: 'web-1',
        host: 'web-1',
        port: 22,
        username: 'www',
        identityPath: '',
        jumps: [],
        proxy: '',
      },
    ]);
    expect(skipped).toEqual([`Match host erp exec touch ${folder}/pwned`]);
  });

  it('brings jump hosts along as endpoints of the same system, linked, once', async () => {
    const path = config(`Host db
  HostName 10.9.0.4
  User oracle
  ProxyJump admin@inner:2222
Host inner
  HostName 10.9.0.1
  User ops
  ProxyJump edge
Host edge
  ProxyCommand nc -X connect -x proxy.example:3128 %h %p
Host far
  ProxyJump edge,inner,203.0.113.9
  ServerAliveInterval 0
  ConnectTimeout 900
  ForwardAgent yes
Host odd
  ProxyCommand /opt/tool --to %h
Host *
  User me
`);
    await target.client.systems.import({
      format: 'yaml',
      text: 'customers: [{name: C, sites: [{name: S, systems: [{name: X, platform: mysql, environment: test}]}]}]',
    });
    const [into] = (await target.client.systems.inventory({})).systems;
    const read = await target.client.systems.readSshConfig({ path });
    expect(read.hosts.map(({ alias, jumps, proxy }) => [alias, jumps, proxy])).toEqual([
      ['db', ['edge', 'admin@inner:2222'], 'http://proxy.example:3128'],
      ['inner', ['edge'], 'http://proxy.example:3128'],
      ['edge', [], 'http://proxy.example:3128'],
      ['far', ['edge', 'inner', '203.0.113.9 (edge → inner →)'], 'http://proxy.example:3128'],
      ['odd', [], ''],
    ]);
    expect(read.skipped).toEqual(['Host odd: ProxyCommand /opt/tool --to %h']);
    const choose = { path, aliases: ['db', 'far'], systemId: into!.id };
    expect(await target.client.systems.importSshConfig(choose)).toMatchObject({ created: 6 });
    expect(await target.client.systems.importSshConfig(choose)).toEqual({
      created: 0,
      updated: 0,
      unchanged: 6,
    });
    const { endpoints } = await target.client.systems.inventory({});
    const found = (name: string) => {
      const endpoint = endpoints.find((entry) => entry.name === name);
      if (endpoint?.detail.kind !== 'ssh') throw new Error(`no host ${name}`);
      return { id: endpoint.id, ...endpoint.detail };
    };
    expect(found('db').jumpId).toBe(found('admin@inner:2222').id);
    expect(found('admin@inner:2222')).toMatchObject({
      host: '10.9.0.1',
      port: 2222,
      username: 'admin',
      jumpId: found('edge').id,
    });
    expect(found('edge').proxy).toMatchObject({ kind: 'http', host: 'proxy.example', port: 3128 });
    expect(found('far')).toMatchObject({
      keepaliveSeconds: 0,
      connectTimeoutSeconds: 300,
      agentForwarding: true,
      username: 'me',
    });
  });

  it('reaches a host directly that would be its own jump host, and says so', () => {
    const { hosts, skipped } = readSshConfig(
      config(
        'Host jump\n  HostName j\nHost a\n  ProxyJump b\nHost b\n  ProxyJump a\nHost *\n  ProxyJump jump\n',
      ),
    );
    const byAlias = Object.fromEntries(hosts.map((host) => [host.alias, host.jumps]));
    expect(byAlias['jump']).toEqual([]);
    expect(byAlias['a']).toEqual(['b']);
    expect(skipped).toContain('Host jump: ProxyJump jump');
    expect(hosts[0]?.username).toBe(userInfo().username);
  });

  it('applies an include inside a Host block to that host only', () => {
    writeFileSync(join(folder, 'more.conf'), 'User inside\n');
    const { hosts } = readSshConfig(
      config(`Host in\n  Include ${folder}/more.conf\nHost in out\n  User outside\n`),
    );
    expect(hosts.map(({ username }) => username)).toEqual(['inside', 'outside']);
  });

  it('says when there is none', async () => {
    await expect(
      target.client.systems.readSshConfig({ path: '/nowhere/config' }),
    ).rejects.toMatchObject({ code: 'file.missing' });
  });
});

describe('a proxy command', () => {
  it.each([
    ['ssh -W %h:%p bastion', 'bastion'],
    ['/usr/bin/ssh -q -W [%h]:%p -p 2222 ops@bastion', 'ops@bastion:2222'],
    ['ssh -l ops bastion -W %h:%p', 'ops@bastion'],
    ['ssh -o StrictHostKeyChecking=no bastion nc -w 5 %h %p', null],
    ['ssh bastion nc %h %p', 'bastion'],
    ['exec ssh bastion nc -q0 %h %p', 'bastion'],
    ['nc -x proxy:1080 %h %p', 'socks5://proxy:1080'],
    ['nc -X 5 -x proxy %h %p', 'socks5://proxy:1080'],
    ['nc -X connect -x proxy:3128 %h %p', 'http://proxy:3128'],
    ['ncat --proxy proxy:3128 --proxy-type http %h %p', 'http://proxy:3128'],
    ['connect -S proxy:1080 %h %p', 'socks5://proxy:1080'],
    ['corkscrew proxy 8080 %h %p', 'http://proxy:8080'],
    ['nc -X 4 -x proxy:1080 %h %p', null],
    ['nc %h %p', null],
    ['ssh -W other:22 bastion', null],
    ['ssh bastion sh -c "nc %h %p; rm -rf /"', null],
    ['aws ssm start-session --target %h', null],
  ])('“%s” is %s', (command, way) => {
    const found = readProxyCommand(command.split(' '));
    expect(found && (found.kind === 'jump' ? found.jump : found.proxy)).toBe(way);
  });
});
