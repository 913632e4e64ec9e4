import { execFile, spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { root } from '../../scripts/node.mjs';
import { compileFormat, loadFormats } from '../../src-main/host/logs/engine/formats/index';
import { bundleForNode } from '../servers/bundle';
import { requireProgram } from '../servers/parts';
import { bigLog } from './big-log';
import type { Bench, Figure } from './figures';

const run = promisify(execFile);
const hugeBytes = 20 * 1024 ** 3;

/** The index of a log of 2 GB beside `wc -l` and lnav, and of one of 20 GB. */
export const logsIndex: Bench = async () => {
  // On the disk of the checkout: a temporary folder may live in memory.
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const bundle = await bundleForNode('test/bench/logs-index-child.ts');
  try {
    const log = await bigLog();
    const gigabytes = (await stat(log)).size / 1e9;
    const program = join(folder, 'program.json');
    await writeFile(program, await programOf(log));
    const child = async <T>(...args: string[]): Promise<T> =>
      JSON.parse((await run(process.execPath, [bundle.path, ...args])).stdout) as T;
    const saved = join(folder, 'index');

    const { wc, one, two } = await child<Record<'wc' | 'one' | 'two', number>>(
      'rounds',
      log,
      program,
    );
    const own = await child<{ cpu: number; peak: number; saved: number }>(
      'once',
      log,
      program,
      saved,
    );
    const reopened = await child<{ wall: number }>('reopen', log, program, saved);
    const peer = await lnav(log);
    const huge = join(folder, 'huge.log');
    await repeat(log, huge);
    const large = await child<{ wall: number; peak: number; saved: number }>('once', huge, program);
    const beside = (name: string, value: number, times: number): Figure => ({
      name,
      value,
      unit: 'ms',
      target: times * wc,
      better: 'less',
      peer: { name: 'wc -l', value: wc },
    });
    return [
      beside('index of 2 GB, one thread, best of 7', one, 2.5),
      beside('index of 2 GB, two threads, best of 7', two, 1.5),
      {
        name: 'index of 2 GB, processor time of the process',
        value: own.cpu,
        unit: 's',
        target: peer.cpu / 8,
        better: 'less',
        peer: { name: 'lnav', value: peer.cpu },
      },
      {
        name: 'index of 2 GB, peak resident of the process',
        value: own.peak / 1e6,
        unit: 'MB',
        target: peer.peak / 1e6 / 5,
        better: 'less',
        peer: { name: 'lnav', value: peer.peak / 1e6 },
      },
      {
        name: 'index as it is kept, for 1 GB of log',
        value: own.saved / 1e6 / gigabytes,
        unit: 'MB',
        target: 1,
        better: 'less',
      },
      {
        name: 'kept index read again, 2 GB',
        value: reopened.wall,
        unit: 'ms',
        target: 100,
        better: 'less',
      },
      {
        name: 'index of 20 GB, peak resident of the process',
        value: large.peak / 1e6,
        unit: 'MB',
        target: 200,
        better: 'less',
      },
    ];
  } finally {
    bundle.remove();
    await rm(folder, { recursive: true, force: true });
  }
};

/** The kernel's program of the format that the log is told to have. */
async function programOf(log: string): Promise<string> {
  const file = await open(log);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(20_000), 0, 20_000, 0);
  await file.close();
  const set = await loadFormats(join(root, 'resources'));
  const lines = buffer.toString('utf8', 0, bytesRead).split('\n').slice(0, -1);
  const options = { encoding: 'utf-8', zone: 'Asia/Shanghai', year: 2026 } as const;
  const program = compileFormat(set.vote(lines), options);
  return JSON.stringify({ ...program, bytes: Buffer.from(program.bytes).toString('base64') });
}

/** Processor time and memory of `lnav` that loads a log; read from /proc while it runs. */
async function lnav(log: string): Promise<{ cpu: number; peak: number }> {
  // Without the other view it would print the log, which takes far longer than to load it.
  const view = ['-c', ':switch-to-view help'];
  const child = spawn(requireProgram('lnav'), ['-n', '-N', ...view, log], {
    stdio: 'ignore',
    env: { ...process.env, TERM: 'dumb' },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const last = { cpu: 0, peak: 0 };
  while (child.exitCode === null) {
    // In clock ticks of 10 ms: fields 14 and 15, after the name in brackets (man 5 proc).
    const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => null);
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
    last.cpu = Math.max(last.cpu, (Number(fields[11]) + Number(fields[12])) / 100 || 0);
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024;
    last.peak = Math.max(last.peak, peak || 0);
    await Promise.race([ended, sleep(50)]);
  }
  return last;
}

/** A log of 20 GB of real lines: the begin of another one again and again. */
async function repeat(from: string, to: string): Promise<void> {
  const [source, target] = [await open(from), await open(to, 'w')];
  try {
    const { buffer } = await source.read(Buffer.alloc(64 * 1024 ** 2), 0, 64 * 1024 ** 2, 0);
    const whole = buffer.subarray(0, buffer.lastIndexOf(10) + 1);
    for (let written = 0; written < hugeBytes; written += whole.length) await target.write(whole);
  } finally {
    await source.close();
    await target.close();
  }
}
