import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { freePort, startSshServer, type SshServer } from '../../../test/servers/index';
import { describeWith } from '../../../test/servers/vitest';
import type { SshTestStep } from '../../contract/ssh';
import type { SshEndpoint } from '../../contract/systems';
import { readStream } from '../../contract/wire/index';

/** A log-in that runs only what the case lets through; SFTP comes as `internal-sftp`. */
const withoutSftp =
  'ForceCommand case "$SSH_ORIGINAL_COMMAND" in internal-sftp) exit 1;; esac; eval "$SSH_ORIGINAL_COMMAND"';

describeWith(['sshd', 'ssh-client', 'ssh-password'], 'a connection test', () => {
  let test: TestHost;
  let jump: SshServer;
  let target: SshServer;
  let closed: SshServer;
  let systemId: string;
  let count = 0;

  beforeAll(async () => {
    [test, jump, target, closed] = await Promise.all([
      startTestHost(),
      startSshServer({ config: ['Banner /etc/hostname'] }),
      startSshServer({ config: ['MaxSessions 1', withoutSftp] }),
      startSshServer({ config: ['ForceCommand /usr/sbin/nologin'] }),
    ]);
    const { systems, ssh } = test.client;
    const customer = await systems.saveCustomer({ name: 'C' });
    const site = await systems.saveSite({ customerId: customer.id, name: 'S' });
    const system = {
      siteId: site.id,
      name: 'X',
      platform: 'os-linux',
      environment: 'test',
    } as const;
    systemId = (await systems.saveSystem(system)).id;
    for (const { host, port, hostKeyFingerprint } of [jump, target, closed])
      await ssh.trust({ host, port, fingerprint: hostKeyFingerprint });
    await test.client.secrets.set({ name: 'wrong', value: 'not the password' });
    await test.client.secrets.set({ name: 'sudo', value: 'open sesame' });
  });
  afterAll(async () => {
    await test?.close();
    await Promise.all([jump, target, closed].map((server) => server?.stop()));
  });

  const endpoint = async (
    server: SshServer,
    changes: Partial<SshEndpoint> = {},
    name = `host ${(count += 1)}`,
  ): Promise<string> => {
    const { id } = await test.client.systems.saveEndpoint({
      systemId,
      name,
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

  /** Everything the stream tells; the final form of each step by `hop step`. */
  const run = async (endpointId: string) => {
    const told: SshTestStep[] = [];
    for await (const steps of readStream<SshTestStep>(
      test.client,
      test.client.ssh.test({ endpointId }),
    ))
      told.push(...steps);
    const ends = told.filter(({ state }) => state !== 'running');
    const of = (hop: number, step: SshTestStep['step']): SshTestStep => {
      const found = ends.find((other) => other.hop === hop && other.step === step);
      if (!found) throw new Error(`no step ${hop} ${step}`);
      return found;
    };
    return { told, ends, of };
  };
  const states = (steps: readonly SshTestStep[]): string[] =>
    steps.map(({ hop, step, state }) => `${hop} ${step} ${state}`);

  it('tells each hop and what the host offers, over one session at a time', async () => {
    const id = await endpoint(target, { jumpId: await endpoint(jump, {}, 'jump-01') });
    const { told, ends, of } = await run(id);
    expect(states(ends)).toEqual([
      ...['name', 'connect', 'host-key', 'login'].map((step) => `0 ${step} ok`),
      ...['name', 'connect', 'host-key', 'login'].map((step) => `1 ${step} ok`),
      ...['session', 'system', 'tools', 'locale', 'clock', 'sudo'].map((step) => `1 ${step} ok`),
      '1 sftp failed',
    ]);
    // Each was told as running first.
    expect(told).toHaveLength(2 * ends.length);
    expect(of(0, 'name').facts).toEqual({ address: '127.0.0.1' });
    expect(of(0, 'host-key').facts).toMatchObject({
      fingerprint: jump.hostKeyFingerprint,
      source: 'fieldbench',
    });
    expect(of(0, 'login').facts).toMatchObject({ method: 'publickey' });
    expect(of(0, 'login').facts['server']).toMatch(/OpenSSH/);
    expect(of(0, 'login').facts['banner']).toBe(readFileSync('/etc/hostname', 'utf8').trim());
    expect(of(1, 'name').facts).toEqual({ resolvedBy: 'jump-01' });
    expect(of(1, 'session').facts).toMatchObject({ shell: 'posix' });
    expect(of(1, 'system').facts).toMatchObject({ family: 'linux' });
    expect(of(1, 'tools').facts).toMatchObject({ tail: 'gnu' });
    expect(of(1, 'locale').facts).toMatchObject({ plain: true, endpoint: 'utf-8' });
    expect(Math.abs(Number(of(1, 'clock').facts['offsetMs']))).toBeLessThan(60_000);
    expect(of(1, 'sftp').error?.code).toBe('files.sftp-unavailable');
    expect(test.host.features().ssh.openLinks).toBe(0);
  });

  it('says which hop refused the password, once, and leaves out what comes after', async () => {
    const first = await endpoint(jump, {}, 'first');
    const login = { auth: 'password', secret: 'wrong' } as const;
    const wrong = await endpoint(target, { ...login, jumpId: first }, 'middle');
    const refused = (): number => target.log().match(/Failed password/g)?.length ?? 0;
    const before = refused();
    const { ends, of } = await run(await endpoint(jump, { jumpId: wrong }, 'last'));
    expect(ends.filter(({ state }) => state === 'failed')).toHaveLength(1);
    expect(of(1, 'login')).toMatchObject({ state: 'failed', host: 'middle' });
    expect(of(1, 'login').error).toMatchObject({ code: 'ssh.auth-failed' });
    expect(states(ends).slice(-11)).toEqual([
      ...['name', 'connect', 'host-key', 'login', 'session', 'system'].map(
        (step) => `2 ${step} skipped`,
      ),
      ...['tools', 'locale', 'clock', 'sudo', 'sftp'].map((step) => `2 ${step} skipped`),
    ]);
    await expect.poll(() => refused() - before, { timeout: 20_000 }).toBe(1);
  });

  it('puts each failure on its step', async () => {
    const nobody = await freePort();
    const cases = [
      [{ port: nobody }, 'connect', 'ssh.refused', 'ok'],
      [{ host: 'no-such-host.invalid' }, 'name', 'ssh.name-unknown', null],
      [{ auth: 'password', secret: null }, 'login', 'ssh.password-missing', 'skipped'],
      [{ auth: 'password', secret: 'nowhere' }, 'login', 'secret.missing', 'skipped'],
      [
        { proxy: { kind: 'http', host: '127.0.0.1', port: nobody, username: '', secret: null } },
        'connect',
        'ssh.proxy-failed',
        'ok',
      ],
    ] as const;
    for (const [changes, step, code, name] of cases) {
      const { ends } = await run(await endpoint(jump, changes));
      const failed = ends.find(({ state }) => state === 'failed');
      expect([failed?.step, failed?.error?.code]).toEqual([step, code]);
      if (name) expect(ends[0]).toMatchObject({ step: 'name', state: name });
      expect(ends.at(-1)).toMatchObject({ step: 'sftp', state: 'skipped' });
    }
    const key = { host: jump.host, port: jump.port };
    await test.client.ssh.distrust(key);
    const { of } = await run(await endpoint(jump));
    expect(of(0, 'host-key').error).toMatchObject({
      code: 'ssh.host-key-unknown',
      params: { fingerprint: jump.hostKeyFingerprint },
    });
    await test.client.ssh.trust({ ...key, fingerprint: jump.hostKeyFingerprint });
  });

  it('says that an account may run nothing, with its words', async () => {
    const { ends, of } = await run(await endpoint(closed));
    expect(of(0, 'session').error).toMatchObject({ code: 'ssh.no-shell' });
    expect(of(0, 'session').error?.params['detail']).toMatch(/not available/);
    expect(states(ends).slice(5)).toEqual([
      ...['system', 'tools', 'locale', 'clock', 'sudo'].map((step) => `0 ${step} skipped`),
      '0 sftp failed',
    ]);
  });

  it('tries a sudo password once and says whether it works', async () => {
    // A stand-in for sudo, which asks as the real one does and counts.
    const bin = join(jump.home, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(
      join(bin, 'sudo'),
      `#!/bin/sh
case "$1" in
  -n) echo 'sudo: a password is required' >&2; exit 1 ;;
esac
read given
echo "$given" >> ${bin}/tries
[ "$given" = 'open sesame' ] && exit 0
echo 'sudo: 1 incorrect password attempt' >&2
exit 1
`,
    );
    chmodSync(join(bin, 'sudo'), 0o755);
    writeFileSync(join(jump.home, '.bashrc'), `PATH=${bin}:$PATH\n`);
    const sudo = { sudo: 'password', secret: 'wrong' } as const;
    const right = await run(
      await endpoint(jump, { ...sudo, auth: 'key', secret: null, sudoSecret: 'sudo' }),
    );
    expect(right.of(0, 'sudo')).toMatchObject({ state: 'ok', facts: { works: true } });
    const wrong = await run(await endpoint(jump, { ...sudo, secret: null, sudoSecret: 'wrong' }));
    expect(wrong.of(0, 'sudo')).toMatchObject({
      state: 'failed',
      error: { code: 'ssh.sudo-refused' },
    });
    // What comes after is looked at all the same.
    expect(wrong.of(0, 'sftp')).toMatchObject({ state: 'ok', facts: { home: jump.home } });
    expect(readFileSync(join(bin, 'tries'), 'utf8')).toBe('open sesame\nnot the password\n');
    expect(JSON.stringify([right.told, wrong.told, test.log])).not.toContain('sesame');
  });

  it('ends the connection when nobody looks any more', async () => {
    const id = await endpoint(jump);
    for await (const steps of readStream<SshTestStep>(
      test.client,
      test.client.ssh.test({ endpointId: id }),
    ))
      if (steps.some(({ step }) => step === 'session')) break;
    await expect.poll(() => jump.sessionProcessCount(), { timeout: 20_000 }).toBe(0);
  });
});
