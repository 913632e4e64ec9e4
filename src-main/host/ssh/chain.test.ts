import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { startSshServer, type SshServer } from '../../../test/servers/index';
import { openSshDesk, type SshDesk } from '../../../test/servers/ssh-desk';
import { describeWith } from '../../../test/servers/vitest';
import { sshEndpointSchema } from '../../contract/systems';
import { chainTo, keyOf } from './chain';
import type { Stop } from './dial';
import { runCommand } from './run';
import type { SshService } from './service';

const patience = { timeout: 20_000 };

describe('the chain to an endpoint', () => {
  const stops = new Map(
    [
      ['a', null],
      ['b', 'a'],
      ['c', 'b'],
      ['x', 'y'],
      ['y', 'x'],
    ].map(([id, jumpId]) => [
      id,
      {
        endpointId: id ?? '',
        name: `host ${id}`,
        detail: {
          ...sshEndpointSchema.parse({ kind: 'ssh', host: id, username: 'u', auth: 'agent' }),
          jumpId: jumpId ?? null,
        },
      } satisfies Stop,
    ]),
  );
  const stop = (id: string) => stops.get(id) as Stop;

  it('leads over the jump hosts of jump hosts', () => {
    expect(chainTo('c', stop).map(({ name }) => name)).toEqual(['host a', 'host b', 'host c']);
  });

  it('is refused when it comes back to itself', () => {
    expect(() => chainTo('x', stop)).toThrow(
      expect.objectContaining({ code: 'ssh.jump-loop', params: { name: 'host x' } }) as Error,
    );
  });

  it('is another one as soon as any of its hops is changed', () => {
    const chain = chainTo('c', stop);
    const changed = chain.map((hop) =>
      hop.endpointId === 'a' ? { ...hop, detail: { ...hop.detail, port: 2222 } } : hop,
    );
    expect(keyOf(changed)).not.toBe(keyOf(chain));
  });
});

describeWith(['sshd', 'ssh-client', 'ssh-password'], 'a chain of three hosts', () => {
  let gate: SshServer;
  let inner: SshServer;
  let target: SshServer;
  let test: TestHost;
  let desk: SshDesk;
  let ssh: SshService;
  beforeAll(async () => {
    [gate, inner, target] = await Promise.all([
      startSshServer(),
      startSshServer(),
      startSshServer(),
    ]);
  });
  afterAll(() => Promise.all([gate, inner, target].map((server) => server?.stop())));
  beforeEach(async () => {
    test = await startTestHost();
    desk = await openSshDesk(test);
    ssh = desk.service({});
    await Promise.all([gate, inner, target].map((server) => desk.trust(server)));
  });
  afterEach(async () => {
    await desk.close();
    await test.close();
  });

  const chain = async (changes: Parameters<SshDesk['endpoint']>[1] = {}) => {
    const first = await desk.endpoint(gate, {}, 'gate');
    const second = await desk.endpoint(inner, { jumpId: first, ...changes }, 'inner');
    const third = await desk.endpoint(target, { jumpId: second }, 'target');
    return { first, second, third };
  };
  const states = (endpointId: string) =>
    ssh
      .connections()
      .find((connection) => connection.endpointId === endpointId)
      ?.hops.map(({ name, state }) => `${name} ${state}`);

  it('is passed hop by hop, each a shared connection that goes with its last user', async () => {
    const { first, second, third } = await chain();
    const lease = await ssh.open(third);
    const { stdout } = await runCommand(lease, 'echo $HOME');
    expect(stdout.toString().trim()).toBe(target.home);
    expect(lease.latencyMs).toBeGreaterThan(0);
    expect(states(third)).toEqual(['gate connected', 'inner connected', 'target connected']);
    const beside = await ssh.open(second);
    expect(ssh.openLinks).toBe(3);
    const users = () =>
      Object.fromEntries(ssh.connections().map((entry) => [entry.endpointId, entry.users]));
    expect(users()).toEqual({ [first]: 1, [second]: 2, [third]: 1 });
    beside.release();
    lease.release();
    await ssh.dispose();
    expect([ssh.openLinks, ssh.openChannels]).toEqual([0, 0]);
    await expect.poll(() => gate.sessionProcessCount(), patience).toBe(0);
  });

  it('says which hop did not let us in, and keeps that to be seen', async () => {
    await desk.secret('wrong', 'not the password');
    const { second, third } = await chain({ auth: 'password', secret: 'wrong' });
    await expect(ssh.open(third)).rejects.toMatchObject({
      code: 'ssh.auth-failed',
      params: { host: inner.host, username: inner.user, hop: 2, hops: 3, hopName: 'inner' },
    });
    expect(states(third)).toEqual(['gate connected', 'inner failed', 'target waiting']);
    expect(ssh.connections().find(({ endpointId }) => endpointId === third)).toMatchObject({
      state: 'failed',
      users: 0,
      hops: [{}, { endpointId: second, error: { code: 'ssh.auth-failed' } }, {}],
    });
    const written = await test.host
      .features()
      .audit.list(
        { text: '', kinds: ['connection-opened', 'connection-failed'], from: null, to: null },
        0,
        10,
      );
    expect(
      written.entries.map(({ kind, target: host, detail }) => [kind, host, detail['via']]),
    ).toEqual([
      ['connection-failed', 'target', 'gate → inner'],
      ['connection-failed', 'inner', 'gate'],
      ['connection-opened', 'gate', undefined],
    ]);
  });

  it('refuses a changed key at a hop before anything secret goes there', async () => {
    const { third } = await chain();
    const known = inner.hostKeyFingerprint;
    const found = await inner.replaceHostKey();
    const before = inner.log().length;
    await expect(ssh.open(third)).rejects.toMatchObject({
      code: 'ssh.host-key-changed',
      params: { port: inner.port, known, found, hop: 2, hopName: 'inner' },
    });
    expect(inner.log().slice(before)).not.toContain(`for ${inner.user}`);
  });

  it('says where a hop may not lead on', async () => {
    const closed = await startSshServer({ config: ['AllowTcpForwarding no'] });
    try {
      await desk.trust(closed);
      const first = await desk.endpoint(closed, {}, 'closed gate');
      const host = await desk.endpoint(target, { jumpId: first }, 'target');
      await expect(ssh.open(host)).rejects.toMatchObject({
        code: 'ssh.forward-refused',
        params: { host: target.host, port: target.port, hop: 2, hops: 2, hopName: 'target' },
      });
    } finally {
      await closed.stop();
    }
  });

  it('ends everything that runs behind a hop that is cut, with a reason, and comes back', async () => {
    const { third } = await chain();
    const lease = await ssh.open(third);
    const remote = await lease.exec('cat', { stdin: true });
    remote.stdout.resume();
    const ping = lease.ping();
    await ping;
    gate.dropConnections();
    expect(await remote.exit).toEqual({ code: null, signal: null });
    expect(['server', 'network']).toContain(await lease.closed);
    await expect(lease.exec('true')).rejects.toMatchObject({ code: 'ssh.closed' });
    await expect(lease.ping()).rejects.toMatchObject({ code: 'ssh.closed' });
    lease.release();
    const again = await ssh.open(third);
    expect((await runCommand(again, 'true')).code).toBe(0);
    again.release();
  });

  it('is given up with its first hop when nobody wants it any more', async () => {
    const { third } = await chain();
    const giveUp = new AbortController();
    const opening = ssh.open(third, giveUp.signal);
    giveUp.abort();
    await expect(opening).rejects.toMatchObject({ code: 'wire.cancelled' });
    await ssh.dispose();
    expect(ssh.openLinks).toBe(0);
  });
});
