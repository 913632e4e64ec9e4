import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import {
  findProgram,
  freePort,
  startFaultProxy,
  startSshServer,
  type SshServer,
} from '../../../test/servers/index';
import { openSshDesk, type SshDesk } from '../../../test/servers/ssh-desk';
import { describeWith } from '../../../test/servers/vitest';
import type { SshEndpoint } from '../../contract/systems';
import { Reconnector } from './reconnect';
import { runCommand } from './run';
import type { SshService } from './service';

const patience = { timeout: 20_000 };
const credentials = { username: 'proxy-user', password: 'proxy word' };

/** A real HTTP proxy for CONNECT that wants a password. */
async function startHttpProxy(): Promise<Server> {
  const proxy = createHttpServer((_, response) => response.writeHead(400).end());
  const right = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  proxy.on('connect', (request, client: Socket) => {
    client.on('error', () => undefined);
    if (request.headers['proxy-authorization'] !== `Basic ${right}`)
      return client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host, port] = (request.url ?? '').split(':');
    const server = connect(Number(port), host ?? '', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(server).pipe(client);
    });
    server.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  });
  return listening(proxy);
}

/** A SOCKS5 proxy that wants a password (RFC 1928, RFC 1929), for one connection at a time. */
async function startSocksProxy(): Promise<Server> {
  const proxy = createServer((client) => {
    client.on('error', () => undefined);
    void (async () => {
      await once(client, 'data');
      client.write(Buffer.from([5, 2]));
      const [login] = (await once(client, 'data')) as [Buffer];
      const nameEnd = 2 + (login[1] ?? 0);
      const username = login.toString('utf8', 2, nameEnd);
      const password = login.toString('utf8', nameEnd + 1);
      const right = username === credentials.username && password === credentials.password;
      client.write(Buffer.from([1, right ? 0 : 1]));
      if (!right) return client.end();
      const [asked] = (await once(client, 'data')) as [Buffer];
      const server = connect(asked.readUInt16BE(asked.length - 2), '127.0.0.1', () => {
        client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
        client.pipe(server).pipe(client);
      });
      server.on('error', () => client.destroy());
    })();
  });
  return listening(proxy);
}

async function listening<T extends Server>(server: T): Promise<T> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

describeWith(['sshd', 'ssh-client'], 'the network on the way to a host', () => {
  let server: SshServer;
  let http: Server;
  let socks: Server;
  let test: TestHost;
  let desk: SshDesk;
  let ssh: SshService;
  beforeAll(async () => {
    [server, http, socks] = await Promise.all([
      startSshServer(),
      startHttpProxy(),
      startSocksProxy(),
    ]);
  });
  afterAll(async () => {
    http?.close();
    socks?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    test = await startTestHost();
    desk = await openSshDesk(test);
    ssh = desk.service({});
    await desk.trust(server);
    await desk.secret('proxy', credentials.password);
    await desk.secret('wrong', 'wrong word');
  });
  afterEach(async () => {
    await desk.close();
    await test.close();
  });

  const behind = (proxy: Partial<NonNullable<SshEndpoint['proxy']>>) =>
    desk.endpoint(server, {
      proxy: {
        kind: 'http',
        host: '127.0.0.1',
        port: portOf(http),
        username: credentials.username,
        secret: 'proxy',
        ...proxy,
      },
    });
  const greet = async (id: string) => {
    const lease = await ssh.open(id);
    const { stdout } = await runCommand(lease, 'echo in');
    lease.release();
    return stdout.toString().trim();
  };

  it('leads through an HTTP proxy with a password, which is a station of its own', async () => {
    const id = await behind({});
    expect(await greet(id)).toBe('in');
    const [connection] = ssh.connections();
    expect(connection?.hops).toMatchObject([
      { endpointId: null, port: portOf(http), state: 'connected' },
      { endpointId: id, state: 'connected' },
    ]);
    expect(connection?.latencyMs).toBeGreaterThan(0);
  });

  it('leads through a SOCKS5 proxy with a password, and through that of OpenSSH', async () => {
    expect(await greet(await behind({ kind: 'socks5', port: portOf(socks) }))).toBe('in');
    const port = await freePort();
    const client = startDynamicForward(server, port);
    try {
      await expect.poll(() => canConnect(port), patience).toBe(true);
      const open = { kind: 'socks5', port, username: '', secret: null } as const;
      expect(await greet(await behind(open))).toBe('in');
    } finally {
      client.kill('SIGTERM');
    }
  });

  it('names the proxy that fails, and what it said', async () => {
    const closed = await freePort();
    const cases: [Parameters<typeof behind>[0], string, string][] = [
      [{ secret: 'wrong' }, `127.0.0.1:${portOf(http)}`, '407 Proxy Authentication Required'],
      [{ kind: 'socks5', port: portOf(socks), secret: 'wrong' }, '', 'uthentication failed'],
      [{ port: closed }, `127.0.0.1:${closed}`, 'ssh.refused'],
      [{ kind: 'socks5', port: portOf(http) }, '', ''],
    ];
    for (const [proxy, name, detail] of cases) {
      const id = await behind(proxy);
      await expect(ssh.open(id)).rejects.toMatchObject({
        code: 'ssh.proxy-failed',
        params: {
          proxy: expect.stringContaining(name) as string,
          detail: expect.stringContaining(detail) as string,
        },
      });
      const states = ssh
        .connections()
        .find(({ endpointId }) => endpointId === id)
        ?.hops.map(({ state }) => state);
      expect(states).toEqual(['failed', 'waiting']);
    }
    expect(JSON.stringify(ssh.connections())).not.toContain('wrong word');
  });

  it('notices a silent peer by the keepalive, and waits for it where that is off', async () => {
    const proxy = await startFaultProxy({ target: server });
    try {
      const { host, port } = proxy;
      await test.client.ssh.trust({ host, port, fingerprint: server.hostKeyFingerprint });
      const off = await ssh.open(await desk.endpoint(server, { host, port, keepaliveSeconds: 0 }));
      const on = await ssh.open(await desk.endpoint(server, { host, port, keepaliveSeconds: 1 }));
      let offEnded = false;
      void off.closed.then(() => (offEnded = true));
      const remote = await on.exec('cat', { stdin: true });
      remote.stdout.resume();
      const ping = on.ping();
      await ping;
      proxy.stall();
      const unanswered = on.ping();
      expect(await on.closed).toBe('timeout');
      await expect(unanswered).rejects.toMatchObject({ code: 'ssh.closed' });
      expect(await remote.exit).toEqual({ code: null, signal: null });
      expect(offEnded).toBe(false);
      proxy.resume();
      expect(await off.ping()).toBeGreaterThan(0);
    } finally {
      await proxy.stop();
    }
  });

  it('fails everything that is under way when the link is cut, and leaves nothing', async () => {
    const proxy = await startFaultProxy({ target: server });
    try {
      const { host, port } = proxy;
      await test.client.ssh.trust({ host, port, fingerprint: server.hostKeyFingerprint });
      const lease = await ssh.open(await desk.endpoint(server, { host, port }));
      const running = await Promise.all(
        Array.from({ length: 8 }, () => lease.exec('cat', { stdin: true })),
      );
      proxy.stall();
      const size = { columns: 80, rows: 24, term: 'xterm' };
      // More sessions than there are places: some of them are sent, the others wait in line.
      const pending = [
        lease.exec('true'),
        lease.shell(size),
        lease.subsystem('sftp'),
        lease.exec('true', { stdin: true }),
        lease.forward('127.0.0.1', server.port),
        lease.listen('127.0.0.1', 0, () => undefined),
        lease.ping(),
      ].map((work) => work.then(() => 'done').catch((error: { code: string }) => error.code));
      proxy.cut();
      expect(new Set(await Promise.all(pending))).toEqual(new Set(['ssh.closed']));
      expect(await lease.closed).toBe('network');
      for (const remote of running) expect((await remote.exit).code).toBeNull();
      for (const remote of running) remote.stdin.write('into the void');
      lease.release();
      expect([ssh.openLinks, ssh.openChannels]).toEqual([0, 0]);
    } finally {
      await proxy.stop();
    }
  });

  it('gives up a host that does not answer after the time of its own', async () => {
    const silent = await listening(createServer(() => undefined));
    try {
      const port = portOf(silent);
      const id = await desk.endpoint(server, { port, connectTimeoutSeconds: 1 });
      await expect(ssh.open(id)).rejects.toMatchObject({ code: 'ssh.timeout', params: { port } });
    } finally {
      silent.close();
    }
  });

  it('frees a closed connection of a peer that does not answer any more', async () => {
    const proxy = await startFaultProxy({ target: server });
    try {
      const { host, port } = proxy;
      await test.client.ssh.trust({ host, port, fingerprint: server.hostKeyFingerprint });
      const gate = await desk.endpoint(server, { host, port });
      const lease = await ssh.open(await desk.endpoint(server, { jumpId: gate }));
      proxy.stall();
      await ssh.dispose();
      expect(await lease.closed).toBe('local');
      expect([ssh.openLinks, ssh.openChannels]).toEqual([0, 0]);
    } finally {
      await proxy.stop();
    }
  });
});

function startDynamicForward(server: SshServer, port: number): ChildProcess {
  const known = `UserKnownHostsFile=${server.knownHostsPath}`;
  const way = `-N -F none -D 127.0.0.1:${port} -p ${server.port} -o BatchMode=yes -o IdentitiesOnly=yes`;
  const options = [...way.split(' '), '-i', server.keys.ed25519.path, '-o', known];
  return spawn(findProgram('ssh') ?? 'ssh', [...options, `${server.user}@${server.host}`], {
    stdio: 'ignore',
  });
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

describe('the pause before connecting again', () => {
  const long = { first: 3_600_000, longest: 3_600_000 };

  it('ends when its time is over, when it is given up, and when somebody says the network is back', async () => {
    const reconnector = new Reconnector();
    await reconnector.pause(1, undefined, { first: 1, longest: 1 });
    const giveUp = new AbortController();
    const given = reconnector.pause(1, giveUp.signal, long);
    const waiting = reconnector.pause(9, undefined, long);
    expect(reconnector.open).toBe(2);
    giveUp.abort();
    await given;
    expect(reconnector.open).toBe(1);
    reconnector.wake();
    await waiting;
    expect(reconnector.open).toBe(0);
    await reconnector.pause(1, giveUp.signal, long);
  });

  it('ends when the addresses of the device change', async () => {
    let addresses = 'wlan0 192.0.2.1';
    const reconnector = new Reconnector(() => addresses, 10);
    const waiting = reconnector.pause(1, undefined, long);
    addresses = 'wlan0 192.0.2.2';
    await waiting;
    expect(reconnector.open).toBe(0);
  });
});
