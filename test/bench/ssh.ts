import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../scripts/node.mjs';
import type { HostClient } from '../../src-main/contract/index';
import { runCommand } from '../../src-main/host/ssh/index';
import { startTestHost } from '../servers/host';
import { startSshServer, type SshServer } from '../servers/index';
import { requireProgram } from '../servers/parts';
import { percentile, type Bench } from './figures';
import { residentBytes } from './memory';
import { startServed } from './served';

const commands = 200;
const idleHosts = 50;
const runHosts = 20;

/** One short command after the other, beside OpenSSH's client on a shared connection. */
export const sshExec: Bench = async () => {
  const server = await startSshServer();
  const test = await startTestHost();
  try {
    const [endpointId = ''] = await addHosts(test.client, [server]);
    const lease = await test.host.features().ssh.open(endpointId);
    const ours: number[] = [];
    for (let run = 0; run < commands; run++) {
      const begin = performance.now();
      await runCommand(lease, 'true');
      ours.push(performance.now() - begin);
    }
    lease.release();
    const peer = await openSsh(server);
    return [
      {
        name: 'exec round trip p50',
        value: percentile(ours, 0.5),
        unit: 'ms',
        target: 1.2 * peer,
        better: 'less',
        peer: { name: 'ssh on a shared connection', value: peer },
      },
    ];
  } finally {
    await test.close();
    await server.stop();
  }
};

/** Memory of the host while many hosts are connected and idle, each with a terminal. */
export const sshIdle: Bench = async () => {
  const server = await startSshServer({ config: ['MaxStartups 200'] });
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const served = await startServed(join(folder, 'profile'));
  try {
    const { client, pid } = served;
    const ids = await addHosts(client, Array<SshServer>(idleHosts).fill(server));
    await sleep(2000);
    const base = await residentBytes(pid);
    for (const endpointId of ids)
      await client.terminals.open({ endpointId, columns: 80, rows: 24 });
    for (;;) {
      const states = (await client.terminals.list({})).map(({ state }) => state);
      if (states.every((state) => state === 'open')) break;
      if (states.includes('failed')) throw new Error('a terminal failed to open');
      await sleep(200);
    }
    await sleep(5000);
    return [
      {
        name: `${idleHosts} hosts connected and idle, above base`,
        value: ((await residentBytes(pid)) - base) / 1e6,
        unit: 'MB',
        target: 100,
        better: 'less',
      },
    ];
  } finally {
    await served.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }
};

/** A runbook on many hosts takes about as long as on one: they run side by side. */
export const runbooks: Bench = async () => {
  const servers = await Promise.all(Array.from({ length: runHosts }, () => startSshServer()));
  const folder = await mkdtemp(join(tmpdir(), 'fieldbench-bench-'));
  const served = await startServed(join(folder, 'profile'));
  try {
    const { client } = served;
    const ids = await addHosts(client, servers);
    await client.runbooks.save({ text: sleepingRunbook });
    const one = await timeRun(client, ids.slice(0, 1));
    const all = await timeRun(client, ids);
    return [
      {
        name: `a runbook of 2 s on ${runHosts} hosts`,
        value: all / 1000,
        unit: 's',
        target: (3 * one) / 1000,
        better: 'less',
        peer: { name: 'on one host', value: one / 1000 },
      },
    ];
  } finally {
    await served.stop();
    await Promise.all(servers.map((server) => server.stop()));
    await rm(folder, { recursive: true });
  }
};

const sleepingRunbook = `
id: bench.sleep
version: 1
platform: os-linux
title: { zh: 等待, en: Sleep }
description: { zh: 等待, en: Sleeps }
steps:
  - name: { zh: 等待, en: Sleep }
    kind: shell
    script: sleep 2
`;

async function timeRun(client: HostClient, endpointIds: string[]): Promise<number> {
  const begin = performance.now();
  const { id } = await client.runbooks.run({ runbookId: 'bench.sleep', endpointIds });
  for (;;) {
    const run = await client.runbooks.get({ id });
    if (run.state === 'done') return performance.now() - begin;
    if (run.state !== 'running') throw new Error(`the run ended as ${run.state}`);
    await sleep(20);
  }
}

/** Adds an SSH endpoint for each server, its key trusted. */
export async function addHosts(
  client: HostClient,
  servers: readonly SshServer[],
): Promise<string[]> {
  const customer = await client.systems.saveCustomer({ name: 'bench' });
  const site = await client.systems.saveSite({ customerId: customer.id, name: 'bench' });
  const system = { name: 'bench', platform: 'os-linux', environment: 'test' } as const;
  const { id: systemId } = await client.systems.saveSystem({ ...system, siteId: site.id });
  const ids: string[] = [];
  for (const [index, { host, port, user, keys, hostKeyFingerprint }] of servers.entries()) {
    await client.ssh.trust({ host, port, fingerprint: hostKeyFingerprint });
    const endpoint = await client.systems.saveEndpoint({
      systemId,
      name: `host-${index}`,
      detail: {
        kind: 'ssh',
        host,
        port,
        username: user,
        auth: 'key',
        identityPath: keys.ed25519.path,
      },
    });
    ids.push(endpoint.id);
  }
  return ids;
}

/** Options of OpenSSH's own programs for a test server. */
export function openSshOptions({ port, keys, knownHostsPath }: SshServer): string[] {
  const options = {
    Port: port,
    IdentityFile: keys.ed25519.path,
    IdentitiesOnly: 'yes',
    UserKnownHostsFile: knownHostsPath,
    BatchMode: 'yes',
    LogLevel: 'ERROR',
  };
  return [
    '-F',
    'none',
    ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
  ];
}

/** Median milliseconds of a command by `ssh` over one connection that stays open. */
async function openSsh(server: SshServer): Promise<number> {
  const ssh = requireProgram('ssh');
  const folder = await mkdtemp(join(tmpdir(), 'fieldbench-bench-'));
  const target = `${server.user}@${server.host}`;
  const shared = [...openSshOptions(server), '-S', join(folder, 'control')];
  const master = spawn(ssh, [...shared, '-M', '-N', target], { stdio: 'ignore' });
  try {
    for (let tries = 0; ; tries++) {
      try {
        execFileSync(ssh, [...shared, '-O', 'check', target], { stdio: 'ignore' });
        break;
      } catch (error) {
        if (tries === 100) throw error;
        await sleep(50);
      }
    }
    const times: number[] = [];
    for (let run = 0; run < commands; run++) {
      const begin = performance.now();
      execFileSync(ssh, [...shared, target, 'true'], { stdio: 'ignore' });
      times.push(performance.now() - begin);
      // The server waits when nobody reads what it logs.
      await sleep(1);
    }
    return percentile(times, 0.5);
  } finally {
    master.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}
