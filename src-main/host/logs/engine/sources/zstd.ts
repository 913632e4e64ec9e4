import { Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { AppError } from '../../../../contract/errors';
import type { Decoder, PackedBytes, Unpacking } from './unpacking';
import { FrameWalk } from './zstd-frames';

/** Frames that readers go back to are remembered so far apart at least. */
const spacing = 4 * 1024 * 1024;

const outputBytes = 256 * 1024;

/** Where a frame begins: in what is unpacked, and in the file. */
interface Frame {
  out: number;
  stored: number;
}

/**
 * Zstandard, unpacked by Node outside of this thread. A reader that goes back begins at the
 * frame before its place; most files have only one, which unpacks at about a gigabyte a second.
 */
export class Zstandard implements Unpacking {
  readonly stored: PackedBytes;
  readonly name: string;
  private frames: Frame[] = [];

  constructor(stored: PackedBytes, name: string) {
    this.stored = stored;
    this.name = name;
  }

  startFor(at: number): number {
    return this.before(at).out;
  }

  start(at: number): Promise<Decoder> {
    return Promise.resolve(new ZstandardDecoder(this, this.before(at)));
  }

  /** A frame that was come to. */
  reached(frame: Frame): void {
    if (frame.out >= (this.frames.at(-1)?.out ?? 0) + spacing) this.frames.push(frame);
  }

  places(): Frame[] {
    return this.frames;
  }

  restore(places: unknown): boolean {
    if (!areFrames(places, this.stored.length)) return false;
    this.frames = places;
    return true;
  }

  forget(): void {
    this.frames = [];
  }

  private before(at: number): Frame {
    return this.frames.findLast((frame) => frame.out <= at) ?? { out: 0, stored: 0 };
  }
}

class ZstandardDecoder implements Decoder {
  private readonly of: Zstandard;
  private readonly walk: FrameWalk;
  private stream: Readable | null = null;
  private pieces: AsyncIterator<Buffer> | null = null;
  private out: number;
  private failure: AppError | null = null;

  constructor(of: Zstandard, from: Frame) {
    this.of = of;
    this.out = from.out;
    this.walk = new FrameWalk(of.stored, from.stored);
  }

  get at(): number {
    return this.out;
  }

  get consumed(): number {
    return Math.min(1, this.walk.at / Math.max(1, this.of.stored.length));
  }

  async next(): Promise<Buffer | null> {
    if (this.failure) throw this.failure;
    try {
      for (;;) {
        this.pieces ??= await this.nextFrame();
        if (!this.pieces) return null;
        const { value, done } = await this.pieces.next();
        if (done) this.pieces = null;
        else if (value.length > 0) {
          this.out += value.length;
          return value;
        }
      }
    } catch (error) {
      throw (this.failure = this.trouble(error));
    }
  }

  close(): void {
    this.stream?.destroy();
  }

  /** Goes on with the next frame; null where none follows. */
  private async nextFrame(): Promise<AsyncIterator<Buffer> | null> {
    for (;;) {
      const kind = await this.walk.kind();
      if (kind === 'cut') throw new AppError('logs.archive-cut', this.told());
      if (kind === 'none') return null;
      if (kind === 'data') break;
      await this.walk.skip();
    }
    this.of.reached({ out: this.out, stored: this.walk.at });
    const packed = Readable.from(this.walk.frame());
    const unpacked = createZstdDecompress({ chunkSize: outputBytes });
    // A file that cannot be read fails whoever reads what is unpacked of it.
    packed.on('error', (error) => unpacked.destroy(error));
    this.stream = packed.pipe(unpacked);
    return this.stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  private told(): { name: string; bytes: number } {
    return { name: this.of.name, bytes: this.out };
  }

  private trouble(error: unknown): AppError {
    if (error instanceof AppError) return error;
    const cut = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
    const code = cut ? 'logs.archive-cut' : 'logs.archive-damaged';
    return new AppError(code, this.told(), { cause: error });
  }
}

/** Whether these are frames of a file of so many packed bytes: what is not is never used. */
function areFrames(value: unknown, length: number): value is Frame[] {
  if (!Array.isArray(value)) return false;
  let before = { out: 0, stored: 0 };
  return value.every((found: Partial<Frame> | null) => {
    const { out = 0, stored = 0 } = found ?? {};
    const follows = out > before.out && stored > before.stored && stored <= length;
    before = { out, stored };
    return follows;
  });
}
