import type { FileHandle } from 'node:fs/promises';
import { readAt } from './local-file';
import type { StoredBytes } from './unpacking';

/** A file of this machine that is packed, or a part of one. */
export class StoredRange implements StoredBytes {
  readonly path: string;
  readonly start: number;
  readonly length: number;
  private readonly handle: FileHandle;

  constructor(handle: FileHandle, path: string, start: number, length: number) {
    this.handle = handle;
    this.path = path;
    this.start = start;
    this.length = length;
  }

  get file(): { fd: number; start: number } {
    return { fd: this.handle.fd, start: this.start };
  }

  async read(from: number, length: number): Promise<Buffer> {
    const wanted = Math.min(length, this.length - from);
    if (wanted <= 0) return Buffer.alloc(0);
    return await readAt(this.handle, this.path, this.start + from, wanted);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
