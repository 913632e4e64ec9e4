import { fork, spawn, type ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostFlags, root } from '../../scripts/node.mjs';
import { bundleForNode, type Bundle } from '../servers/bundle';
import { startSshServer, type SshServer } from '../servers/index';
import { requireProgram } from '../servers/parts';
import { bigLog } from './big-log';
import type { Bench, Figure } from './figures';
import { openSshOptions } from './ssh';
import type { TailOrder, TailReport } from './tail-processes';

/** Of all tails together. */
const linesPerSecond = 200_000;
const tails = 2;
/** `FIELDBENCH_TAIL_SECONDS=20 npm run bench -- logs-tail` is a short form. */
const seconds = Number(process.env['FIELDBENCH_TAIL_SECONDS'] ?? 300);
/** The most that is resident in this time, in which heaps find their size, is what growth is counted from. */
const settledSeconds = Math.min(60, seconds / 4);
const bulkRounds = 3;

/**
 * Logs that grow fast and rotate, followed over SSH by the views of a page; and how fast a long one
 * is caught up with.
 */
export const logsTail: Bench = async () => {
  // On the disk of the checkout: a temporary folder may live in memory.
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const program = await bundleForNode(join(root, 'test', 'bench', 'tail-processes.ts'));
  const server = await startSshServer();
  try {
    return [...(await sustained(program, server, folder)), await bulk(program, server)];
  } finally {
    await server.stop();
    program.remove();
    await rm(folder, { recursive: true });
  }
};

async function sustained(program: Bundle, server: SshServer, folder: string): Promise<Figure[]> {
  const paths = Array.from({ length: tails }, (_, index) => join(folder, `fast-${index}.log`));
  for (const path of paths) await writeFile(path, '');
  const { host, port, user: username, keys, hostKeyFingerprint: fingerprint } = server;
  const identityPath = keys.ed25519.path;
  const reader = new Side(program, {
    role: 'view',
    host,
    port,
    username,
    identityPath,
    fingerprint,
    paths,
  });
  await reader.next('ready');
  const each = linesPerSecond / tails;
  const writers = paths.map(
    (path) => new Side(program, { role: 'write', path, linesPerSecond: each, seconds }),
  );
  let base = 0;
  let most = 0;
  let largestLag = 0;
  const startedAt = performance.now();
  const written = Promise.all(writers.map((writer) => writer.next('written')));
  for (let over = false; !over;) {
    over = await Promise.race([written.then(() => true), sleep(1000).then(() => false)]);
    const { resident, bytes } = await reader.ask();
    const elapsed = (performance.now() - startedAt) / 1000;
    if (elapsed < settledSeconds) base = Math.max(base, resident);
    most = Math.max(most, resident);
    for (const count of bytes)
      largestLag = Math.max(largestLag, elapsed - count / (each * bytesPerLine));
  }
  const truth = await written;
  const isThere = (bytes: readonly number[]): boolean =>
    truth.every((log, index) => log.bytes === bytes[index]);
  let taken = await reader.ask();
  const { painted, rowsMs } = taken;
  for (let tries = 0; tries < 100 && !isThere(taken.bytes); tries += 1) {
    await sleep(100);
    taken = await reader.ask();
  }
  reader.send('sums');
  const { sha256 } = await reader.next('sums');
  reader.send('stop');
  const stopped = await reader.next('ended');
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const ms = Math.max(...truth.map((log) => log.ms));
  const bytes = sum(truth.map((log) => log.bytes));
  const same = truth.every((log, index) => log.sha256 === sha256[index]);
  return [
    {
      name: `lines written to ${tails} logs that rotate, for ${seconds} s`,
      value: bytes / bytesPerLine / (ms / 1000),
      unit: 'lines/s',
      target: 0.98 * linesPerSecond,
      better: 'more',
    },
    {
      name: 'bytes of them lost, repeated or changed in the views',
      value: same ? 0 : Math.max(1, Math.abs(bytes - sum(taken.bytes))),
      unit: 'bytes',
      target: 0,
      better: 'less',
    },
    {
      name: `views at ${linesPerSecond} lines/s, growth of the host's memory`,
      value: (most - base) / 1e6,
      unit: 'MB',
      target: 50,
      better: 'less',
    },
    {
      name: 'views at full speed, furthest behind',
      value: largestLag,
      unit: 's',
      target: 5,
      better: 'less',
    },
    {
      name: `rows of their ends, asked for 60 times a second (answered ${(painted / seconds).toFixed(0)} times), p95`,
      value: rowsMs,
      unit: 'ms',
      target: 50,
      better: 'less',
    },
    { name: 'views, time to stop', value: stopped.ms, unit: 'ms', target: 100, better: 'less' },
  ];
}

/** Bytes of a line of tail-processes.ts. */
const bytesPerLine = Buffer.byteLength(
  '2026-11-22 10:00:00,000 INFO  [exec-1] uap.mw.trans - 事务 T-0000000000 提交 cost=12 ms user=张伟 pk=1001A110000\n',
);

/** Bytes a second of a log that is caught up with, beside `ssh host cat`, taking turns. */
async function bulk(program: Bundle, server: SshServer): Promise<Figure> {
  const path = await bigLog();
  const { size } = statSync(path);
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < bulkRounds; round += 1) {
    peer.push(size / 1e6 / (await cat(server, path)));
    const reader = new Side(program, readerOf(server, path, size));
    const { ms } = await reader.next('reached');
    ours.push(size / 1e6 / (ms / 1000));
    reader.send('stop');
    await reader.next('ended');
  }
  const best = Math.max(...peer);
  return {
    name: '2 GB log over SSH, all of it',
    value: Math.max(...ours),
    unit: 'MB/s',
    target: 0.85 * best,
    better: 'more',
    peer: { name: 'ssh host cat', value: best },
  };
}

/** Seconds of `ssh host cat`, log-in included, as in ours. */
async function cat(server: SshServer, path: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(
    requireProgram('ssh'),
    [...openSshOptions(server), `${server.user}@${server.host}`, `cat '${path}'`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  child.stdout.resume();
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`ssh ended with ${code}`);
  return (performance.now() - startedAt) / 1000;
}

function readerOf(server: SshServer, path: string, expected: number): TailOrder {
  const { host, port, user, keys } = server;
  const identityPath = keys.ed25519.path;
  const at = { host, port, username: user, identityPath, path };
  return { role: 'follow', ...at, transport: 'exec', expected };
}

type Of<E extends TailReport['event']> = Extract<TailReport, { event: E }>;

/** A process of the bench. */
class Side {
  private readonly child: ChildProcess;
  private readonly said: TailReport[] = [];
  private wake: () => void = () => undefined;
  private ended = false;

  constructor(program: Bundle, order: TailOrder) {
    this.child = fork(program.path, [JSON.stringify(order)], { execArgv: hostFlags });
    this.child.once('exit', () => {
      this.ended = true;
      this.wake();
    });
    this.child.on('message', (report: TailReport) => {
      this.said.push(report);
      this.wake();
    });
  }

  send(what: string): void {
    this.child.send(what);
  }

  /** Waits for the next report of a kind, and takes it. */
  async next<E extends TailReport['event']>(event: E): Promise<Of<E>> {
    for (;;) {
      const at = this.said.findIndex((report) => report.event === event);
      if (at >= 0) return this.said.splice(at, 1)[0] as Of<E>;
      if (this.ended) throw new Error(`a process ended without ${event}`);
      await new Promise<void>((resolve) => {
        const before = this.wake;
        this.wake = () => {
          before();
          resolve();
        };
      });
    }
  }

  ask(): Promise<Of<'state'>> {
    this.send('state');
    return this.next('state');
  }
}
