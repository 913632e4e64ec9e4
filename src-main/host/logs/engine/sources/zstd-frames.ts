import type { PackedBytes } from './unpacking';

const magic = 0xfd2fb528;
/** Frames 0x184D2A50 to 0x184D2A5F hold no data (RFC 8878, 3.1.2). */
const skippable = 0x184d2a5;
const readAhead = 256 * 1024;
/** A block makes 128 KB at most. */
const blocksAtOnce = 32;
const packedAtOnce = 64 * 1024;
const blockHeaderBytes = 3;
export const checksumBytes = 4;
/** Types of blocks (RFC 8878, 3.1.1.2.2). */
const repeated = 1;
const compressed = 2;

/** What begins at a place of a file. */
export type FrameKind = 'data' | 'skippable' | 'none' | 'cut';

export interface FrameHeader {
  bytes: Buffer;
  /** How far blocks may look back, as a frame's header says it. */
  windowByte: number;
  checksum: boolean;
  /** The file ends within it. */
  cut: boolean;
}

/** Blocks that follow each other. */
export interface Blocks {
  bytes: Buffer[];
  /** Contents of those that are compressed. */
  compressed: Buffer[];
  /** The frame ends with them. */
  last: boolean;
  /** The file ends behind them, within a block. */
  cut: boolean;
}

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

  /** Goes over the header of the frame here. */
  async header(): Promise<FrameHeader> {
    const start = await this.look(18);
    const descriptor = start[4] ?? 0;
    const single = (descriptor & 0x20) !== 0;
    const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
    const content = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
    const length = 5 + (single ? 0 : 1) + dictionary + content;
    const bytes = await this.take(length);
    const checksum = (descriptor & 4) !== 0;
    if (bytes.length < length) return { bytes, windowByte: 0, checksum, cut: true };
    const windowByte = single
      ? windowByteFor(contentSize(bytes.subarray(length - content)))
      : (bytes[5] ?? 0);
    return { bytes, windowByte, checksum, cut: false };
  }

  /**
   * The next blocks of the frame, whole ones: no more than a decoder makes a few megabytes of,
   * whatever is in them.
   */
  async blocks(): Promise<Blocks> {
    const found: Blocks = { bytes: [], compressed: [], last: false, cut: false };
    let gathered = 0;
    while (!found.last && found.bytes.length < blocksAtOnce && gathered < packedAtOnce) {
      const header = await this.look(blockHeaderBytes);
      const value = header.length < blockHeaderBytes ? 0 : header.readUIntLE(0, 3);
      const type = (value >> 1) & 3;
      // A repeated byte stands there once.
      const length = blockHeaderBytes + (type === repeated ? 1 : value >> 3);
      const block = await this.look(length);
      if (header.length < blockHeaderBytes || block.length < length) {
        found.cut = true;
        return found;
      }
      this.at += length;
      found.bytes.push(block);
      if (type === compressed) found.compressed.push(block.subarray(blockHeaderBytes));
      found.last = (value & 1) === 1;
      gathered += length;
    }
    return found;
  }

  /** The checksum behind a frame that has one. */
  async checksum(): Promise<Buffer> {
    return await this.take(checksumBytes);
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

/** Bytes that a block may look back (RFC 8878, 3.1.1.1.2). */
export function windowOf(windowByte: number): number {
  const base = 2 ** (10 + (windowByte >> 3));
  return base + (base / 8) * (windowByte & 7);
}

/** The header of a frame of which only later blocks follow. */
export function headerFor(windowByte: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt32LE(magic, 0);
  bytes[5] = windowByte;
  return bytes;
}

/** The smallest window that holds so much. */
function windowByteFor(size: number): number {
  return Math.max(0, Math.ceil(Math.log2(Math.max(1, size))) - 10) << 3;
}

/** A content size by the length of its field (RFC 8878, 3.1.1.1.4). */
function contentSize(field: Buffer): number {
  switch (field.length) {
    case 1:
      return field[0] ?? 0;
    case 2:
      return field.readUInt16LE(0) + 256;
    case 4:
      return field.readUInt32LE(0);
    default:
      return Number(field.readBigUInt64LE(0));
  }
}
