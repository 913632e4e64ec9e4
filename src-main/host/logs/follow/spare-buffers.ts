/** Of shorter ones a new one costs nothing. */
const least = 1024 * 1024;
/** What a command says beyond the bytes it was asked for, rounded up. */
const margin = 512 * 1024;
/** Unused ones may take so much, all together. */
const mostSpare = 20 * 1024 * 1024;

/**
 * Large buffers that were used up, for whoever reads the next piece of a log. Their lengths are
 * few, so that one fits the next piece, too: making them anew takes longer than filling them, and
 * what is dropped is found to be garbage late.
 */
export class SpareBuffers {
  private readonly buffers: Buffer[] = [];
  private bytes = 0;

  /** One with room for so many bytes at least; what it holds is of no meaning. */
  take(length: number): Buffer {
    let best = -1;
    for (const [at, { length: room }] of this.buffers.entries())
      if (room >= length && room < (this.buffers[best]?.length ?? Infinity)) best = at;
    const [found] = best < 0 ? [] : this.buffers.splice(best, 1);
    if (found) {
      this.bytes -= found.length;
      return found;
    }
    let room = least;
    while (room + margin < length) room *= 2;
    return Buffer.allocUnsafeSlow(room + margin);
  }

  /** Takes back one that was taken, or a part of it: nobody looks at it any more. */
  giveBack(part: Buffer): void {
    const buffer = Buffer.from(part.buffer);
    const steps = Math.log2((buffer.length - margin) / least);
    // Small ones, and what grew beyond what was taken.
    if (!Number.isInteger(steps) || steps < 0) return;
    this.buffers.push(buffer);
    this.bytes += buffer.length;
    while (this.bytes > mostSpare) this.bytes -= this.buffers.shift()?.length ?? 0;
  }
}
