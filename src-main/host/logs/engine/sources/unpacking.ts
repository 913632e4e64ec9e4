import type { FileHandle } from 'node:fs/promises';
import { readAt } from './local-file';

/** Packed bytes: a file, or a part of one. */
export class StoredRange {
  readonly handle: FileHandle;
  readonly path: string;
  readonly start: number;
  readonly length: number;

  constructor(handle: FileHandle, path: string, start: number, length: number) {
    this.handle = handle;
    this.path = path;
    this.start = start;
    this.length = length;
  }

  /** Bytes [from, from + length) of the range; fewer at its end. @throws AppError `file.unreadable` */
  async read(from: number, length: number): Promise<Buffer> {
    const wanted = Math.min(length, this.length - from);
    if (wanted <= 0) return Buffer.alloc(0);
    return await readAt(this.handle, this.path, this.start + from, wanted);
  }
}

/** Unpacks in one direction from where it was started. */
export interface Decoder {
  /** Where the next piece begins in what is unpacked. */
  readonly at: number;
  /** Share of the packed bytes that were taken in, 0 to 1. */
  readonly consumed: number;
  /**
   * The next piece, of at most some hundred KiB; null at the end. Belongs to the caller.
   *
   * @throws AppError `logs.archive-cut`, `logs.archive-damaged` where it goes no further
   */
  next(): Promise<Buffer | null>;
  close(): void;
}

/** A way of packing: gives decoders that start at or before a place. */
export interface Unpacking {
  /** Where {@link start} would begin for a place. */
  startFor(at: number): number;
  start(at: number): Promise<Decoder>;
}
