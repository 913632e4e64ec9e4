import { posix } from 'node:path';
import { AppError } from '../../../contract/errors';
import type { ByteSource, SourceChange } from '../engine/index';
import { BlockCache } from './block-cache';
import { blockBytes, firstLook, refusalOf, type FirstLook, type Peer } from './first-look';
import { isCut, runsNothing, type RemoteHost } from './host';
import { shownPath } from './paths';
import {
  ShellReader,
  SftpReader,
  witnessBytes,
  type RangeReader,
  type RemoteLook,
  type Span,
  type Witness,
} from './ranges';

/** The most that one read of the host brings. */
const mostBlocksAtOnce = 64;

/**
 * A file on an SSH host, read in place by ranges. The first screen comes with one command;
 * random reads go by SFTP where the host has it and root is not needed, else through a shell of
 * our own; both on the shared connection, which is opened again after a cut.
 */
export class RemoteSource implements ByteSource {
  readonly name: string;
  readonly complete = true;
  readonly path = null;
  /** Told when another file was found at the path, or this one cut off, while it was read. */
  onExchanged: () => void = () => undefined;
  private readonly host: RemoteHost;
  private readonly remotePath: string;
  private readonly peer: Peer;
  private readonly cache = new BlockCache();
  /** Tells which file stands at the path; reads, too, while there is nothing better. */
  private readonly looker: RangeReader;
  private sftp: SftpReader | null = null;
  private readonly reading = new Map<number, Promise<void>>();
  private seenSize: number;
  private seenIdentity: string | null;
  private seenChange: number | null;
  private witness: Witness | null = null;
  /** Counts files that stood at the path: what is read of an earlier one is dropped. */
  private generation = 0;
  private trouble: AppError | null = null;
  private closed = false;

  private constructor(
    host: RemoteHost,
    path: string,
    peer: Peer,
    looker: RangeReader,
    look: Pick<FirstLook, 'size' | 'changedAt'> & { identity: string | null },
  ) {
    this.host = host;
    this.remotePath = path;
    this.peer = peer;
    this.name = posix.basename(shownPath(path));
    this.looker = looker;
    this.seenSize = look.size;
    this.seenIdentity = look.identity;
    this.seenChange = look.changedAt;
  }

  /**
   * Opens a file on a host.
   *
   * @throws AppError `logs.path-missing`, `logs.path-unreadable`, `logs.is-folder`,
   *   `logs.not-a-file`, `files.sftp-unavailable` where neither commands nor SFTP work, `ssh.…`
   */
  static async open(host: RemoteHost, path: string, signal?: AbortSignal): Promise<RemoteSource> {
    return host.again(signal, async () => {
      const { port } = await host.lease();
      const peer = { host: host.host, port, username: host.username };
      let look: FirstLook;
      try {
        look = await firstLook(host, path, peer);
      } catch (error) {
        if (!runsNothing(error) || host.sudo) throw error;
        return await RemoteSource.openBySftp(host, path, peer);
      }
      const source = new RemoteSource(host, path, peer, new ShellReader(host, path, look), look);
      for (const [block, bytes] of look.blocks) source.cache.put(block, bytes);
      source.keepWitness();
      if (!host.sudo) source.trySftp();
      return source;
    });
  }

  get size(): number {
    return this.seenSize;
  }

  /** `device:inode`; null by SFTP alone, which tells none. */
  get identity(): string | null {
    return this.seenIdentity;
  }

  get changedAt(): number | null {
    return this.seenChange;
  }

  get problem(): AppError | null {
    return this.trouble;
  }

  /** How it is read now. */
  get transport(): 'shell' | 'sftp' {
    return this.sftp ? 'sftp' : this.looker.kind;
  }

  async read(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    const end = Math.min(from + length, this.seenSize);
    if (end <= from) return Buffer.alloc(0);
    const first = Math.floor(from / blockBytes);
    const last = Math.floor((end - 1) / blockBytes);
    const parts: Buffer[] = [];
    const { generation } = this;
    for (let block = first; block <= last; block += 1) {
      let bytes = this.cache.get(block);
      if (!bytes) {
        const count = Math.min(last - block + 1, mostBlocksAtOnce);
        await this.host.again(signal, () => this.bring({ first: block, count }));
        // Nobody may be given a mixture of two files.
        if (generation !== this.generation) throw this.gone();
        bytes = this.cache.get(block) ?? Buffer.alloc(0);
      }
      const at = block * blockBytes;
      parts.push(bytes.subarray(Math.max(0, from - at), Math.max(0, end - at)));
      if (bytes.length < blockBytes) break;
    }
    return Buffer.concat(parts);
  }

  /**
   * Many short ranges, in one round trip.
   *
   * @throws AppError as `read`; `logs.file-exchanged` also when the file was cut off
   */
  async readMany(spans: readonly Span[], signal?: AbortSignal): Promise<Buffer[]> {
    if (spans.length === 0) return [];
    const { generation } = this;
    const within = spans.map(({ from, length }) => ({
      from,
      length: Math.max(0, Math.min(length, this.seenSize - from)),
    }));
    const found = await this.host.again(signal, () => this.byBest((reader) => reader.many(within)));
    if (!found || generation !== this.generation) throw this.gone();
    return found;
  }

  async refresh(): Promise<SourceChange> {
    const { witness } = this;
    const look = await this.host.again(undefined, () => this.looker.look(witness?.at ?? 0));
    if (!look) {
      this.trouble = this.missing();
      return 'gone';
    }
    this.trouble = null;
    const change = this.compare(look);
    if (change !== 'same' && change !== 'grown') await this.beginAnew();
    if (change !== 'same') this.cache.dropEnd(this.seenSize);
    this.seenSize = look.facts.size;
    this.seenIdentity = look.facts.identity;
    this.seenChange = look.facts.changedAt;
    if (change !== 'same') await this.renewWitness();
    return change;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.cache.clear();
    await this.closeReaders();
  }

  private static async openBySftp(
    host: RemoteHost,
    path: string,
    peer: Peer,
  ): Promise<RemoteSource> {
    const reader = new SftpReader(host, path);
    try {
      const facts = await reader.facts();
      if (!facts) throw new AppError('logs.file-exchanged', { host: peer.host, path });
      const source = new RemoteSource(host, path, peer, reader, facts);
      await source.renewWitness();
      return source;
    } catch (error) {
      await reader.close();
      throw refusalOf(error, path, peer);
    }
  }

  /** SFTP is better for random reads; the shell serves until it is there, and where it is not. */
  private trySftp(): void {
    const reader = new SftpReader(this.host, this.remotePath);
    reader.expected = this.witness;
    const attempt = async (): Promise<void> => {
      const facts = await reader.facts();
      // Another file may stand at the path by now: that is for `refresh` to find out.
      if (!facts || facts.size < this.seenSize || this.closed) await reader.close();
      else this.sftp = reader;
    };
    attempt().catch(() => undefined);
  }

  /** Sees to it that these blocks are in the cache, unless the file is shorter. */
  private async bring(wanted: { first: number; count: number }): Promise<void> {
    const { generation } = this;
    const blocks = Math.ceil(this.seenSize / blockBytes);
    const under = this.reading.get(wanted.first);
    if (under) {
      await under;
      if (this.cache.has(wanted.first)) return;
    }
    const run = this.cache.plan(wanted, blocks);
    if (!run) return;
    const work = this.blocks(run.first, run.count).then((bytes) => {
      if (generation !== this.generation) return;
      if (!bytes) throw this.gone();
      const size = Math.min(bytes.length, this.seenSize - run.first * blockBytes);
      for (let at = 0; at < size; at += blockBytes)
        this.cache.put(
          run.first + at / blockBytes,
          Buffer.from(bytes.subarray(at, Math.min(size, at + blockBytes))),
        );
    });
    for (let block = run.first; block < run.first + run.count; block += 1)
      this.reading.set(block, work);
    try {
      await work;
    } finally {
      for (let block = run.first; block < run.first + run.count; block += 1)
        if (this.reading.get(block) === work) this.reading.delete(block);
    }
  }

  private blocks(first: number, count: number): Promise<Buffer | null> {
    return this.byBest((reader) => reader.blocks(first, count));
  }

  /** By SFTP where that works, else by the shell. */
  private async byBest<T>(read: (reader: RangeReader) => Promise<T>): Promise<T> {
    const { sftp } = this;
    if (!sftp) return await read(this.looker);
    try {
      return await read(sftp);
    } catch (error) {
      if (isCut(error)) throw error;
      this.sftp = null;
      return await read(this.looker);
    }
  }

  private compare({ facts, witness }: RemoteLook): SourceChange {
    const exchanged = facts.identity !== null && facts.identity !== this.seenIdentity;
    if (exchanged && this.seenIdentity !== null) return 'replaced';
    if (facts.size < this.seenSize) return this.seenIdentity === null ? 'replaced' : 'truncated';
    const known = this.witness?.bytes;
    if (known && !witness.subarray(0, known.length).equals(known))
      return this.seenIdentity === null ? 'replaced' : 'truncated';
    return facts.size > this.seenSize ? 'grown' : 'same';
  }

  private async beginAnew(): Promise<void> {
    this.generation += 1;
    this.cache.clear();
    for (const reader of [this.looker, this.sftp]) if (reader) reader.expected = null;
    // A handle stays with the file it was opened for.
    await this.closeReaders();
  }

  private async closeReaders(): Promise<void> {
    await Promise.all([this.looker.close(), this.sftp?.close()]);
  }

  /** Remembers the last bytes, if they are at hand. */
  private keepWitness(): void {
    const at = Math.max(0, this.seenSize - witnessBytes);
    const block = Math.floor(at / blockBytes);
    const bytes = Buffer.concat(
      [block, block + 1].map((index) => this.cache.get(index) ?? Buffer.alloc(0)),
    ).subarray(at - block * blockBytes, this.seenSize - block * blockBytes);
    this.witness = bytes.length === this.seenSize - at ? { at, bytes: Buffer.from(bytes) } : null;
    for (const reader of [this.looker, this.sftp]) if (reader) reader.expected = this.witness;
  }

  private async renewWitness(): Promise<void> {
    const at = Math.max(0, this.seenSize - witnessBytes);
    await this.read(at, witnessBytes);
    this.keepWitness();
  }

  private gone(): AppError {
    this.onExchanged();
    return new AppError(
      'logs.file-exchanged',
      { host: this.peer.host, path: this.remotePath },
      { retry: true },
    );
  }

  private missing(): AppError {
    const { host } = this.peer;
    return new AppError('logs.path-missing', { host, path: this.remotePath }, { retry: true });
  }
}
