import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  freePort,
  startFaultProxy,
  startSshAgent,
  startSshServer,
  type SshServer,
} from '../../../test/servers/index';
import { describeWith } from '../../../test/servers/vitest';
import { AppError } from '../../contract/errors';
import { connectSsh, type ConnectOptions } from './connect';
import type { FoundHostKey } from './host-key';
import type { SshAuth } from './login';
import { loadPrivateKey } from './private-key';
import { runCommand, shellQuote } from './run';

const failure = (code: string, params = {}) =>
  expect.objectContaining({ code, params: expect.objectContaining(params) as unknown });

describeWith(['sshd', 'ssh-client'], 'connecting to a real sshd', () => {
  let server: SshServer;
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => server?.stop());

  const target = (auth: SshAuth): ConnectOptions => ({
    host: server.host,
    port: server.port,
    username: server.user,
    auth,
    verifyHostKey: () => undefined,
  });
  const keyAuth = (name: 'ed25519' | 'rsa' | 'encrypted'): SshAuth => {
    const { path, passphrase } = server.keys[name];
    return { kind: 'key', key: loadPrivateKey(path, passphrase || null) };
  };

  it.each(['ed25519', 'rsa', 'encrypted'] as const)('logs in with the %s key', async (name) => {
    const link = await connectSsh(target(keyAuth(name)));
    const { stdout, code } = await runCommand(link, 'echo $HOME');
    expect({ home: stdout.toString().trim(), code }).toEqual({ home: server.home, code: 0 });
    expect(link.server).toMatch(/^SSH-2\.0-OpenSSH/);
    expect(link.hostKey.fingerprint).toBe(server.hostKeyFingerprint);
    link.end();
    expect(await link.closed).toBe('local');
    expect(link.openChannels).toBe(0);
  });

  it('logs in with a key that an agent holds', async () => {
    const agent = await startSshAgent([server.keys.ed25519]);
    try {
      const link = await connectSsh(target({ kind: 'agent', socket: agent.socket }));
      link.end();
      await link.closed;
    } finally {
      await agent.stop();
    }
  });

  it('names an agent that is not there', async () => {
    await expect(
      connectSsh(target({ kind: 'agent', socket: '/nonexistent/agent.sock' })),
    ).rejects.toEqual(failure('ssh.agent-unavailable'));
  });

  it('names the user and the accepted methods when the key is refused', async () => {
    const key = loadPrivateKey(server.strangerKey.path, null);
    await expect(connectSsh(target({ kind: 'key', key }))).rejects.toEqual(
      failure('ssh.auth-failed', {
        host: server.host,
        username: server.user,
        methods: expect.stringContaining('publickey') as string,
      }),
    );
  });

  it('offers no credential before the host key was judged', async () => {
    const before = server.log().length;
    const seen: FoundHostKey[] = [];
    const refused = connectSsh({
      ...target(keyAuth('ed25519')),
      verifyHostKey: (found) => {
        seen.push(found);
        throw new AppError('ssh.host-key-unknown', { host: server.host });
      },
    });
    await expect(refused).rejects.toEqual(failure('ssh.host-key-unknown', { host: server.host }));
    expect(seen.map(({ type, fingerprint }) => ({ type, fingerprint }))).toEqual([
      { type: 'ssh-ed25519', fingerprint: server.hostKeyFingerprint },
    ]);
    expect(server.log().slice(before)).not.toMatch(/publickey for|password for|userauth/i);
  });

  it('lets the eleventh command wait until one of ten has ended', async () => {
    const link = await connectSsh(target(keyAuth('ed25519')));
    const running = await Promise.all(
      Array.from({ length: 10 }, () => link.exec('cat', { stdin: true })),
    );
    let done = false;
    const eleventh = runCommand(link, 'echo at last').then((output) => {
      done = true;
      return output.stdout.toString().trim();
    });
    await runRoundTrips(server, target(keyAuth('ed25519')));
    expect(done).toBe(false);
    running[0]?.close();
    expect(await eleventh).toBe('at last');
    link.end();
    await link.closed;
  });

  it('learns that a server allows fewer sessions', async () => {
    const strict = await startSshServer({ config: ['MaxSessions 2'] });
    try {
      const key = loadPrivateKey(strict.keys.ed25519.path, null);
      const link = await connectSsh({
        host: strict.host,
        port: strict.port,
        username: strict.user,
        auth: { kind: 'key', key },
        verifyHostKey: () => undefined,
      });
      const outputs = await Promise.all(
        Array.from({ length: 6 }, (_, index) => runCommand(link, `echo ${index}`)),
      );
      expect(outputs.map(({ stdout }) => stdout.toString().trim())).toEqual([
        '0',
        '1',
        '2',
        '3',
        '4',
        '5',
      ]);
      link.end();
      await link.closed;
    } finally {
      await strict.stop();
    }
  });

  it('stops the remote command when its channel is closed', async () => {
    const link = await connectSsh(target(keyAuth('ed25519')));
    const remote = await link.exec('exec tail -f /dev/null');
    remote.close();
    expect(await remote.exit).toMatchObject({ code: null });
    expect(link.openChannels).toBe(0);
    link.end();
    await link.closed;
  });

  it('hands any text to the remote shell as one word', async () => {
    const link = await connectSsh(target(keyAuth('ed25519')));
    const hostile = `a'b"c$(touch x)\`id\`;&|\\ 中文\n*`;
    const { stdout } = await runCommand(link, `printf %s ${shellQuote(hostile)}`);
    expect(stdout.toString()).toBe(hostile);
    link.end();
    await link.closed;
  });

  it('tells that the server closed, that the network broke, and that a peer is silent', async () => {
    const link = await connectSsh(target(keyAuth('ed25519')));
    const remote = await link.exec('cat', { stdin: true });
    server.dropConnections();
    expect(await link.closed).toMatch(/server|network/);
    expect(await remote.exit).toEqual({ code: null, signal: null });
    await expect(link.exec('true')).rejects.toEqual(failure('ssh.closed'));

    const proxy = await startFaultProxy({ target: server });
    const through = { ...target(keyAuth('ed25519')), port: proxy.port, keepaliveMs: 100 };
    const silent = await connectSsh(through);
    proxy.stall();
    expect(await silent.closed).toBe('timeout');
    proxy.resume();
    const cut = await connectSsh(through);
    proxy.cut();
    expect(await cut.closed).toBe('network');
    await proxy.stop();
  });

  it('forwards a connection, and says where it was refused', async () => {
    const link = await connectSsh(target(keyAuth('ed25519')));
    const listener = createServer((socket) => socket.end('hello'));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as { port: number };
    const stream = await link.forward('127.0.0.1', port);
    let text = '';
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(stream, 'end');
    expect(text).toBe('hello');
    listener.close();
    const closed = await freePort();
    await expect(link.forward('127.0.0.1', closed)).rejects.toEqual(
      failure('ssh.forward-refused', { host: '127.0.0.1', port: closed }),
    );
    link.end();
    await link.closed;
  });
});

/** Enough traffic for a waiting command to have started, had it been allowed to. */
async function runRoundTrips(server: SshServer, options: ConnectOptions): Promise<void> {
  const other = await connectSsh({ ...options, port: server.port });
  await runCommand(other, 'true');
  other.end();
  await other.closed;
}

describeWith(['sshd', 'ssh-client', 'ssh-password'], 'passwords', () => {
  let server: SshServer;
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => server?.stop());

  it('are let in when right and refused when wrong', async () => {
    const options = (password: string): ConnectOptions => ({
      host: server.host,
      port: server.port,
      username: server.user,
      auth: { kind: 'password', password },
      verifyHostKey: () => undefined,
    });
    const link = await connectSsh(options(server.password ?? ''));
    link.end();
    await link.closed;
    await expect(connectSsh(options('wrong'))).rejects.toEqual(
      failure('ssh.auth-failed', { username: server.user }),
    );
  });
});

describe('connecting to what is no SSH server', () => {
  const options = (host: string, port: number): ConnectOptions => ({
    host,
    port,
    username: 'engineer',
    auth: { kind: 'password', password: 'unused' },
    verifyHostKey: () => undefined,
    timeoutMs: 500,
  });

  it('names a closed port', async () => {
    const port = await freePort();
    await expect(connectSsh(options('127.0.0.1', port))).rejects.toEqual(
      failure('ssh.refused', { host: '127.0.0.1', port }),
    );
  });

  it('names a host name nobody knows', async () => {
    await expect(connectSsh(options('no-such-host.invalid', 22))).rejects.toEqual(
      failure('ssh.name-unknown', { host: 'no-such-host.invalid' }),
    );
  });

  it('gives up on a silent server, and on one that speaks something else', async () => {
    const answers = ['', 'HTTP/1.1 400 Bad Request\r\n\r\n'];
    const codes = [];
    for (const answer of answers) {
      const listener = createServer((socket) => {
        socket.on('error', () => undefined);
        if (answer) socket.end(answer);
      });
      listener.listen(0, '127.0.0.1');
      await once(listener, 'listening');
      const { port } = listener.address() as { port: number };
      const error: unknown = await connectSsh(options('127.0.0.1', port)).catch((e: unknown) => e);
      codes.push(error instanceof AppError ? error.code : error);
      listener.close();
    }
    expect(codes).toEqual(['ssh.timeout', expect.stringMatching(/^ssh\.(protocol|closed)$/)]);
  });
});
