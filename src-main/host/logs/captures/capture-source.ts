import { setImmediate as breathe } from 'node:timers/promises';
import { AppError } from '../../../contract/errors';
import type { ByteSource, SourceChange } from '../engine/index';
import type { CaptureFile } from './capture-file';
import type { CaptureMark } from './frames';
import type { RemotePiece } from './locate';

/** So many frames are unpacked at a time, about 6 ms, before others have their turn. */
const framesAtATime = 4;

/** Reads a capture, also while it is written, here or by another process. */
export class CaptureSource implements ByteSource {
  readonly name: string;
  readonly complete = true;
  readonly cached = true;
  readonly path = null;
  readonly identity: string;
  private readonly file: CaptureFile;
  private readonly onClose: () => void;
  private seen: number;
  private closed = false;

  constructor(id: string, name: string, file: CaptureFile, onClose: () => void) {
    this.identity = `capture:${id}`;
    this.name = name;
    this.file = file;
    this.onClose = onClose;
    this.seen = file.size;
  }

  /** Bytes at the last {@link refresh}; more can be read when more has come. */
  get size(): number {
    return this.seen;
  }

  /** What happened between the bytes, in order. */
  get marks(): readonly CaptureMark[] {
    return this.file.marks.filter(({ at }) => at <= this.file.size);
  }

  /** Where bytes [from, to) stand in the remote files they came from: for evidence. */
  locate(from: number, to: number): RemotePiece[] {
    return this.file.locate(from, to);
  }

  async read(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    const start = Math.max(0, from);
    const end = Math.min(from + length, this.file.size);
    const bytes = Buffer.allocUnsafeSlow(Math.max(0, end - start));
    return bytes.subarray(0, await this.readInto(bytes, start, signal));
  }

  async readInto(target: Uint8Array, from: number, signal?: AbortSignal): Promise<number> {
    const end = Math.min(target.length, this.file.size - from);
    let filled = 0;
    for (let frames = 1; filled < end; frames += 1) {
      if (signal?.aborted || this.closed) throw new AppError('wire.cancelled');
      if (frames % framesAtATime === 0) await breathe();
      // Frames may be joined between two of them.
      const copied = this.file.copy(from + filled, target.subarray(filled, end));
      if (copied === 0) break;
      filled += copied;
    }
    return filled;
  }

  refresh(): Promise<SourceChange> {
    this.file.catchUp();
    const { size } = this.file;
    const change = size > this.seen ? 'grown' : size < this.seen ? 'truncated' : 'same';
    this.seen = size;
    return Promise.resolve(change);
  }

  close(): Promise<void> {
    if (!this.closed) this.onClose();
    this.closed = true;
    return Promise.resolve();
  }
}
