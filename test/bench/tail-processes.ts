/** The two sides of the bench of tails, each in a process of its own: `write` and `follow`. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { connectSsh, loadPrivateKey } from '../../src-main/host/ssh/index';
import { follow, type FollowSink, type LedgerState } from '../../src-main/host/logs/follow/index';

/** What a process is told, as its only argument. */
export type TailOrder =
  | { role: 'write'; path: string; linesPerSecond: number; seconds: number }
  | {
      role: 'follow';
      host: string;
      port: number;
      username: string;
      identityPath: string;
      path: string;
      transport: 'exec' | 'sftp';
      /** Tells when so many bytes have been taken; 0: never. */
      expected: number;
    };

/** What it says. `bytes` and `sha256` are of all that was written, or taken. */
export type TailReport =
  | { event: 'ready' }
  | { event: 'reached'; ms: number }
  | { event: 'gap' }
  | { event: 'state'; bytes: number; resident: number; sha256: string }
  | { event: 'ended'; ms: number };

const order = JSON.parse(process.argv[2] ?? '{}') as TailOrder;
const say = (report: TailReport): void => void process.send?.(report);
const sum = createHash('sha256');
let bytes = 0;
const state = (): void =>
  say({
    event: 'state',
    bytes,
    resident: process.memoryUsage.rss(),
    sha256: sum.copy().digest('hex'),
  });
process.on('disconnect', () => process.exit());

/** The log is rotated when it is so large; two rotated files stay. */
const rotateBytes = 256 * 1024 * 1024;
const turnMs = 50;

if (order.role === 'write') void write(order);
else void read(order);

/** Writes numbered lines at a steady rate, catching up after a pause of the machine. */
async function write({
  path,
  linesPerSecond,
  seconds,
}: TailOrder & { role: 'write' }): Promise<void> {
  const lines = (linesPerSecond * turnMs) / 1000;
  const line = `2026-11-22 10:00:00,000 INFO  [exec-1] uap.mw.trans - 事务 T-0000000000 提交 cost=12 ms user=张伟 pk=1001A110000\n`;
  const block = Buffer.from(line.repeat(lines));
  const length = block.length / lines;
  const digits = Buffer.from(line).indexOf('0000000000');
  let number = 0;
  let size = 0;
  let file = openSync(path, 'w');
  say({ event: 'ready' });
  const startedAt = performance.now();
  for (let turn = 0; turn < (seconds * 1000) / turnMs; turn += 1) {
    for (let index = 0; index < lines; index += 1) {
      let left = (number += 1);
      for (let at = index * length + digits + 9; left > 0; at -= 1) {
        block[at] = 0x30 + (left % 10);
        left = Math.floor(left / 10);
      }
    }
    for (let written = 0; written < block.length;)
      written += writeSync(file, block, written, block.length - written);
    sum.update(block);
    bytes += block.length;
    size += block.length;
    if (size >= rotateBytes) {
      closeSync(file);
      rmSync(`${path}.2`, { force: true });
      if (turn > 0) renameIfThere(`${path}.1`, `${path}.2`);
      renameSync(path, `${path}.1`);
      file = openSync(path, 'w');
      size = 0;
    }
    const due = startedAt + (turn + 1) * turnMs - performance.now();
    if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
  }
  closeSync(file);
  say({ event: 'ended', ms: performance.now() - startedAt });
  state();
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // The first rotation.
  }
}

/** Follows into a sink that counts; `state` asks how it stands, `stop` ends it. */
async function read(to: TailOrder & { role: 'follow' }): Promise<void> {
  let place: LedgerState | null = null;
  const sink: FollowSink = {
    get state() {
      return place;
    },
    append: (piece) => {
      bytes += piece.length;
      if (to.expected === 0) sum.update(piece);
      else if (bytes >= to.expected) say({ event: 'reached', ms: performance.now() - startedAt });
    },
    mark: (mark) => {
      if (mark.event === 'gap') say({ event: 'gap' });
    },
    commit: (next) => {
      place = next;
    },
    rollback: () => undefined,
  };
  const stop = new AbortController();
  let stoppedAt = 0;
  process.on('message', (what) => {
    if (what === 'state') return state();
    stoppedAt = performance.now();
    stop.abort();
  });
  const key = loadPrivateKey(to.identityPath, null);
  const startedAt = performance.now();
  await follow({
    path: to.path,
    transport: to.transport,
    username: to.username,
    from: 'start',
    sink,
    signal: stop.signal,
    connect: async (signal) => {
      const link = await connectSsh({
        host: to.host,
        port: to.port,
        username: to.username,
        auth: { kind: 'key', key },
        // The server of the bench is our own.
        verifyHostKey: () => undefined,
        signal,
      });
      const { host, port, closed } = link;
      return {
        host,
        port,
        closed,
        exec: (command, how) => link.exec(command, how),
        subsystem: (name) => link.subsystem(name),
        release: () => link.end(),
      };
    },
    onEvent: ({ event }) => {
      if (event === 'connected') say({ event: 'ready' });
    },
  });
  say({ event: 'ended', ms: performance.now() - stoppedAt });
  process.disconnect();
}
