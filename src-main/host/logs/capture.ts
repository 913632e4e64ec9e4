import type { SealedFile } from '../../kit/sealed-file';

/** Plain bytes of one frame. */
const frameBytes = 256 * 1024;
/** Bytes wait at most this long before they are written. */
const writeAfterMs = 200;
/** Decrypted frames kept for reading. */
const cacheBytes = 8 * 1024 * 1024;

/**
 * The exact bytes of a log as they came, in an encrypted file. Memory holds the frame that
 * is being filled and the frames read last, whatever the size and the rate: `append` writes
 * before it returns, so whoever feeds it is held back by the disk.
 */
export class Capture {
  private readonly file: SealedFile;
  private readonly starts: number[] = [];
  private written = 0;
  private readonly filling = Buffer.alloc(frameBytes);
  private filled = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly cache = new Map<number, Buffer>();
  private cached = 0;

  constructor(file: SealedFile) {
    this.file = file;
  }

  get size(): number {
    return this.written + this.filled;
  }

  /** Appends a piece of at most one frame, whole or not at all. @throws AppError `profile.disk-full` */
  append(piece: Buffer): void {
    if (piece.length > frameBytes) throw new RangeError('piece is larger than a frame');
    if (this.filled + piece.length > frameBytes) this.write();
    piece.copy(this.filling, this.filled);
    this.filled += piece.length;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      try {
        this.write();
      } catch {
        // The disk is full: the bytes stay here, and the next append says so.
      }
    }, writeAfterMs).unref();
  }

  /** Bytes [from, to) of the log; less when it ends before. */
  read(from: number, to: number): Buffer {
    const end = Math.min(to, this.size);
    const parts: Buffer[] = [];
    let at = from;
    for (let frame = this.frameOf(at); at < Math.min(end, this.written); frame += 1) {
      const start = this.starts[frame] ?? 0;
      const plain = this.frame(frame);
      const part = plain.subarray(at - start, end - start);
      parts.push(part);
      at += part.length;
    }
    if (at < end)
      parts.push(Buffer.from(this.filling.subarray(at - this.written, end - this.written)));
    const [only] = parts;
    return parts.length === 1 && only ? only : Buffer.concat(parts);
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.cache.clear();
    this.file.close();
  }

  private write(): void {
    if (this.filled === 0) return;
    const plain = Buffer.from(this.filling.subarray(0, this.filled));
    const index = this.file.append(plain);
    this.starts.push(this.written);
    this.written += plain.length;
    this.filled = 0;
    this.keep(index, plain);
  }

  private frameOf(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private frame(index: number): Buffer {
    const known = this.cache.get(index);
    if (known) {
      // Moved to the end: the map's order is the order of use.
      this.cache.delete(index);
      this.cache.set(index, known);
      return known;
    }
    const plain = this.file.read(index);
    this.keep(index, plain);
    return plain;
  }

  private keep(index: number, plain: Buffer): void {
    this.cache.set(index, plain);
    this.cached += plain.length;
    for (const [oldest, bytes] of this.cache) {
      if (this.cached <= cacheBytes || oldest === index) return;
      this.cache.delete(oldest);
      this.cached -= bytes.length;
    }
  }
}
