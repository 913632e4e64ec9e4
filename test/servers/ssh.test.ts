import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, type ConnectConfig } from 'ssh2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SshServer, startSshServer } from './ssh';
import { startSshAgent } from './ssh-agent';
import { describeWith } from './vitest';

/** Connects, or throws what the server answered. */
function logIn(server: SshServer, how: ConnectConfig): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    client
      .once('ready', () => resolve(client))
      .once('error', reject)
      .connect({ host: server.host, port: server.port, username: server.user, ...how });
  });
}

function execute(client: Client, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      let output = '';
      channel.on('data', (chunk: Buffer) => (output += chunk.toString()));
      channel.on('close', () => resolve(output.trim()));
    });
  });
}

const keyOf = async (key: { path: string; passphrase: string }) => ({
  privateKey: await readFile(key.path),
  passphrase: key.passphrase,
});

describeWith(['sshd', 'ssh-client'], 'the private SSH server', () => {
  let server: SshServer;
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => server?.stop());

  it.each(['ed25519', 'rsa', 'encrypted'] as const)('lets in the %s key', async (name) => {
    const client = await logIn(server, await keyOf(server.keys[name]));
    expect(await execute(client, 'echo $HOME')).toBe(server.home);
    client.end();
  });

  it('lets in a key held by an agent', async () => {
    const agent = await startSshAgent([server.keys.ed25519]);
    try {
      const client = await logIn(server, { agent: agent.socket });
      expect(await execute(client, 'echo in')).toBe('in');
      client.end();
    } finally {
      await agent.stop();
    }
  });

  it('refuses a key it does not know', async () => {
    await expect(logIn(server, await keyOf(server.strangerKey))).rejects.toThrow(
      'All configured authentication methods failed',
    );
  });

  it('serves files over SFTP', async () => {
    const path = join(server.home, 'hello.txt');
    await writeFile(path, '你好');
    const client = await logIn(server, await keyOf(server.keys.ed25519));
    const content = await new Promise((resolve, reject) => {
      client.sftp((error, sftp) => {
        if (error) return reject(error);
        sftp.readFile(path, (failure, data) =>
          failure ? reject(failure) : resolve(data.toString()),
        );
      });
    });
    client.end();
    expect(content).toBe('你好');
  });

  it('ends sessions and their commands when connections are dropped', async () => {
    const client = await logIn(server, await keyOf(server.keys.ed25519));
    // How a lost connection shows itself is not this test's subject.
    client.on('error', () => {});
    const closed = new Promise<void>((resolve) => client.on('close', () => resolve()));
    const pid = await new Promise<number>((resolve, reject) => {
      client.exec('echo $$; exec sleep 1000', (error, channel) => {
        if (error) return reject(error);
        channel.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
      });
    });
    // `comm`, because the command line is empty for a moment while a process is replaced by exec.
    const program = () => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'gone');
    const isZombie = async () =>
      / Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
    await expect.poll(program, { timeout: 20_000 }).toBe('sleep\n');
    server.dropConnections();
    await closed;
    await expect
      .poll(async () => (await program()) === 'gone' || (await isZombie()), { timeout: 20_000 })
      .toBe(true);
  });

  it('shows another host key on the same port after a replacement', async () => {
    const { createHash } = await import('node:crypto');
    const shownKey = async () => {
      let shown = '';
      const client = await logIn(server, {
        ...(await keyOf(server.keys.ed25519)),
        hostVerifier: (key: Buffer) => {
          const digest = createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
          shown = `SHA256:${digest}`;
          return true;
        },
      });
      client.end();
      return shown;
    };
    const before = server.hostKeyFingerprint;
    expect(await shownKey()).toBe(before);
    const after = await server.replaceHostKey();
    expect(after).not.toBe(before);
    expect(await shownKey()).toBe(after);
  });
});

describeWith(['ssh-password'], 'the private SSH server with passwords', () => {
  let server: SshServer;
  beforeAll(async () => {
    server = await startSshServer({ unprivileged: process.getuid?.() === 0 });
  });
  afterAll(() => server?.stop());

  it('lets in the right password', async () => {
    const client = await logIn(server, { password: server.password ?? '' });
    expect(await execute(client, 'pwd')).toBe(server.home);
    client.end();
  });

  it('refuses a wrong password', async () => {
    await expect(logIn(server, { password: 'wrong' })).rejects.toThrow(
      'All configured authentication methods failed',
    );
  });

  it('cannot read what the login user may not read', async () => {
    const path = join(server.home, 'locked.log');
    await writeFile(path, 'secret', { mode: 0o000 });
    const client = await logIn(server, { password: server.password ?? '' });
    expect(await execute(client, `cat ${path} 2>&1`)).toContain('Permission denied');
    client.end();
  });
});
