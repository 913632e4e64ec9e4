import type { Frame } from './frame';

/** What is kept of decoded frames: what a screen scrolls over, in whatever order. */
const mostBytes = 16 * 1024 * 1024;

/** Frames that were decoded lately, by number. */
export class FrameCache {
  private readonly frames = new Map<number, Frame>();
  private bytes = 0;

  /** A frame; `decode` gives one that is not at hand. */
  get(number: number, decode: () => Frame): Frame {
    const known = this.frames.get(number);
    const frame = known ?? decode();
    this.frames.delete(number);
    this.frames.set(number, frame);
    if (!known) this.bytes += frame.bytes;
    for (const [oldest, { bytes }] of this.frames) {
      if (this.bytes <= mostBytes || this.frames.size === 1) break;
      this.frames.delete(oldest);
      this.bytes -= bytes;
    }
    return frame;
  }
}
