import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { AppError } from '../../../contract/errors';
import { superviseCommand } from '../../ssh/index';
import type { ByteSource, SourceChange } from '../engine/index';
import { readFacts } from '../follow/dialect';
import { factsFunction, findKind } from './first-look';
import { hasUnpacked, unpacking } from './grep';
import type { RemoteHost } from './host';
import { dialectOf } from './host-grep';
import { pathWord, shownPath, shownWord } from './paths';
import type { RemoteSource } from './remote-source';

/** What one command brings. */
const windowBytes = 1024 * 1024;
/** Windows that are kept. */
const keptWindows = 16;
/** The host is not asked to unpack for longer. */
const mostSeconds = 120;
/** What a log-in shell says before. */
const mostNoise = 256 * 1024;
/** Logs grow about so many times; until the end was seen, that is all that is known of their size. */
const usualRatio = 12;

/**
 * A large packed file that its host unpacks: each window of it by a command that unpacks from the
 * begin, at the lowest priority, so that only what is shown is moved. How long it is unpacked is
 * known when its end was seen.
 */
export class HostUnpacked implements ByteSource {
  readonly path = null;
  readonly identity = null;
  readonly name: string;
  /** The file as it lies there. */
  readonly stored: RemoteSource;
  readonly unpacker: string;
  private readonly host: RemoteHost;
  private readonly remotePath: string;
  private readonly windows = new Map<number, Promise<Buffer>>();
  private seen = 0;
  private end: number | null = null;

  private constructor(host: RemoteHost, path: string, stored: RemoteSource, unpacker: string) {
    this.host = host;
    this.remotePath = path;
    this.name = posix.basename(shownPath(path));
    this.stored = stored;
    this.unpacker = unpacker;
  }

  /**
   * Reads the first window.
   *
   * @throws AppError `logs.host-cannot-unpack` {host, program}, `logs.host-unpack-failed`, `ssh.…`
   */
  static async open(
    host: RemoteHost,
    path: string,
    stored: RemoteSource,
    unpacker: string,
    signal?: AbortSignal,
  ): Promise<HostUnpacked> {
    const { unpackers } = await host.again(signal, () => dialectOf(host));
    if (!unpackers.includes(unpacker))
      throw new AppError('logs.host-cannot-unpack', { host: host.host, program: unpacker });
    const source = new HostUnpacked(host, path, stored, unpacker);
    await source.read(0, 1, signal);
    return source;
  }

  /** Until its end was seen this is a guess, but beyond all that was read. */
  get size(): number {
    return this.end ?? Math.max(this.seen + windowBytes, this.stored.size * usualRatio);
  }

  get complete(): boolean {
    return this.end !== null;
  }

  get changedAt(): number | null {
    return this.stored.changedAt;
  }

  get problem(): AppError | null {
    return this.stored.problem;
  }

  async read(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    const parts: Buffer[] = [];
    const to = Math.min(from + length, this.end ?? Infinity);
    for (let at = from; at < to;) {
      const number = Math.floor(at / windowBytes);
      const window = await this.window(number, signal);
      const part = window.subarray(at - number * windowBytes, to - number * windowBytes);
      parts.push(part);
      at += part.length;
      if (window.length < windowBytes) break;
    }
    return Buffer.concat(parts);
  }

  /** Finds out where it ends, by unpacking all of it over there. @throws AppError as {@link open} */
  async measure(signal?: AbortSignal): Promise<void> {
    if (this.end !== null) return;
    const answer = await this.host.again(signal, () => this.run('wc -c', 64, signal));
    const bytes = /^\s*(\d+)\s*$/.exec(answer.toString('latin1'))?.[1];
    if (bytes === undefined) throw this.failed();
    this.end = Number(bytes);
  }

  async refresh(): Promise<SourceChange> {
    const change = await this.stored.refresh();
    if (change === 'same' || change === 'gone') return change;
    this.windows.clear();
    this.seen = 0;
    this.end = null;
    return 'replaced';
  }

  async close(): Promise<void> {
    this.windows.clear();
    await this.stored.close();
  }

  private async window(number: number, signal?: AbortSignal): Promise<Buffer> {
    const known = this.windows.get(number);
    const window = known ?? this.fetch(number, signal);
    this.windows.delete(number);
    this.windows.set(number, window);
    window.catch(() => this.windows.delete(number));
    for (const oldest of this.windows.keys()) {
      if (this.windows.size <= keptWindows) break;
      this.windows.delete(oldest);
    }
    return await window;
  }

  private async fetch(number: number, signal?: AbortSignal): Promise<Buffer> {
    const at = number * windowBytes;
    const skip = at > 0 ? `tail -c +${at + 1} | ` : '';
    const bytes = await this.host.again(signal, async () => {
      const { counts } = await dialectOf(this.host);
      // dd takes what a pipe has: only byte by byte it counts them.
      const take = counts ? `head -c ${windowBytes}` : `dd ibs=1 obs=64k count=${windowBytes}`;
      return await this.run(`${skip}${take}`, windowBytes, signal);
    });
    // A window that begins at the end or beyond tells only that: its place is not known by it.
    if (bytes.length === 0 && at > 0) await this.measure(signal);
    else if (bytes.length < windowBytes) this.end = at + bytes.length;
    this.seen = Math.max(this.seen, at + bytes.length);
    return bytes;
  }

  /** Unpacks from the begin into a command. @param most bytes that it answers with */
  private async run(command: string, most: number, signal?: AbortSignal): Promise<Buffer> {
    const { host, remotePath, unpacker, stored } = this;
    const { nice, timeout } = await dialectOf(host);
    const limits = `${timeout ? `timeout --foreground ${mostSeconds} ` : ''}${nice ? 'nice -n 19 ' : ''}`;
    const token = randomBytes(12).toString('hex');
    const shown = `${unpacking(unpacker, shownWord(remotePath))} | ${command}`;
    host.tell(shown);
    const script = [
      findKind,
      factsFunction,
      `p=${pathWord(remotePath, host.names)}`,
      `printf '%s.' ${token}`,
      `{ ${limits}${unpacking(unpacker, '"$p"')}; echo "@U$?" >&2; } | ${command}; echo "@E$?" >&2`,
      `printf '%s.' ${token}; f`,
    ].join('\n');
    const lease = await host.lease();
    const remote = await lease.exec(superviseCommand(script, { graceSeconds: 1 }), {
      stdin: true,
      audit: shown,
      sudo: host.sudo,
    });
    const stop = (): void => void remote.stdin.end();
    signal?.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(stop, (mostSeconds + 5) * 1000);
    const parts: Buffer[] = [];
    let bytes = 0;
    let said = '';
    remote.stderr.on(
      'data',
      (chunk: Buffer) => (said = (said + chunk.toString('latin1')).slice(-4096)),
    );
    remote.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > most + mostNoise) remote.close();
      else parts.push(chunk);
    });
    const { code, signal: ended } = await remote.exit;
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    stop();
    if (signal?.aborted) throw new AppError('wire.cancelled');
    if (code === null && ended === null)
      throw new AppError('ssh.closed', { host: lease.host, port: lease.port }, { retry: true });
    const answer = Buffer.concat(parts);
    const mark = Buffer.from(`${token}.`);
    const begin = answer.indexOf(mark) + mark.length;
    const end = answer.lastIndexOf(mark);
    if (begin < mark.length || end < begin) throw this.failed();
    const facts = readFacts(answer.toString('latin1', end + mark.length));
    if (stored.identity !== null && facts?.identity !== stored.identity)
      throw new AppError(
        'logs.file-exchanged',
        { host: host.host, path: remotePath },
        { retry: true },
      );
    const status = Number(/@U(\d+)/.exec(said)?.[1] ?? 0);
    const body = answer.subarray(begin, end);
    // 141: nobody reads on, which is what is meant.
    if (!/@E0/.test(said)) throw this.failed();
    const isWhole = hasUnpacked(unpacker, status) || status === 141;
    if (!isWhole && body.length < most) throw this.failed();
    return Buffer.from(body);
  }

  private failed(): AppError {
    return new AppError('logs.host-unpack-failed', {
      host: this.host.host,
      path: this.remotePath,
    });
  }
}
