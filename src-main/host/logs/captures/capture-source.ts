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
    const end = Math.min(from + length, this.file.size);
    const parts: Buffer[] = [];
    let at = Math.max(0, from);
    let unpacked = 0;
    while (at < end) {
      if (signal?.aborted || this.closed) throw new AppError('wire.cancelled');
      if ((unpacked += 1) % framesAtATime === 0) await breathe();
      // Frames may be joined between two of them.
      const frame = this.file.frameAt(at);
      const start = this.file.startOf(frame);
      const part = this.file.bytesOf(frame).subarray(at - start, end - start);
      if (part.length === 0) break;
      parts.push(part);
      at += part.length;
    }
    return Buffer.concat(parts);
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
