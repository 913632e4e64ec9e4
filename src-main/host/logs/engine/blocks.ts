import { orAborted } from '../../../kit/abort';
import type { ByteSource } from './source';

const blockBytes = 64 * 1024;
/** Missing blocks that follow each other are read at once, so many at most. */
const blocksPerRead = 16;

/**
 * Recently read bytes of all open logs, in blocks of 64 KiB: least recently used go first.
 * What a reader of rows needs is small and near; whoever reads a log from end to end reads its
 * source itself.
 */
export class BlockCache {
  private readonly limit: number;
  private readonly blocks = new Map<string, Buffer>();
  private readonly pending = new Map<string, Promise<Buffer>>();
  private readonly keys = new WeakMap<ByteSource, string>();
  private nextKey = 1;
  private used = 0;

  /** @param limit bytes to keep */
  constructor(limit: number = 16 * 1024 * 1024) {
    this.limit = limit;
  }

  /** Bytes kept now. */
  get bytes(): number {
    return this.used;
  }

  /**
   * Bytes [from, from + length) of a source; fewer at its end. They are never written to.
   *
   * @throws AppError what the source throws; `wire.cancelled` when the signal aborts (the
   *   reading goes on for whoever else waits for it)
   */
  async read(
    source: ByteSource,
    from: number,
    length: number,
    signal?: AbortSignal,
  ): Promise<Buffer> {
    const end = Math.min(source.size, from + length);
    if (from >= end) return Buffer.alloc(0);
    if (source.cached) return source.read(from, end - from, signal);
    const first = Math.floor(from / blockBytes);
    const last = Math.floor((end - 1) / blockBytes);
    const pieces: Buffer[] = [];
    const asked: (Promise<Buffer> | Buffer)[] = [];
    for (let block = first; block <= last; block += 1) {
      const needed = Math.min(end - block * blockBytes, blockBytes);
      const found = this.block(source, block, last, needed);
      // One that fails while another is waited for is told when its turn comes.
      if (!Buffer.isBuffer(found)) found.catch(() => undefined);
      asked.push(found);
    }
    for (const [index, found] of asked.entries()) {
      const start = (first + index) * blockBytes;
      const needed = Math.min(end - start, blockBytes);
      const bytes = Buffer.isBuffer(found) ? found : await orAborted(found, signal);
      pieces.push(bytes.subarray(Math.max(from - start, 0), needed));
      if (bytes.length < needed) break;
    }
    // Most of what is asked for lies in one block: it is not copied.
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  }

  /** Forgets a source: it says something else now, or is closed. */
  drop(source: ByteSource): void {
    const prefix = this.keys.get(source);
    if (prefix === undefined) return;
    // A read that is under way belongs to what the source said before.
    this.keys.delete(source);
    for (const [key, bytes] of this.blocks) {
      if (!key.startsWith(prefix)) continue;
      this.blocks.delete(key);
      this.used -= bytes.length;
    }
  }

  /** One block with at least `needed` bytes, unless the source has fewer. */
  private block(
    source: ByteSource,
    block: number,
    last: number,
    needed: number,
  ): Promise<Buffer> | Buffer {
    const prefix = this.prefixOf(source);
    const kept = this.kept(prefix + block, needed);
    if (kept) return kept;
    const waiting = this.pending.get(prefix + block);
    if (waiting) {
      // It may have been asked for before the log grew.
      return waiting.then((bytes) =>
        bytes.length >= needed ? bytes : this.fetch(source, prefix, block, block),
      );
    }
    // A file of this machine is read block by block: that costs less than to copy them out of one.
    const together = source.path === null ? blocksPerRead : 1;
    let until = block;
    while (
      until < last &&
      until - block + 1 < together &&
      !this.blocks.has(prefix + (until + 1)) &&
      !this.pending.has(prefix + (until + 1))
    ) {
      until += 1;
    }
    return this.fetch(source, prefix, block, until);
  }

  private kept(key: string, needed: number): Buffer | null {
    const bytes = this.blocks.get(key);
    if (!bytes || bytes.length < needed) return null;
    this.blocks.delete(key);
    this.blocks.set(key, bytes);
    return bytes;
  }

  private fetch(source: ByteSource, prefix: string, first: number, last: number): Promise<Buffer> {
    const start = first * blockBytes;
    const reading = source.read(start, (last - first + 1) * blockBytes);
    const slices: Promise<Buffer>[] = [];
    for (let block = first; block <= last; block += 1) {
      const key = prefix + block;
      const at = block * blockBytes - start;
      const slice = reading.then((bytes) => {
        // A copy of its own, unless it was read alone: a slice would keep all that was read with it.
        if (first === last && bytes.buffer.byteLength === bytes.length && bytes.length > 0) {
          if (this.keys.get(source) === prefix) this.keep(key, bytes);
          return bytes;
        }
        const own = Buffer.allocUnsafeSlow(Math.max(0, Math.min(blockBytes, bytes.length - at)));
        bytes.copy(own, 0, at);
        if (this.keys.get(source) === prefix && own.length > 0) this.keep(key, own);
        return own;
      });
      const settled = slice.finally(() => {
        if (this.pending.get(key) === settled) this.pending.delete(key);
      });
      // Blocks that nobody waits for yet fail unheard; who asks for them reads again.
      settled.catch(() => undefined);
      this.pending.set(key, settled);
      slices.push(settled);
    }
    return slices[0] ?? Promise.resolve(Buffer.alloc(0));
  }

  private keep(key: string, bytes: Buffer): void {
    const before = this.blocks.get(key);
    if (before) {
      this.blocks.delete(key);
      this.used -= before.length;
    }
    this.blocks.set(key, bytes);
    this.used += bytes.length;
    for (const [oldest, old] of this.blocks) {
      if (this.used <= this.limit) break;
      this.blocks.delete(oldest);
      this.used -= old.length;
    }
  }

  private prefixOf(source: ByteSource): string {
    let prefix = this.keys.get(source);
    if (prefix === undefined) {
      prefix = `${this.nextKey}:`;
      this.nextKey += 1;
      this.keys.set(source, prefix);
    }
    return prefix;
  }
}

/** The one that all documents of this process share. */
export const blockCache = new BlockCache();
