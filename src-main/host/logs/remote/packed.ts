import { AppError } from '../../../contract/errors';
import { packingOf, type ByteSource, type Packing, type SourceChange } from '../engine/index';
import { PackedSource } from '../engine/sources/packed';
import type { StoredBytes } from '../engine/sources/unpacking';
import { runsNothing, type RemoteHost } from './host';
import { HostUnpacked } from './host-unpacked';
import type { Span } from './ranges';
import { RemoteSource } from './remote-source';
import { zipContent } from './zip-content';

/** Larger packed files are not moved to be read: their host unpacks what is shown of them. */
const mostPacked = 64 * 1024 * 1024;
const pieceBytes = 1024 * 1024;
/** A copy is read in larger pieces: each is a round trip at least. */
const copiedBytes = 4 * 1024 * 1024;

/** What unpacks on a host what cannot be unpacked here. */
const programs: Partial<Record<Packing, string>> = {
  gzip: 'gzip',
  zstd: 'zstd',
  zip: 'unzip',
  xz: 'xz',
  bzip2: 'bzip2',
};

/** A file of a host as it is read in place. */
export type RemoteLog = RemoteSource | RemotePacked | HostUnpacked;

/**
 * Opens a file on a host, packed or not. What is packed with gzip or Zstandard and not large is
 * moved once, as it is packed, and unpacked here as it is read: its size is known then. Larger
 * ones, and other packings, are unpacked over there where the host has the program for it.
 *
 * @throws AppError as {@link RemoteSource.open}; `logs.archive-kind` for packings that nobody
 *   knows; `logs.host-cannot-unpack` {host, program} and `logs.host-unpack-failed` where the file
 *   is to be copied to be read; `logs.host-without-commands`
 */
export async function openRemote(
  host: RemoteHost,
  path: string,
  signal?: AbortSignal,
): Promise<RemoteLog> {
  const source = await RemoteSource.open(host, path, signal);
  try {
    const packing = packingOf(await source.read(0, 8, signal));
    if (packing === null) return source;
    if ((packing === 'gzip' || packing === 'zstd') && source.size <= mostPacked) {
      const packed = await RemotePacked.of(source, packing);
      await packed.unpackAll(signal);
      return packed;
    }
    const program = programs[packing];
    if (program === undefined) throw new AppError('logs.archive-kind', { path, kind: packing });
    return await HostUnpacked.open(host, path, source, program, signal);
  } catch (error) {
    await source.close();
    throw runsNothing(error)
      ? new AppError('logs.host-without-commands', { host: host.host }, { cause: error })
      : error;
  }
}

/**
 * All of a file, unpacked here, in order: for a copy of it.
 *
 * @throws AppError as {@link openRemote}, `logs.archive-…`, `logs.file-exchanged`
 */
export async function* contentOfRemote(
  host: RemoteHost,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<{ bytes: Buffer; share: number }, void> {
  const stored = await RemoteSource.open(host, path, signal);
  let source: ByteSource = stored;
  try {
    const packing = packingOf(await stored.read(0, 8, signal));
    if (packing === 'zip') {
      yield* zipContent(stored, path, signal);
      return;
    }
    if (packing === 'gzip' || packing === 'zstd') source = await RemotePacked.of(stored, packing);
    else if (packing !== null) source = await openRemote(host, path, signal);
    for (let at = 0; ;) {
      const bytes = await source.read(at, copiedBytes, signal);
      if (bytes.length === 0) break;
      at += bytes.length;
      yield { bytes, share: source.complete ? at / source.size : (source.unpacked ?? 0) };
    }
    if (source.problem) throw source.problem;
  } finally {
    if (source !== stored) await source.close();
    await stored.close();
  }
}

/** A packed file on a host, read as what is in it. */
export class RemotePacked implements ByteSource {
  readonly path = null;
  readonly identity = null;
  /** The file as it lies there. */
  readonly stored: RemoteSource;
  /** What unpacks it on its host. */
  readonly unpacker: string;
  private readonly packing: 'gzip' | 'zstd';
  private content: PackedSource;

  private constructor(stored: RemoteSource, packing: 'gzip' | 'zstd', content: PackedSource) {
    this.stored = stored;
    this.packing = packing;
    this.unpacker = packing;
    this.content = content;
  }

  static async of(stored: RemoteSource, packing: 'gzip' | 'zstd'): Promise<RemotePacked> {
    return new RemotePacked(stored, packing, await contentOf(stored, packing));
  }

  /** Reads it to its end, so that its size is known. */
  async unpackAll(signal?: AbortSignal): Promise<void> {
    for (let at = 0; !this.content.complete;) {
      const { length } = await this.content.read(at, pieceBytes, signal);
      if (length === 0) return;
      at += length;
    }
  }

  get name(): string {
    return this.stored.name;
  }

  get size(): number {
    return this.content.size;
  }

  get complete(): boolean {
    return this.content.complete;
  }

  get unpacked(): number {
    return this.content.unpacked;
  }

  get changedAt(): number | null {
    return this.stored.changedAt;
  }

  get problem(): AppError | null {
    return this.stored.problem ?? this.content.problem;
  }

  read(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    return this.content.read(from, length, signal);
  }

  /** Many short ranges. @throws AppError as `read` */
  async readMany(spans: readonly Span[], signal?: AbortSignal): Promise<Buffer[]> {
    const found: Buffer[] = [];
    for (const { from, length } of spans) found.push(await this.read(from, length, signal));
    return found;
  }

  async refresh(): Promise<SourceChange> {
    const change = await this.stored.refresh();
    if (change === 'same' || change === 'gone') return change;
    await this.content.close();
    this.content = await contentOf(this.stored, this.packing);
    await this.unpackAll();
    return 'replaced';
  }

  async close(): Promise<void> {
    await this.content.close();
    await this.stored.close();
  }
}

/** The bytes of a remote file, for who unpacks: its thread asks for them. */
class StoredRemotely implements StoredBytes {
  readonly file = null;
  readonly path: string;
  readonly length: number;
  private readonly source: RemoteSource;

  constructor(source: RemoteSource) {
    this.source = source;
    this.path = source.name;
    this.length = source.size;
  }

  read(from: number, length: number): Promise<Buffer> {
    return this.source.read(from, Math.min(length, this.length - from));
  }

  /** Who opened the file closes it. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

function contentOf(source: RemoteSource, kind: 'gzip' | 'zstd'): Promise<PackedSource> {
  return PackedSource.open(() => {
    const { name, size, identity, changedAt } = source;
    const facts = { identity: identity ?? '', size, changedAt: changedAt ?? 0 };
    const stored = new StoredRemotely(source);
    return Promise.resolve({
      name,
      facts,
      identity: null,
      stored,
      packed: { kind, name, expected: null },
    });
  });
}
