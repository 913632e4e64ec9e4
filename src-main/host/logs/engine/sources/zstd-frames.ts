import type { PackedBytes } from './unpacking';

const magic = 0xfd2fb528;
/** Frames 0x184D2A50 to 0x184D2A5F hold no data (RFC 8878, 3.1.2). */
const skippable = 0x184d2a5;
const readAhead = 256 * 1024;
const handedOver = 64 * 1024;

/** What begins at a place of a file. */
export type FrameKind = 'data' | 'skippable' | 'none' | 'cut';

/**
 * Walks through the frames of a Zstandard file by their block headers (RFC 8878, 3.1.1), so that
 * each one can be unpacked by itself: Node's decoder stops after the first, and says of what
 * follows only that it does not know it.
 */
export class FrameWalk {
  private readonly stored: PackedBytes;
  private ahead: Buffer = Buffer.alloc(0);
  private aheadAt = 0;
  /** Place of the next packed byte. */
  at: number;

  constructor(stored: PackedBytes, at: number) {
    this.stored = stored;
    this.at = at;
  }

  /** What begins here. */
  async kind(): Promise<FrameKind> {
    const head = await this.look(4);
    if (head.length === 0) return 'none';
    if (head.length < 4) return 'cut';
    const value = head.readUInt32LE(0);
    if (value === magic) return 'data';
    return value >>> 4 === skippable ? 'skippable' : 'none';
  }

  /** Goes over a frame without data. */
  async skip(): Promise<void> {
    const head = await this.look(8);
    this.at += head.length < 8 ? head.length : 8 + head.readUInt32LE(4);
  }

  /** The packed bytes of the frame here, header and blocks; ends after the frame or where the file does. */
  async *frame(): AsyncGenerator<Buffer> {
    const start = await this.look(5);
    const descriptor = start[4] ?? 0;
    const single = (descriptor & 0x20) !== 0;
    const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
    const content = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
    let pieces = [await this.take(5 + (single ? 0 : 1) + dictionary + content)];
    let gathered = 0;
    for (let last = false; !last;) {
      const header = await this.look(3);
      const value = header.length < 3 ? 1 : header.readUIntLE(0, 3);
      last = (value & 1) === 1;
      // A repeated byte stands there once.
      const length = header.length + (((value >> 1) & 3) === 1 ? 1 : value >> 3);
      const block = await this.take(length);
      pieces.push(block);
      gathered += block.length;
      const cut = block.length < length;
      // Many small blocks go to the decoder at once: each handing over costs as much as a block.
      if (gathered >= handedOver || last || cut) {
        yield Buffer.concat(pieces);
        pieces = [];
        gathered = 0;
      }
      if (cut) return;
    }
    if ((descriptor & 4) !== 0) yield await this.take(4);
  }

  private async look(length: number): Promise<Buffer> {
    const from = this.at - this.aheadAt;
    if (from < 0 || from + length > this.ahead.length) {
      this.aheadAt = this.at;
      this.ahead = await this.stored.read(this.at, Math.max(length, readAhead));
    }
    return this.ahead.subarray(this.at - this.aheadAt, this.at - this.aheadAt + length);
  }

  private async take(length: number): Promise<Buffer> {
    const bytes = await this.look(length);
    this.at += bytes.length;
    return bytes;
  }
}
