import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../../contract/errors';
import { packingOf, type ByteSource, type SourceChange } from '../engine/index';
import { Inflating } from '../engine/sources/inflate';
import { PackedSource } from '../engine/sources/packed';
import { StoredRange } from '../engine/sources/unpacking';
import { Zstandard } from '../engine/sources/zstd';
import type { RemoteHost } from './host';
import { RemoteSource } from './remote-source';

/** Larger packed files are not moved to be read: they are searched on their host, or fetched. */
const mostPacked = 64 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/**
 * Opens a file on a host, packed or not. What is packed with gzip or Zstandard is moved once, as
 * it is packed, and unpacked here as it is read: its size is known then.
 *
 * @throws AppError as {@link RemoteSource.open}; `logs.archive-kind` for other packings;
 *   `logs.remote-packed-large`
 */
export async function openRemote(
  host: RemoteHost,
  path: string,
  signal?: AbortSignal,
): Promise<RemoteSource | RemotePacked> {
  const source = await RemoteSource.open(host, path, signal);
  try {
    const packing = packingOf(await source.read(0, 8, signal));
    if (packing === null) return source;
    if (packing !== 'gzip' && packing !== 'zstd')
      throw new AppError('logs.archive-kind', { path, kind: packing });
    if (source.size > mostPacked)
      throw new AppError('logs.remote-packed-large', { path, host: host.host, limit: 64 });
    const packed = await RemotePacked.of(source, packing);
    await packed.unpackAll(signal);
    return packed;
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** A packed file on a host, read as what is in it. */
export class RemotePacked implements ByteSource {
  readonly path = null;
  readonly identity = null;
  /** The file as it lies there. */
  readonly stored: RemoteSource;
  private readonly packing: 'gzip' | 'zstd';
  private content: PackedSource;

  private constructor(stored: RemoteSource, packing: 'gzip' | 'zstd', content: PackedSource) {
    this.stored = stored;
    this.packing = packing;
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

/** The bytes of a remote file, for who unpacks. */
class StoredRemotely extends StoredRange {
  private readonly source: RemoteSource;

  constructor(source: RemoteSource) {
    // What is read here never comes to a handle; it is only closed.
    const none = { close: () => Promise.resolve() } as unknown as FileHandle;
    super(none, source.name, 0, source.size);
    this.source = source;
  }

  override read(from: number, length: number): Promise<Buffer> {
    return this.source.read(from, length);
  }
}

function contentOf(source: RemoteSource, packing: 'gzip' | 'zstd'): Promise<PackedSource> {
  return PackedSource.open(() => {
    const stored = new StoredRemotely(source);
    const { name, size, identity, changedAt } = source;
    const unpacking =
      packing === 'gzip' ? new Inflating(stored, name, true) : new Zstandard(stored, name);
    const facts = { identity: identity ?? '', size, changedAt: changedAt ?? 0 };
    return Promise.resolve({ name, facts, stored, unpacking });
  });
}
