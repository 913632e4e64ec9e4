import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSshServer, type SshServer, whyNot } from '../servers/index';

const cli = join(import.meta.dirname, '..', '..', 'out', 'main', 'cli.cjs');
const reason = whyNot('sshd', 'ssh-client') ?? (existsSync(cli) ? undefined : 'not built');

/** The built command line as a child process; what it printed, a line each. */
function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child: ChildProcess = spawn(process.execPath, [cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    child,
    ended,
    events: () =>
      stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { event: string; [key: string]: unknown }),
    error: () => JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '{}') as { error?: object },
  };
}

describe.skipIf(reason)(`fieldbench log follow${reason ? ` [skipped: ${reason}]` : ''}`, () => {
  let server: SshServer;
  let folder: string;
  beforeAll(async () => {
    server = await startSshServer();
    folder = mkdtempSync(join(tmpdir(), 'follow-'));
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const follow = (log: string, name: string, changes: Record<string, string> = {}) => {
    const options: Record<string, string> = {
      '--ssh': `${server.user}@${server.host}:${server.port}`,
      '--identity': server.keys.ed25519.path,
      '--known-hosts': server.knownHostsPath,
      '--path': log,
      '--out': join(folder, `${name}.out`),
      '--ledger': join(folder, `${name}.ledger`),
      ...changes,
    };
    return start(['--json', 'log', 'follow', ...Object.entries(options).flat()]);
  };

  it('refuses a ledger in use, and a host key that is not the known one', async () => {
    const log = join(server.home, 'refused.log');
    writeFileSync(log, 'x\n');
    const first = follow(log, 'refused');
    await vi.waitFor(() => expect(first.events().length).toBeGreaterThan(1), { timeout: 20_000 });
    const second = follow(log, 'refused');
    expect(await second.ended).toEqual([1, null]);
    expect(second.error()).toMatchObject({
      error: { code: 'ledger.in-use', params: { pid: first.child.pid } },
    });
    first.child.kill('SIGTERM');
    await first.ended;

    const other = join(folder, 'known');
    const [names, type] = readFileSync(server.knownHostsPath, 'utf8').split(' ');
    const key = server.strangerKey.publicKey.split(' ')[1];
    writeFileSync(other, `${names} ${type} ${key}\n`);
    const changed = follow(log, 'changed', { '--known-hosts': other });
    expect(await changed.ended).toEqual([1, null]);
    expect(changed.error()).toMatchObject({
      error: {
        code: 'ssh.host-key-changed',
        params: { known: server.strangerKey.fingerprint, found: server.hostKeyFingerprint },
      },
    });
  });

  it('trusts a host key in the profile', async () => {
    const profile = join(folder, 'profile');
    const environment = { FIELDBENCH_PASSPHRASE: 'correct horse battery staple' };
    const args = ['--data', profile, '--json', 'ssh', 'trust'];
    const trusted = start([...args, 'erp.example:2222', server.hostKeyFingerprint], environment);
    expect(await trusted.ended).toEqual([0, null]);
    expect(trusted.events()).toEqual([
      { host: 'erp.example', port: 2222, fingerprint: server.hostKeyFingerprint },
    ]);
    const wrong = start([...args, 'erp.example', 'MD5:00:11'], environment);
    expect(await wrong.ended).toEqual([1, null]);
    expect(wrong.error()).toMatchObject({ error: { code: 'ssh.fingerprint-invalid' } });
  });
});
