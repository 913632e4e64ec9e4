import { AppError } from '../../../../contract/errors';
import type { ByteSource, SourceChange } from '../source';

/** Bytes at hand as a log: pasted text, small captures, tests. */
export class MemorySource implements ByteSource {
  readonly name: string;
  readonly path = null;
  readonly identity = null;
  readonly complete = true;
  private bytes: Buffer;
  private change: SourceChange = 'same';

  constructor(bytes: Buffer, name = '') {
    this.bytes = bytes;
    this.name = name;
  }

  get size(): number {
    return this.bytes.length;
  }

  /** Adds bytes at the end; the next {@link refresh} says `grown`. */
  append(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.bytes = Buffer.concat([this.bytes, bytes]);
    if (this.change === 'same') this.change = 'grown';
  }

  /** Other bytes in place of what was; the next {@link refresh} says `replaced`. */
  replace(bytes: Buffer): void {
    this.bytes = bytes;
    this.change = 'replaced';
  }

  read(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    if (signal?.aborted) return Promise.reject(new AppError('wire.cancelled'));
    return Promise.resolve(Buffer.from(this.bytes.subarray(from, from + length)));
  }

  refresh(): Promise<SourceChange> {
    const change = this.change;
    this.change = 'same';
    return Promise.resolve(change);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
