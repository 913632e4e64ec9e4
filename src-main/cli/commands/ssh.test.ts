import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSshServer, type SshServer } from '../../../test/servers/index';
import { describeWith } from '../../../test/servers/vitest';
import type { SshTestStep } from '../../contract/ssh';
import { findSshEndpoint } from './ssh-hosts';
import type { Inventory } from '../../contract/systems';
import { plain } from '../prompts';

const root = join(import.meta.dirname, '..', '..', '..');
const room = mkdtempSync(join(tmpdir(), 'fieldbench-cli-ssh-'));

/** A command in a process of its own, without a terminal, as a script would run it. */
async function fieldbench(args: readonly string[], input = '') {
  const child = spawn(
    process.execPath,
    [join(root, 'scripts', 'fieldbench.mjs'), ...args, '--data', 'profile', '--json'],
    {
      env: {
        ...process.env,
        INIT_CWD: room,
        LC_ALL: 'C.UTF-8',
        FIELDBENCH_PASSPHRASE: 'correct horse battery',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const last = error.trimEnd().split('\n').at(-1) ?? '';
  return {
    code,
    lines: <T>() =>
      out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as T),
    failure: () => (JSON.parse(last) as { error: { code: string; params: object } }).error,
  };
}

describeWith(['sshd', 'ssh-client', 'ssh-password'], 'ssh test', () => {
  let jump: SshServer;
  let target: SshServer;
  beforeAll(async () => {
    execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), 'main'], { stdio: 'pipe' });
    [jump, target] = await Promise.all([startSshServer(), startSshServer()]);
    const host = ({ port, user }: SshServer, more: string): string =>
      `{kind: ssh, host: 127.0.0.1, port: ${port}, username: ${user}, ${more}}`;
    const byKey = `auth: key, identity: ${target.keys.ed25519.path}`;
    writeFileSync(
      join(room, 'hosts.yaml'),
      `customers:
- name: C
  sites:
  - name: S
    systems:
    - name: ERP
      platform: os-linux
      environment: test
      endpoints:
      - ${host(jump, 'name: jump-01, auth: password, secret: jump')}
      - ${host(target, `name: db-01, jump: jump-01, ${byKey}`)}
      - ${host(target, 'name: asks, auth: interactive')}
    - name: CRM
      platform: os-linux
      environment: test
      endpoints:
      - ${host(target, `name: db-01, ${byKey}`)}
`,
    );
  }, 120_000);
  afterAll(async () => {
    await Promise.all([jump?.stop(), target?.stop()]);
    rmSync(room, { recursive: true, force: true });
  });

  // A process a step, on a machine that may be busy.
  it(
    'connects over a jump host that was trusted and given its password here, a line a step and host',
    { timeout: 120_000 },
    async () => {
      expect((await fieldbench(['system', 'import', 'hosts.yaml'])).code).toBe(0);
      await fieldbench(['secret', 'set', 'jump'], `${jump.password}\n`);
      const place = `127.0.0.1:${jump.port}`;

      const unknown = await fieldbench(['ssh', 'test', place]);
      expect([unknown.code, unknown.failure().code]).toEqual([1, 'ssh.host-key-unknown']);
      expect(unknown.lines<SshTestStep>().find(({ state }) => state === 'failed')).toMatchObject({
        step: 'host-key',
        hop: 0,
        host: 'jump-01',
      });

      const trusted = await fieldbench(['ssh', 'trust', place, jump.hostKeyFingerprint]);
      expect(trusted.lines()).toEqual([
        { host: '127.0.0.1', port: jump.port, fingerprint: jump.hostKeyFingerprint },
      ]);
      await fieldbench(['ssh', 'trust', `127.0.0.1:${target.port}`, target.hostKeyFingerprint]);

      const ambiguous = await fieldbench(['ssh', 'test', 'db-01']);
      expect([ambiguous.code, ambiguous.failure().code]).toEqual([1, 'ssh.endpoint-ambiguous']);
      const candidates = String((ambiguous.failure().params as { candidates: string }).candidates);
      const id = /ERP \/ db-01 \(([0-9a-f-]{36})\)/.exec(candidates)?.[1] ?? '';

      const done = await fieldbench(['ssh', 'test', id]);
      expect(done.code).toBe(0);
      const steps = done.lines<SshTestStep>();
      expect(steps.map(({ hop, step }) => `${hop} ${step}`)).toEqual([
        ...['name', 'connect', 'host-key', 'login'].map((step) => `0 ${step}`),
        ...['name', 'connect', 'host-key', 'login'].map((step) => `1 ${step}`),
        ...['session', 'system', 'tools', 'locale', 'clock', 'sudo', 'sftp'].map(
          (step) => `1 ${step}`,
        ),
      ]);
      expect(new Set(steps.map(({ state }) => state)).has('running')).toBe(false);

      // Nobody is at a terminal to answer what the server asks.
      const asked = await fieldbench(['ssh', 'test', 'asks']);
      expect([asked.code, asked.failure().code]).toEqual([1, 'ssh.interaction-needed']);
      const nowhere = await fieldbench(['ssh', 'test', 'nowhere']);
      expect([nowhere.code, nowhere.failure().code]).toEqual([1, 'ssh.endpoint-unknown']);
    },
  );
});

it('finds a host by id, name, address, and lets a name win over an address', () => {
  const endpoint = (id: string, name: string, host: string) => ({
    id,
    name,
    systemId: 's',
    archived: false,
    detail: { kind: 'ssh', host, port: 2222, username: 'Root' },
  });
  const inventory = {
    systems: [{ id: 's', name: 'ERP' }],
    endpoints: [endpoint('1', 'DB', '10.0.0.1'), endpoint('2', '10.0.0.1', 'other')],
  } as unknown as Inventory;
  const found = (typed: string): string => findSshEndpoint(inventory, typed).id;
  expect(
    ['1', 'DB', 'db', '10.0.0.1', '10.0.0.1:2222', 'root@10.0.0.1', 'OTHER'].map(found),
  ).toEqual(['1', '1', '1', '2', '1', '1', '2']);
});

it('shows nothing of a server that acts on the terminal', () => {
  expect(plain('\u001b]0;x\u0007Code\u202e:\r\n')).toBe(']0;x Code :');
});
