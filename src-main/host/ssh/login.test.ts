import { appendFileSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startAskingSshServer, type AskingSshServer } from '../../../test/servers/asking-ssh';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { startSshAgent, startSshServer, type SshServer } from '../../../test/servers/index';
import { openSshDesk, type SshDesk } from '../../../test/servers/ssh-desk';
import { describeWith } from '../../../test/servers/vitest';
import type { SshEndpoint } from '../../contract/systems';
import { runCommand } from './run';
import type { SshService } from './service';

const patience = { timeout: 20_000 };

describeWith(['sshd', 'ssh-client', 'ssh-password'], 'logging in', () => {
  let server: SshServer;
  let twoProofs: SshServer;
  let asking: AskingSshServer;
  let test: TestHost;
  let desk: SshDesk;
  let ssh: SshService;
  /** Ends the view that makes it possible to ask somebody. */
  let leave: AbortController;
  beforeAll(async () => {
    [server, twoProofs, asking] = await Promise.all([
      startSshServer({ config: [] }),
      startSshServer({ config: ['AuthenticationMethods publickey,password'] }),
      startAskingSshServer({
        rounds: [
          { questions: [{ prompt: 'Password: ', echo: false, answer: 'stored word' }] },
          {
            title: 'Second factor',
            instructions: 'Look at your token.',
            questions: [{ prompt: 'Code: ', echo: true, answer: '123456' }],
          },
        ],
      }),
    ]);
  });
  afterAll(() => Promise.all([server, twoProofs, asking].map((each) => each?.stop())));
  beforeEach(async () => {
    test = await startTestHost();
    desk = await openSshDesk(test);
    ssh = desk.service({ promptPatienceMs: 60_000 });
    await Promise.all([server, twoProofs].map((each) => desk.trust(each)));
    const { host, port, hostKeyFingerprint: fingerprint } = asking;
    await test.client.ssh.trust({ host, port, fingerprint });
    leave = new AbortController();
  });
  afterEach(async () => {
    leave.abort();
    await desk.close();
    await test.close();
  });

  /** Somebody looks at a view from now on. */
  const beThere = async () => {
    void (async () => {
      for await (const event of test.host.events.subscribe(leave.signal)) void event;
    })();
    await expect.poll(() => test.host.events.watched, patience).toBe(true);
  };
  const prompt = async () => {
    await expect.poll(() => ssh.openPrompts().length, patience).toBe(1);
    const [open] = ssh.openPrompts();
    if (!open) throw new Error('no prompt');
    return open;
  };
  const askingEndpoint = async (changes: Partial<SshEndpoint> = {}) => {
    await desk.secret('word', 'stored word');
    const { host, port } = asking;
    const how = { auth: 'interactive', secret: 'word', host, port } as const;
    return desk.endpoint(server, { ...how, ...changes });
  };
  const works = async (opening: ReturnType<SshService['open']>) => {
    const lease = await opening;
    const { code } = await runCommand(lease, 'true');
    lease.release();
    return code === 0;
  };

  it('lets the stored password answer the first hidden question and a person the next', async () => {
    await beThere();
    const id = await askingEndpoint();
    const opening = ssh.open(id);
    const asked = await prompt();
    expect(asked).toMatchObject({
      endpointId: id,
      host: asking.host,
      title: 'Second factor',
      instructions: 'Look at your token.',
      fields: [{ label: 'Code: ', echo: true }],
    });
    ssh.answer(asked.id, ['123456']);
    expect(await works(opening)).toBe(true);
    expect(ssh.openPrompts()).toEqual([]);
    expect(asking.answers.slice(-2)).toEqual(['stored word', '123456']);
    expect(() => ssh.answer(asked.id, ['123456'])).toThrow('entity.not-found');
  });

  it('asks one person once for all who wait for the same connection', async () => {
    await beThere();
    const id = await askingEndpoint();
    const opening = [ssh.open(id), ssh.open(id), ssh.open(id)];
    ssh.answer((await prompt()).id, ['123456']);
    for (const lease of await Promise.all(opening)) lease.release();
    expect(ssh.openLinks).toBe(1);
  });

  it('gives up when told so, when nobody is there, and when nobody may be asked', async () => {
    const id = await askingEndpoint();
    const params = { host: asking.host, username: server.user };
    const needed = { code: 'ssh.interaction-needed', params };
    await expect(ssh.open(id)).rejects.toMatchObject(needed);
    await beThere();
    await expect(ssh.open(id, undefined, { unattended: true })).rejects.toMatchObject(needed);
    const opening = ssh.open(id);
    ssh.answer((await prompt()).id, null);
    await expect(opening).rejects.toMatchObject({ code: 'ssh.interaction-cancelled', params });
    const impatient = desk.service({ promptPatienceMs: 50 });
    await expect(impatient.open(id)).rejects.toMatchObject(needed);
    await expect.poll(() => asking.connectionCount(), patience).toBe(0);
  });

  it('takes a question back when the server has hung up', async () => {
    await beThere();
    const opening = ssh.open(await askingEndpoint());
    await prompt();
    asking.dropConnections();
    await expect(opening).rejects.toMatchObject({ code: 'ssh.closed' });
    expect(ssh.openPrompts()).toEqual([]);
  });

  it('gives the password to a server that takes one without a question', async () => {
    await desk.secret('word', server.password ?? '');
    const stored = await desk.endpoint(server, { auth: 'interactive', secret: 'word' });
    expect(await works(ssh.open(stored, undefined, { unattended: true }))).toBe(true);
    await beThere();
    const opening = ssh.open(await desk.endpoint(server, { auth: 'interactive' }));
    ssh.answer((await prompt()).id, [server.password ?? '']);
    expect(await works(opening)).toBe(true);
  });

  it('refuses wrong answers as it refuses a wrong password', async () => {
    await beThere();
    const opening = ssh.open(await askingEndpoint());
    ssh.answer((await prompt()).id, ['000000']);
    await expect(opening).rejects.toMatchObject({
      code: 'ssh.auth-failed',
      params: { methods: 'keyboard-interactive' },
    });
  });

  it('asks for the second proof where a key alone is not enough', async () => {
    await beThere();
    const identityPath = twoProofs.keys.ed25519.path;
    const id = await desk.endpoint(twoProofs, { identityPath });
    const opening = ssh.open(id);
    const asked = await prompt();
    expect(asked.fields).toEqual([{ label: 'Password:', echo: false }]);
    ssh.answer(asked.id, [twoProofs.password ?? '']);
    expect(await works(opening)).toBe(true);
    expect(test.log.join('')).not.toContain(twoProofs.password);
  });

  it("asks for a key's passphrase that is stored nowhere, and once only", async () => {
    await beThere();
    const { path, passphrase } = server.keys.encrypted;
    const id = await desk.endpoint(server, { identityPath: path });
    const opening = ssh.connectApart(id);
    const asked = await prompt();
    expect(asked.fields).toEqual([{ label: path, echo: false }]);
    ssh.answer(asked.id, [passphrase]);
    (await opening).end();
    (await ssh.connectApart(id)).end();
  });

  it('says that a password has expired', async () => {
    const expired = await startAskingSshServer({ expired: 'Choose another one' });
    try {
      const { host, port, hostKeyFingerprint: fingerprint } = expired;
      await test.client.ssh.trust({ host, port, fingerprint });
      await desk.secret('old', 'old one');
      const id = await desk.endpoint(server, { auth: 'password', secret: 'old', host, port });
      await expect(ssh.open(id)).rejects.toMatchObject({
        code: 'ssh.password-expired',
        params: { detail: 'Choose another one' },
      });
    } finally {
      await expired.stop();
    }
  });

  it('says that a certificate is what would have been needed', async () => {
    const path = join(test.folder, 'certified');
    copyFileSync(server.strangerKey.path, path);
    writeFileSync(`${path}-cert.pub`, 'ssh-ed25519-cert-v01@openssh.com AAAA\n');
    await expect(
      ssh.open(await desk.endpoint(server, { identityPath: path })),
    ).rejects.toMatchObject({
      code: 'ssh.certificate-unsupported',
      params: { path: `${path}-cert.pub` },
    });
  });

  it('lends the agent to the far side only where that is wanted', async () => {
    const agent = await startSshAgent([server.keys.rsa]);
    try {
      const service = desk.service({ agentSocket: agent.socket });
      const seen = async (changes: Partial<SshEndpoint>) => {
        const lease = await service.open(await desk.endpoint(server, changes));
        const { stdout } = await runCommand(lease, 'ssh-add -l 2>&1');
        lease.release();
        return stdout.toString();
      };
      expect(await seen({})).not.toContain('SHA256:');
      expect(await seen({ agentForwarding: true })).toContain(server.keys.rsa.fingerprint);
      const closed = await startSshServer({ config: ['AllowAgentForwarding no'] });
      try {
        await desk.trust(closed);
        const { host, port } = closed;
        const identityPath = closed.keys.ed25519.path;
        const changes = { host, port, identityPath, agentForwarding: true };
        expect(await seen(changes)).not.toContain('SHA256:');
      } finally {
        await closed.stop();
      }
    } finally {
      await agent.stop();
    }
  });

  it("believes the user's known_hosts, and its revocations more than anything", async () => {
    const path = join(test.folder, 'known_hosts');
    copyFileSync(server.knownHostsPath, path);
    const service = desk.service({ knownHostsPaths: [path] });
    const { host, port } = server;
    await test.client.ssh.distrust({ host, port });
    const id = await desk.endpoint(server);
    const sources: string[] = [];
    const link = await service.connectApart(id, {
      onStage: (_, stage) => {
        if (stage.stage === 'host-key') sources.push(stage.source);
      },
    });
    link.end();
    expect(sources).toEqual([path]);

    const stranger = twoProofs.knownHostsPath;
    const other = desk.service({ knownHostsPaths: [stranger] });
    await expect(other.open(id)).rejects.toMatchObject({ code: 'ssh.host-key-unknown' });

    const [, type, blob] = (await runCommandLine(service, id, server)).split(' ');
    appendFileSync(path, `@revoked [${host}]:${port} ${type} ${blob}\n`);
    await desk.trust(server);
    await expect(service.connectApart(id)).rejects.toMatchObject({
      code: 'ssh.known-hosts-revoked',
      params: { host, port, path, fingerprint: server.hostKeyFingerprint },
    });
    writeFileSync(path, `[${host}]:${port} ${server.keys.rsa.publicKey}\n`);
    await test.client.ssh.distrust({ host, port });
    await expect(service.connectApart(id)).rejects.toMatchObject({
      code: 'ssh.host-key-changed',
      params: {
        known: server.keys.rsa.fingerprint,
        found: server.hostKeyFingerprint,
        source: path,
      },
    });
  });
});

/** The server's line of known_hosts, read over there. */
async function runCommandLine(service: SshService, id: string, server: SshServer) {
  const lease = await service.open(id);
  const { stdout } = await runCommand(lease, `cat ${server.knownHostsPath}`);
  lease.release();
  return stdout.toString().trim();
}
