/**
 * The sides of the bench of tails, each in a process of its own: `write`, the ledger alone as
 * `follow`, and a host with the views of a page as `view`.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogView } from '../../src-main/contract/logs';
import { readStream } from '../../src-main/contract/wire/index';
import { connectSsh, loadPrivateKey } from '../../src-main/host/ssh/index';
import { follow, type FollowSink, type LedgerState } from '../../src-main/host/logs/follow/index';
import { startTestHost, type TestHost } from '../servers/host';
import { openLogDesk } from '../servers/log-desk';
import { percentile } from './figures';

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
      /** Tells when so many bytes have been taken. */
      expected: number;
    }
  | {
      role: 'view';
      host: string;
      port: number;
      username: string;
      identityPath: string;
      fingerprint: string;
      paths: string[];
    };

/** What it says. */
export type TailReport =
  | { event: 'ready' }
  | { event: 'reached'; ms: number }
  /** What was written. */
  | { event: 'written'; bytes: number; sha256: string; ms: number }
  /** What the views have; `rowsMs`: how long the host's answers to the page took, 95 of 100. */
  | { event: 'state'; bytes: number[]; resident: number; painted: number; rowsMs: number }
  /** What each view can show. */
  | { event: 'sums'; sha256: string[] }
  | { event: 'ended'; ms: number };

const order = JSON.parse(process.argv[2] ?? '{}') as TailOrder;
const say = (report: TailReport): void => void process.send?.(report);
process.on('disconnect', () => process.exit());

/** The log is rotated when it is so large; two rotated files stay. */
const rotateBytes = 256 * 1024 * 1024;
const turnMs = 50;

switch (order.role) {
  case 'write':
    void write(order);
    break;
  case 'follow':
    void read(order);
    break;
  case 'view':
    void view(order);
}

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
  const sum = createHash('sha256');
  let bytes = 0;
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
  const ms = performance.now() - startedAt;
  say({ event: 'written', bytes, sha256: sum.digest('hex'), ms });
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // The first rotation.
  }
}

/** Follows into a sink that counts; `stop` ends it. */
async function read(to: TailOrder & { role: 'follow' }): Promise<void> {
  let place: LedgerState | null = null;
  let bytes = 0;
  const sink: FollowSink = {
    get state() {
      return place;
    },
    append: (piece) => {
      bytes += piece.length;
      if (bytes >= to.expected) say({ event: 'reached', ms: performance.now() - startedAt });
    },
    mark: () => undefined,
    commit: (next) => {
      place = next;
    },
    rollback: () => undefined,
  };
  const stop = new AbortController();
  let stoppedAt = 0;
  process.on('message', () => {
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

/** A page draws so often, and so many rows. */
const frameMs = 1000 / 60;
const screen = 64;
/** Answers that the page waited for, the latest. */
const keptWaits = 10_000;
const pieceBytes = 8 * 1024 * 1024;

/**
 * A host that follows logs in views, each with a page that is told of what changes and draws its
 * end sixty times a second, or as often as answers come. `state`, `sums` and `stop` are asked.
 */
async function view(to: TailOrder & { role: 'view' }): Promise<void> {
  const test = await startTestHost();
  const { host, port, username: user, identityPath, fingerprint } = to;
  const server = { host, port, user, identityPath, hostKeyFingerprint: fingerprint };
  const desk = await openLogDesk(test, server);
  const views = await Promise.all(to.paths.map((path) => desk.open(path)));
  const pages = views.map((opened) => new Page(test, opened));
  await Promise.all(
    views.map(({ id }) => desk.until(id, ({ sources }) => sources[0]?.state === 'live')),
  );
  say({ event: 'ready' });
  const captureOf = ({ latest }: Page): string => latest.sources[0]?.captureId ?? '';
  const answers: Record<string, () => Promise<void>> = {
    state: () => {
      const waits = pages.flatMap(({ waits: each }) => each);
      say({
        event: 'state',
        bytes: pages.map(({ latest }) => latest.sources[0]?.bytes ?? 0),
        resident: process.memoryUsage.rss(),
        painted: Math.min(...pages.map(({ painted }) => painted)),
        rowsMs: percentile(waits, 0.95),
      });
      return Promise.resolve();
    },
    sums: async () => {
      const sha256: string[] = [];
      for (const page of pages) sha256.push(await contentOf(test, captureOf(page)));
      say({ event: 'sums', sha256 });
    },
    stop: async () => {
      const since = performance.now();
      await Promise.all(views.map(({ id }) => test.client.logs.close({ id })));
      const ms = performance.now() - since;
      await Promise.all(pages.map(({ over }) => over));
      await test.close();
      say({ event: 'ended', ms });
      process.disconnect();
    },
  };
  process.on('message', (what: string) => void answers[what]?.());
}

/** What a page does with a view that it shows. */
class Page {
  latest: LogView;
  painted = 0;
  readonly waits: number[] = [];
  /** Resolves when the view is closed and the last answer is there. */
  readonly over: Promise<unknown>;
  private readonly client: TestHost['client'];
  private closed = false;

  constructor({ client }: TestHost, opened: LogView) {
    this.client = client;
    this.latest = opened;
    this.over = Promise.all([this.listen(), this.draw()]);
  }

  private async listen(): Promise<void> {
    const { client, latest } = this;
    for await (const states of readStream(client, client.logs.follow({ id: latest.id })))
      this.latest = states.at(-1) ?? this.latest;
    this.closed = true;
  }

  private async draw(): Promise<void> {
    for (
      let due = performance.now();
      !this.closed;
      due = Math.max(due + frameMs, performance.now())
    ) {
      await sleep(Math.max(0, due - performance.now()));
      const { id, rows, firstRow } = this.latest;
      if (rows === 0) continue;
      const since = performance.now();
      const from = firstRow + Math.max(0, rows - screen);
      try {
        await this.client.logs.rows({ id, from, count: screen });
      } catch (error) {
        if (this.closed) return;
        throw error;
      }
      this.painted += 1;
      this.waits.push(performance.now() - since);
      if (this.waits.length > keptWaits) this.waits.shift();
    }
  }
}

/** SHA-256 of all that a capture holds. */
async function contentOf(test: TestHost, captureId: string): Promise<string> {
  const source = test.host.features().logs.captures.open(captureId);
  const sum = createHash('sha256');
  try {
    for (let at = 0; at < source.size; at += pieceBytes)
      sum.update(await source.read(at, pieceBytes));
  } finally {
    await source.close();
  }
  return sum.digest('hex');
}
