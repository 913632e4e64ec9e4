import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import {
  freePort,
  startSshAgent,
  startSshServer,
  type SshServer,
} from '../../../test/servers/index';
import { describeWith } from '../../../test/servers/vitest';
import type { SshEndpoint } from '../../contract/systems';
import { runCommand } from './run';
import { SshService } from './service';

describeWith(['sshd', 'ssh-client', 'ssh-password'], 'SSH endpoints of a profile', () => {
  let server: SshServer;
  let test: TestHost;
  let systemId: string;
  let count = 0;
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    test = await startTestHost();
    const { systems } = test.client;
    const customer = await systems.saveCustomer({ name: 'Customer' });
    const site = await systems.saveSite({ customerId: customer.id, name: 'Site' });
    const system = { siteId: site.id, name: 'ERP', platform: 'sap', environment: 'test' } as const;
    systemId = (await systems.saveSystem(system)).id;
  });
  afterEach(() => test.close());

  const endpoint = async (changes: Partial<SshEndpoint> = {}): Promise<string> => {
    const { id } = await test.client.systems.saveEndpoint({
      systemId,
      name: `Server ${(count += 1)}`,
      detail: {
        kind: 'ssh',
        host: server.host,
        port: server.port,
        username: server.user,
        auth: 'key',
        identityPath: server.keys.ed25519.path,
        ...changes,
      },
    });
    return id;
  };
  const trust = (fingerprint = server.hostKeyFingerprint) =>
    test.client.ssh.trust({ host: server.host, port: server.port, fingerprint });
  const secret = (name: string, value: string) => test.client.secrets.set({ name, value });
  const tryOut = async (endpointId: string, service = test.host.features().ssh) => {
    const link = await service.connectApart(endpointId);
    link.end();
    await link.closed;
    return { hostKey: link.hostKey.fingerprint, server: link.server, latencyMs: link.latencyMs };
  };

  it('asks before it believes a host key, then knows it with its type', async () => {
    const id = await endpoint();
    const { host, port } = server;
    await expect(tryOut(id)).rejects.toMatchObject({
      code: 'ssh.host-key-unknown',
      params: { host, port, type: 'ssh-ed25519', fingerprint: server.hostKeyFingerprint },
    });
    await trust();
    expect(await tryOut(id)).toEqual({
      server: expect.stringMatching(/^SSH-2\.0-OpenSSH/) as string,
      hostKey: server.hostKeyFingerprint,
      latencyMs: expect.any(Number) as number,
    });
    expect(await test.client.ssh.hostKeys({})).toMatchObject([
      { host, port, type: 'ssh-ed25519', fingerprint: server.hostKeyFingerprint },
    ]);
    await test.client.ssh.distrust({ host, port });
    await expect(tryOut(id)).rejects.toMatchObject({ code: 'ssh.host-key-unknown' });
  });

  it('refuses a changed host key and says both fingerprints, before the password goes out', async () => {
    await secret('erp', server.password ?? '');
    const id = await endpoint({ auth: 'password', secret: 'erp' });
    await trust();
    await tryOut(id);
    const known = server.hostKeyFingerprint;
    const found = await server.replaceHostKey();
    const before = server.log().length;
    await expect(tryOut(id)).rejects.toMatchObject({
      code: 'ssh.host-key-changed',
      params: { host: server.host, port: server.port, type: 'ssh-ed25519', known, found },
    });
    expect(server.log().slice(before)).not.toContain(`for ${server.user}`);
    await trust(found);
    await tryOut(id);
  });

  it('finds the trusted one among several keys of a server', async () => {
    const { path, fingerprint } = server.keys.rsa;
    const two = await startSshServer({ config: [`HostKey ${path}`] });
    try {
      const { host, port } = two;
      const id = await endpoint({ port, identityPath: two.keys.ed25519.path });
      await test.client.ssh.trust({ host, port, fingerprint });
      expect(await tryOut(id)).toMatchObject({ hostKey: fingerprint });
      expect(await test.client.ssh.hostKeys({})).toMatchObject([{ type: 'ssh-rsa' }]);
      expect(await tryOut(id)).toMatchObject({ hostKey: fingerprint });
    } finally {
      await two.stop();
    }
  });

  it('logs in by password, by encrypted key and by agent', async () => {
    await trust();
    await secret('password', server.password ?? '');
    await secret('passphrase', server.keys.encrypted.passphrase);
    const identityPath = server.keys.encrypted.path;
    await tryOut(await endpoint({ auth: 'password', secret: 'password' }));
    await tryOut(await endpoint({ identityPath, secret: 'passphrase' }));
    const agent = await startSshAgent([server.keys.rsa]);
    const features = test.host.features();
    const service = new SshService({
      profile: features.profile,
      events: test.host.events,
      audit: features.audit,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      endpoint: (id) => features.systems.endpoint(id),
      revealSecret: (name) => features.secrets.reveal(name),
      agentSocket: agent.socket,
    });
    try {
      await tryOut(await endpoint({ auth: 'agent' }), service);
    } finally {
      await service.dispose();
      await agent.stop();
    }
  });

  it('names every way in which logging in fails', async () => {
    await trust();
    await secret('wrong', 'not the password');
    const garbage = join(test.folder, 'garbage');
    writeFileSync(garbage, 'no key');
    const encrypted = server.keys.encrypted.path;
    const closed = await freePort();
    const cases: [Partial<SshEndpoint>, string][] = [
      [{ auth: 'password', secret: 'wrong' }, 'ssh.auth-failed'],
      [{ auth: 'password', secret: null }, 'ssh.password-missing'],
      [{ auth: 'password', secret: 'nobody' }, 'secret.missing'],
      [{ identityPath: server.strangerKey.path }, 'ssh.auth-failed'],
      [{ identityPath: encrypted }, 'ssh.key-passphrase-needed'],
      [{ identityPath: encrypted, secret: 'wrong' }, 'ssh.key-passphrase-wrong'],
      [{ identityPath: garbage }, 'ssh.key-unreadable'],
      [{ port: closed }, 'ssh.refused'],
      [{ host: 'no-such-host.invalid' }, 'ssh.name-unknown'],
    ];
    const codes = [];
    for (const [changes] of cases) {
      const failed = await tryOut(await endpoint(changes)).catch((error: unknown) => error);
      codes.push((failed as { code: string }).code);
    }
    expect(codes).toEqual(cases.map(([, code]) => code));
    expect(test.log.join('')).not.toContain('not the password');
  });

  it('shares one connection, counts its users and closes it with the last', async () => {
    await trust();
    const id = await endpoint();
    const { ssh } = test.host.features();
    const leases = await Promise.all([ssh.open(id), ssh.open(id), ssh.open(id)]);
    expect(await test.client.ssh.connections({})).toMatchObject([
      { endpointId: id, state: 'connected', users: 3, channels: 0, hops: [{ state: 'connected' }] },
    ]);
    const remote = await leases[0]?.exec('cat', { stdin: true });
    expect(ssh.openChannels).toBe(1);
    leases[0]?.release();
    await remote?.exit;
    expect(ssh.openChannels).toBe(0);
    for (const lease of leases) lease.release();
    expect(await test.client.ssh.connections({})).toMatchObject([{ users: 0 }]);
    await ssh.dispose();
    expect(await leases[1]?.closed).toBe('local');
    expect(await test.client.ssh.connections({})).toEqual([]);
  });

  it('opens a further connection only when long sessions would let the next one wait for ever', async () => {
    await trust();
    const id = await endpoint();
    const { ssh } = test.host.features();
    const lease = await ssh.open(id);
    const tail = () => lease.exec('cat', { stdin: true });
    await Promise.all(Array.from({ length: 10 }, tail));
    expect(ssh.openLinks).toBe(1);
    await tail();
    expect(ssh.openLinks).toBe(2);
    const { stdout } = await runCommand(lease, 'echo through');
    expect(stdout.toString()).toBe('through\n');
    expect(await test.client.ssh.connections({})).toMatchObject([{ users: 1, channels: 11 }]);
    lease.release();
    await ssh.dispose();
    expect([ssh.openLinks, ssh.openChannels]).toEqual([0, 0]);
  });

  it('logs every remote command with its host', async () => {
    await trust();
    const id = await endpoint();
    const lease = await test.host.features().ssh.open(id);
    await runCommand(lease, 'true');
    lease.release();
    expect(test.log.join('')).toMatch(/remote command .*"command":"true"/);
  });

  it('refuses a fingerprint that is none', async () => {
    await expect(trust('SHA256:short')).rejects.toMatchObject({
      code: 'ssh.fingerprint-invalid',
    });
  });
});
