import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { root } from '../../scripts/node.mjs';
import type { HostClient } from '../../src-main/contract/index';
import { startSshServer, type SshServer } from '../servers/index';
import { requireProgram } from '../servers/parts';
import type { Bench, Figure } from './figures';
import { peakBytes, residentBytes } from './memory';
import { startServed } from './served';
import { addHosts, openSshOptions } from './ssh';

const bytes = 2 * 1024 ** 3;
const run = promisify(execFile);

/** A file of 2 GB up and down beside OpenSSH's `sftp`, and the memory this takes. */
export const files: Bench = async () => {
  // On the disk of the checkout: a temporary folder may live in memory.
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const server = await startSshServer();
  const served = await startServed(join(folder, 'profile'));
  try {
    const { client, pid } = served;
    const [endpointId = ''] = await addHosts(client, [server]);
    const [source, far, near] = ['source', 'far', 'near'].map((name) => join(folder, name));
    if (!source || !far || !near) throw new Error('no paths');
    await mkdir(far);
    await mkdir(near);
    await writeNoise(join(folder, 'source'));
    // What was written before must not be written out while others are timed.
    await run('sync');
    const base = await residentBytes(pid);
    await writeFile(`/proc/${pid}/clear_refs`, '5');

    const upload = await transfer(client, null, source, endpointId, far);
    const upPeer = await sftp(server, `put ${source} ${join(far, 'peer')}`);
    const download = await transfer(client, endpointId, join(far, 'source'), null, near);
    const downPeer = await sftp(server, `get ${join(far, 'source')} ${join(near, 'peer')}`);
    const figure = (name: string, ours: number, peer: number): Figure => ({
      name: `2 GB ${name}`,
      value: ours,
      unit: 'MB/s',
      target: 0.8 * peer,
      better: 'more',
      peer: { name: 'sftp', value: peer },
    });
    return [
      figure('upload', upload, upPeer),
      figure('download', download, downPeer),
      {
        name: 'host during 2 GB up and down, peak resident',
        value: ((await peakBytes(pid)) - base) / 1e6,
        unit: 'MB above base',
        target: 150,
        better: 'less',
      },
    ];
  } finally {
    await served.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }
};

/** Bytes that do not compress, made once and repeated. */
async function writeNoise(path: string): Promise<void> {
  const { randomBytes } = await import('node:crypto');
  const piece = randomBytes(8 * 1024 * 1024);
  const file = createWriteStream(path);
  for (let written = 0; written < bytes; written += piece.length)
    if (!file.write(piece)) await once(file, 'drain');
  file.end();
  await once(file, 'finish');
}

/** Megabytes a second until the last byte is there; the checksum that follows has no peer. */
async function transfer(
  client: HostClient,
  from: string | null,
  source: string,
  to: string | null,
  target: string,
): Promise<number> {
  await run('sync');
  const begin = performance.now();
  await client.files.transfer({
    sources: [{ endpointId: from, path: source }],
    target: { endpointId: to, path: target },
    onExisting: 'overwrite',
  });
  let elapsed = 0;
  for (;;) {
    const [latest] = (await client.files.transfers({})).toSorted(
      (a, b) => b.startedAt - a.startedAt,
    );
    if (!latest) throw new Error('no transfer');
    if (elapsed === 0 && latest.bytesDone >= bytes) elapsed = performance.now() - begin;
    if (latest.state === 'done') {
      if (latest.verified !== 'by-host') throw new Error(`verified ${latest.verified}`);
      return bytes / 1e6 / (elapsed / 1000);
    }
    if (latest.state === 'failed') throw new Error(JSON.stringify(latest.error));
    await sleep(20);
  }
}

/** Megabytes a second of OpenSSH's own client, its start and log-in included. */
async function sftp(server: SshServer, command: string): Promise<number> {
  const batch = join(root, 'out', `bench-${process.pid}.sftp`);
  await writeFile(batch, `${command}\n`);
  await run('sync');
  const begin = performance.now();
  await run(requireProgram('sftp'), [
    ...openSshOptions(server),
    '-b',
    batch,
    `${server.user}@${server.host}`,
  ]);
  const elapsed = performance.now() - begin;
  await rm(batch);
  return bytes / 1e6 / (elapsed / 1000);
}
