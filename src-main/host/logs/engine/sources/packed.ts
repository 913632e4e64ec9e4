import { AppError } from '../../../../contract/errors';
import type { ByteSource, Scannable, SourceChange } from '../source';
import type { ScanPart } from '../index/range-scan';
import { asFileError, factsOf, type FileFacts } from './local-file';
import { UnpackClient } from './unpack-client';
import type { ScanOrder } from './unpack-wire';
import type { KeptPlaces } from './unpacked';
import type { Packed, PackedBytes, StoredBytes } from './unpacking';

/** How the parts of a packed source come to be. */
export interface PackedParts {
  name: string;
  facts: FileFacts;
  /** As {@link ByteSource.identity}. */
  identity: string | null;
  stored: StoredBytes;
  packed: Packed;
  /**
   * What has become of what is packed, where that is no file by itself; null: nothing. Left out:
   * the file is looked at, and opened again when it is another one.
   */
  look?: (() => Promise<AppError | null>) | undefined;
}

/**
 * A packed file that is read in place: nothing is extracted, and a thread of its own unpacks. How
 * long it is unpacked is known once it was read to its end; what can be read until then grows.
 */
export class PackedSource implements ByteSource, Scannable {
  readonly name: string;
  readonly path = null;
  private parts: PackedParts;
  private client: UnpackClient;
  private readonly reopen: () => Promise<PackedParts>;
  private trouble: AppError | null = null;
  /** It is being written: how it looked last. */
  private growing: FileFacts | null = null;

  private constructor(parts: PackedParts, reopen: () => Promise<PackedParts>) {
    this.name = parts.name;
    this.parts = parts;
    this.client = new UnpackClient(parts.stored, parts.packed);
    this.reopen = reopen;
  }

  /** @param open opens the packed file; also when another one has taken its place */
  static async open(open: () => Promise<PackedParts>): Promise<PackedSource> {
    return new PackedSource(await open(), open);
  }

  get identity(): string | null {
    return this.parts.identity;
  }

  get size(): number {
    return this.client.state.size;
  }

  get complete(): boolean {
    return this.client.state.complete;
  }

  get unpacked(): number {
    return this.client.state.share;
  }

  get fileIdentity(): string | null {
    return this.parts.facts.identity || null;
  }

  get changedAt(): number {
    return this.parts.facts.changedAt;
  }

  get problem(): AppError | null {
    const { trouble } = this.client.state;
    return this.trouble ?? (trouble && new AppError(trouble.code, trouble.params));
  }

  /** The bytes as they are packed. */
  get stored(): PackedBytes {
    return this.parts.stored;
  }

  async read(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    const { client } = this;
    const { size, complete } = client.state;
    if (complete && from >= size) return Buffer.alloc(0);
    try {
      return await client.read(from, length, signal);
    } catch (error) {
      // Closed under this read, because another file stands under the name now.
      if (this.client !== client && !signal?.aborted) return await this.read(from, length, signal);
      throw error;
    }
  }

  async scan(
    order: ScanOrder,
    onPart: (part: ScanPart) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.client.scan(order, onPart, signal);
  }

  async keepPlaces(): Promise<KeptPlaces | null> {
    return await this.client.keep();
  }

  recallPlaces(kept: KeptPlaces): void {
    this.client.recall(kept);
  }

  async refresh(): Promise<SourceChange> {
    const { look, stored } = this.parts;
    if (look) {
      this.trouble = await look();
      return this.trouble ? 'gone' : 'same';
    }
    const { path } = stored;
    let parts: PackedParts;
    try {
      const now = await factsOf(null, path);
      const { facts } = this.parts;
      if (
        now.identity === facts.identity &&
        now.size === facts.size &&
        now.changedAt === facts.changedAt
      ) {
        this.trouble = null;
        return 'same';
      }
      if (this.isBeingWritten(now)) return 'same';
      parts = await this.reopen();
    } catch (error) {
      this.trouble = asFileError(error, path);
      return 'gone';
    }
    const before = this.client;
    this.parts = parts;
    this.client = new UnpackClient(parts.stored, parts.packed);
    this.trouble = null;
    await before.close();
    return 'replaced';
  }

  /**
   * Whether it has become longer since it was looked at last: one that is being copied here is
   * begun anew when it is whole, not each time.
   */
  private isBeingWritten(now: FileFacts): boolean {
    const { identity, size } = this.parts.facts;
    const before = this.growing;
    const still = before?.size !== now.size || before.changedAt !== now.changedAt;
    this.growing = now.identity === identity && now.size > size && still ? now : null;
    return this.growing !== null;
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}
