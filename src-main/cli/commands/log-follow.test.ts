import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { root } from '../../../scripts/node.mjs';
import { KillableFollower, type FollowOrder } from '../../../test/servers/followers';
import {
  startFaultProxy,
  startSshServer,
  type FaultProxy,
  type SshServer,
} from '../../../test/servers/index';
import { ChaosBed } from '../../../test/servers/log-chaos';
import { describeWith } from '../../../test/servers/vitest';

const patience = { timeout: 25_000 };

describeWith(['sshd'], 'log follow', () => {
  let server: SshServer;
  let proxy: FaultProxy;
  let folder: string;
  let order: FollowOrder;
  let follower: KillableFollower;
  beforeAll(async () => {
    execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), 'main'], { stdio: 'pipe' });
    server = await startSshServer();
    proxy = await startFaultProxy({ target: server });
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'log-follow-'));
    const known = readFileSync(server.knownHostsPath, 'utf8');
    const knownHostsPath = join(folder, 'known_hosts');
    writeFileSync(knownHostsPath, known.replaceAll(`:${server.port}`, `:${proxy.port}`));
    const far = mkdtempSync(join(server.home, 'logs-'));
    mkdirSync(join(far, 'folder'));
    order = {
      host: '127.0.0.1',
      port: proxy.port,
      username: server.user,
      identityPath: server.keys.ed25519.path,
      knownHostsPath,
      path: join(far, 'app.log'),
      out: join(folder, 'out'),
      ledger: join(folder, 'ledger.json'),
      from: 'start',
    };
    follower = new KillableFollower();
  });
  afterEach(async () => {
    proxy.throttle(null);
    await follower.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const copied = (): string => readFileSync(order.out, 'utf8');
  const events = (): unknown[] => follower.events.map((line) => JSON.parse(line) as unknown);

  it('says what it does, one JSON document a line, and ends with 0 when asked to', async () => {
    writeFileSync(order.path, '一\n');
    follower.start(order);
    await expect.poll(() => existsAs(order.out), patience).toBe('一\n');
    const { pid } = follower;
    await follower.end();
    expect(follower.code).toBe(0);
    appendFileSync(order.path, 'two\n');
    follower.start(order);
    await expect.poll(copied, patience).toBe('一\ntwo\n');
    const again = follower.pid;
    await follower.end();
    expect(events()).toEqual([
      { event: 'started', pid },
      { event: 'connected' },
      { event: 'stopped', offset: 4 },
      { event: 'started', pid: again },
      { event: 'connected' },
      { event: 'resumed', offset: 4 },
      { event: 'stopped', offset: 8 },
    ]);
  });

  it('leaves nothing on the server when it is killed in the middle of a long read', async () => {
    const file = openSync(order.path, 'w');
    ftruncateSync(file, 500_000_000);
    closeSync(file);
    proxy.throttle(20_000_000);
    follower.start(order);
    await expect.poll(() => existsAs(order.out).length, patience).toBeGreaterThan(4_000_000);
    expect(remoteProcesses(server.port)).not.toEqual([]);
    await follower.kill();
    await expect.poll(() => remoteProcesses(server.port), patience).toEqual([]);
    expect(server.sessionProcessCount()).toBe(0);
  });

  it('copies every byte once though it is killed again and again while the log rotates', async () => {
    const runs = [
      { seed: 3, rotation: 'rename' },
      { seed: 4, rotation: 'copytruncate' },
      { seed: 7, rotation: 'gz' },
    ] as const;
    const verdicts = runs.map(async (run) => {
      const bed = await ChaosBed.start();
      try {
        const { verdict } = await bed.run({
          ...run,
          fault: 'client-kill',
          transport: 'exec',
          rounds: 5,
        });
        return verdict.is === 'wrong' ? verdict.why : verdict.is;
      } finally {
        await bed.stop();
      }
    });
    expect(await Promise.all(verdicts)).toEqual(['complete', 'complete', 'complete']);
  });
});

function existsAs(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Processes that any session of the server started, also those whose parents are gone. */
function remoteProcesses(port: number): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(join('/proc', pid, 'environ'), 'latin1').split('\0');
        const connection = environment.find((entry) => entry.startsWith('SSH_CONNECTION='));
        if (!connection?.endsWith(` ${port}`)) return [];
        return [readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ')];
      } catch {
        // It ended while it was looked at, or belongs to somebody else.
        return [];
      }
    });
}
