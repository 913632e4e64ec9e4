import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../scripts/node.mjs';
import { bundleForNode, type Bundle } from '../../test/servers/bundle';
import type { BusyOrder, BusyReport } from '../../test/servers/busy-host';
import { ask } from '../../test/servers/talk';
import { TunnelBed } from '../../test/servers/tunnel-bed';
import { describeWith } from '../../test/servers/vitest';

const patience = { timeout: 25_000 };

describeWith(['sshd'], 'everything that goes through SSH', () => {
  let program: Bundle;
  let bed: TunnelBed;
  let order: Extract<BusyOrder, { type: 'open' }>;
  let child: ChildProcess;

  beforeAll(async () => {
    program = await bundleForNode(join(root, 'test', 'servers', 'busy-host.ts'));
    bed = await TunnelBed.start();
    const log = join(bed.ssh.home, 'application.log');
    writeFileSync(log, 'a line\n');
    const target = await bed.serve((socket) => socket.write('welcome'));
    const logEndpoint = await bed.client.systems.saveEndpoint({
      systemId: bed.systemId,
      name: 'log',
      detail: { kind: 'log', sshId: bed.endpointId, path: log },
    });
    order = {
      type: 'open',
      sshId: bed.endpointId,
      logId: logEndpoint.id,
      tunnelId: await bed.save({ targetPort: target }),
      folder: bed.ssh.home,
    };
    await bed.client.vault.lock({});
    child = fork(program.path, [bed.at.folder, bed.at.passphrase]);
    await once(child, 'message');
  });
  afterAll(async () => {
    child?.kill('SIGKILL');
    await bed?.stop();
    program?.remove();
  });

  async function tell(what: BusyOrder): Promise<BusyReport> {
    child.send(what);
    const [answer] = (await once(child, 'message')) as [BusyReport | { error: string }];
    if ('error' in answer) throw new Error(answer.error);
    return answer;
  }

  /** Processes that any session of the server started, also those whose parents are gone. */
  function remoteProcesses(): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          const environment = readFileSync(join('/proc', pid, 'environ'), 'latin1').split('\0');
          const connection = environment.find((entry) => entry.startsWith('SSH_CONNECTION='));
          if (!connection?.endsWith(` ${bed.ssh.port}`)) return [];
          const words = readFileSync(join('/proc', pid, 'cmdline'), 'utf8').split('\0');
          return [words.join(' ').slice(0, 300)];
        } catch {
          // It ended while it was looked at, or belongs to somebody else.
          return [];
        }
      });
  }

  /** Which of what was started runs; looked at again, as a process is nameless for a moment. */
  const everything = ['bash', 'the shell that follows a log', 'sleep 1000'];
  const running = (): string[] => {
    const found = remoteProcesses();
    return everything.filter((words) =>
      found.some((line) =>
        words === 'the shell that follows a log' ? line.trim() === 'sh' : line.includes(words),
      ),
    );
  };
  const left = () => ({
    sessions: bed.ssh.sessionProcessCount(),
    processes: remoteProcesses(),
    throughProxy: bed.proxy.connectionCount(),
  });
  const nothing = { sessions: 0, processes: [], throughProxy: 0 };

  it('is gone when the vault is locked: no channel, tunnel, timer or remote process', async () => {
    await tell({ type: 'lock' });
    // What an idle profile still had to do when it was locked is done after a moment.
    const handles = async () => Object.keys((await tell({ type: 'report' })).resources);
    await expect.poll(handles, patience).not.toContain('Timeout');
    const base = await tell({ type: 'report' });
    const busy = await tell(order);
    expect(busy).toMatchObject({ tunnels: 1 });
    expect(busy.channels).toBeGreaterThanOrEqual(4);
    expect(busy.connections).toBeGreaterThanOrEqual(1);
    await expect.poll(running, patience).toEqual(everything);

    await tell({ type: 'lock' });
    await expect.poll(() => tell({ type: 'report' }), patience).toEqual(base);
    expect(await ask(busy.listen, 'hello')).toBe('refused');
    await expect.poll(left, patience).toEqual(nothing);
  });

  it('is gone when the host is killed: no process of ours is left on the server', async () => {
    const busy = await tell(order);
    await expect.poll(running, patience).toEqual(everything);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    expect(await ask(busy.listen, 'hello')).toBe('refused');
    await expect.poll(left, patience).toEqual(nothing);
  });
});
