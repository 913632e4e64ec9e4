import { frameBytes } from './frames';

/** Unpacked frames kept for reading, per capture that is open. */
const cacheBytes = 8 * 1024 * 1024;
/** A shorter frame has room of its own length. */
const leastRoom = frameBytes / 8;

/**
 * Frames that were read or written last, unpacked. The least recently used goes first, and its room
 * is used again: what grows fast would leave as much to be collected as is written. So they are
 * nobody else's; copy out of them.
 */
export class FrameCache {
  private readonly frames = new Map<number, Buffer>();
  private bytes = 0;
  private spare: Buffer | null = null;

  has(frame: number): boolean {
    return this.frames.has(frame);
  }

  get(frame: number): Buffer | undefined {
    const known = this.frames.get(frame);
    if (!known) return undefined;
    // Moved to the end: the map's order is the order of use.
    this.frames.delete(frame);
    this.frames.set(frame, known);
    return known;
  }

  /** Takes over the bytes of a frame. */
  keep(frame: number, bytes: Buffer): void {
    this.drop(frame);
    this.frames.set(frame, bytes);
    this.bytes += roomOf(bytes);
    for (const oldest of this.frames.keys()) {
      if (this.bytes <= cacheBytes || oldest === frame) break;
      this.drop(oldest);
    }
  }

  /** Keeps a copy. */
  keepCopy(frame: number, bytes: Uint8Array): void {
    if (bytes.length < leastRoom || bytes.length > frameBytes)
      return this.keep(frame, Buffer.from(bytes));
    const room = this.spare ?? Buffer.allocUnsafeSlow(frameBytes);
    this.spare = null;
    room.set(bytes);
    this.keep(frame, room.subarray(0, bytes.length));
  }

  /** Forgets a frame and all after it. */
  cut(first: number): void {
    for (const frame of this.frames.keys()) if (frame >= first) this.drop(frame);
  }

  clear(): void {
    this.frames.clear();
    this.bytes = 0;
    this.spare = null;
  }

  private drop(frame: number): void {
    const bytes = this.frames.get(frame);
    if (!bytes) return;
    this.frames.delete(frame);
    this.bytes -= roomOf(bytes);
    if (roomOf(bytes) === frameBytes) this.spare = Buffer.from(bytes.buffer);
  }
}

/** What a frame holds on to. */
function roomOf(bytes: Buffer): number {
  return bytes.buffer.byteLength;
}
