import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  Z_BLOCK,
  Z_BUF_ERROR,
  Z_OK,
  Z_STREAM_END,
  zlibInflate,
  zlibInflateInit2,
  zlibInflateReset2,
  zlibInflateSetDictionary,
  ZStream,
} from 'pako';
import { AppError } from '../../../../contract/errors';
import { isBytes, type Decoder, type PackedBytes, type Unpacking } from './unpacking';

/** A place to go on from every so many bytes of what is unpacked, at first. */
const firstSpacing = 2 * 1024 * 1024;
/** More places than this are thinned out: about 10 KB each. */
const mostCheckpoints = 1024;
const inputBytes = 64 * 1024;
const outputBytes = 256 * 1024;
/** Deflate looks back so far at most. */
const windowBytes = 32 * 1024;
/** Raw deflate, and deflate in a gzip frame, as zlib's `windowBits` says it. */
const rawBits = -15;
const gzipBits = 31;
/** CRC-32 and length behind the deflate data of a gzip member. */
const gzipTrailerBytes = 8;

/** A border of two deflate blocks: all that is needed to go on from there. */
interface Checkpoint {
  /** Place in what is unpacked, and of the next packed byte. */
  out: number;
  stored: number;
  /** Bits of the byte before that belong to the next block, and their value. */
  bits: number;
  hold: number;
  /** The last 32 KB unpacked, packed. */
  window: Uint8Array;
}

interface Places {
  spacing: number;
  checkpoints: Checkpoint[];
}

/**
 * Deflate with random access: on the first pass places to go on from are remembered, as zlib's
 * example zran.c does it.
 */
export class Inflating implements Unpacking {
  readonly stored: PackedBytes;
  readonly name: string;
  readonly framed: boolean;
  readonly expected: { crc32: number; size: number } | null;
  private checkpoints: Checkpoint[] = [];
  private spacing = firstSpacing;

  /**
   * @param framed gzip members one after the other; else one raw stream, as in a zip
   * @param expected what a raw stream must unpack to; gzip has it in its own trailers
   */
  constructor(
    stored: PackedBytes,
    name: string,
    framed: boolean,
    expected: { crc32: number; size: number } | null = null,
  ) {
    this.stored = stored;
    this.name = name;
    this.framed = framed;
    this.expected = expected;
  }

  startFor(at: number): number {
    return this.before(at)?.out ?? 0;
  }

  start(at: number): Promise<Decoder> {
    return Promise.resolve(new InflateDecoder(this, this.before(at)));
  }

  /** Whether a place to go on from is wanted here. */
  wants(out: number): boolean {
    return out >= (this.checkpoints.at(-1)?.out ?? 0) + this.spacing;
  }

  add(checkpoint: Checkpoint): void {
    this.checkpoints.push(checkpoint);
    if (this.checkpoints.length < mostCheckpoints) return;
    this.checkpoints = this.checkpoints.filter((_, index) => index % 2 === 1);
    this.spacing *= 2;
  }

  places(): Places {
    return { spacing: this.spacing, checkpoints: this.checkpoints };
  }

  restore(places: unknown): boolean {
    if (!arePlaces(places, this.stored.length)) return false;
    this.spacing = places.spacing;
    this.checkpoints = places.checkpoints;
    return true;
  }

  forget(): void {
    this.checkpoints = [];
  }

  private before(at: number): Checkpoint | undefined {
    return this.checkpoints.findLast((checkpoint) => checkpoint.out <= at);
  }
}

class InflateDecoder implements Decoder {
  private readonly of: Inflating;
  private out: number;
  /** Packed bytes at hand, and where they begin. */
  private input: Buffer = Buffer.alloc(0);
  private inputAt: number;
  private readonly stream = new ZStream();
  /** In a gzip frame, whose end zlib checks itself. */
  private framed: boolean;
  /** The last 32 KB that were unpacked. */
  private recent: Buffer;
  /** Of all that is unpacked, when it began at the start. */
  private crc: number | null;
  private ended = false;
  private failure: AppError | null = null;

  constructor(of: Inflating, from: Checkpoint | undefined) {
    this.of = of;
    this.out = from?.out ?? 0;
    this.inputAt = from?.stored ?? 0;
    this.framed = of.framed && !from;
    this.recent = from ? inflateRawSync(from.window) : Buffer.alloc(0);
    this.crc = from || of.framed ? null : 0;
    const { stream } = this;
    zlibInflateInit2(stream, this.framed ? gzipBits : rawBits);
    this.give(0);
    if (!from) return;
    // What zlib's inflatePrime does, which pako does not export.
    const state = stream.state as { hold: number; bits: number };
    state.hold = from.hold;
    state.bits = from.bits;
    zlibInflateSetDictionary(stream, this.recent);
  }

  get at(): number {
    return this.out;
  }

  get consumed(): number {
    return Math.min(1, this.place / Math.max(1, this.of.stored.length));
  }

  /** Place of the next packed byte. */
  private get place(): number {
    return this.inputAt + this.input.length - this.stream.avail_in;
  }

  async next(): Promise<Buffer | null> {
    const { stream } = this;
    const output = new Uint8Array(outputBytes);
    stream.output = output;
    stream.next_out = 0;
    stream.avail_out = outputBytes;
    while (stream.avail_out > 0 && !this.ended && !this.failure) {
      const fetched = stream.avail_in > 0 || (await this.fetch());
      const result = zlibInflate(stream, Z_BLOCK);
      if (result === Z_STREAM_END) await this.endOfStream();
      else if (result === Z_OK) this.remember();
      else if (result !== Z_BUF_ERROR) this.fail('logs.archive-damaged');
      else if (!fetched) this.fail('logs.archive-cut');
    }
    const piece = Buffer.from(output.buffer, 0, stream.next_out);
    this.recent = lastBytes(this.recent, piece);
    this.out += piece.length;
    if (this.crc !== null) this.crc = crc32(piece, this.crc);
    if (piece.length > 0) return piece;
    if (this.ended) this.check();
    if (this.failure) throw this.failure;
    return null;
  }

  close(): void {
    this.ended = true;
  }

  /** Remembers a border of blocks, where one is wanted here. */
  private remember(): void {
    const { stream, of } = this;
    // `data_type`: 128 at the end of a block, 64 when it was the last one.
    if ((stream.data_type & 192) !== 128) return;
    const out = this.out + stream.next_out;
    if (!of.wants(out)) return;
    const { hold, bits } = stream.state as { hold: number; bits: number };
    const piece = Buffer.from(stream.output.buffer, 0, stream.next_out);
    // A copy of its own: zlib gives a part of something larger.
    const window = new Uint8Array(deflateRawSync(lastBytes(this.recent, piece), { level: 1 }));
    of.add({ out, stored: this.place, bits, hold: hold & ((1 << bits) - 1), window });
  }

  /** Goes on with the next member of a gzip file; whatever else follows is no part of it. */
  private async endOfStream(): Promise<void> {
    if (!this.of.framed) {
      this.ended = true;
      return;
    }
    const next = this.place + (this.framed ? 0 : gzipTrailerBytes);
    if (next > this.of.stored.length) {
      this.fail('logs.archive-cut');
      return;
    }
    const within = next - this.inputAt;
    if (within + 3 > this.input.length) {
      this.inputAt = next;
      this.input = await this.of.stored.read(next, inputBytes);
      this.give(0);
    } else this.give(within);
    const at = next - this.inputAt;
    const more = this.input[at] === 0x1f && this.input[at + 1] === 0x8b && this.input[at + 2] === 8;
    if (!more) this.ended = true;
    this.framed = true;
    zlibInflateReset2(this.stream, gzipBits);
  }

  /** Fetches packed bytes. @returns false where there are no more */
  private async fetch(): Promise<boolean> {
    this.inputAt += this.input.length;
    this.input = await this.of.stored.read(this.inputAt, inputBytes);
    this.give(0);
    return this.input.length > 0;
  }

  /** Hands the bytes at hand to zlib, from a place on. */
  private give(from: number): void {
    this.stream.input = this.input;
    this.stream.next_in = from;
    this.stream.avail_in = this.input.length - from;
  }

  private check(): void {
    const { expected } = this.of;
    if (this.crc === null || !expected) return;
    if (this.out !== expected.size || this.crc !== expected.crc32)
      this.fail('logs.archive-damaged');
  }

  private fail(code: 'logs.archive-cut' | 'logs.archive-damaged'): void {
    const bytes = this.out + this.stream.next_out;
    this.failure = new AppError(code, { name: this.of.name, bytes });
  }
}

/** Whether these are places of a file of so many packed bytes: what is not is never used. */
function arePlaces(value: unknown, length: number): value is Places {
  const { spacing, checkpoints } = (value ?? {}) as Partial<Places>;
  if (!Number.isInteger(spacing) || !Array.isArray(checkpoints)) return false;
  let before = { out: 0, stored: 0 };
  return checkpoints.every((found: Partial<Checkpoint> | null) => {
    const { out = 0, stored = 0, bits = -1, hold, window } = found ?? {};
    const follows = out > before.out && stored >= before.stored && stored <= length;
    before = { out, stored };
    return follows && bits >= 0 && bits < 32 && Number.isInteger(hold) && isBytes(window);
  });
}

/** The last 32 KB of what came before and of what follows it. */
function lastBytes(before: Buffer, piece: Buffer): Buffer {
  if (piece.length >= windowBytes) return Buffer.from(piece.subarray(-windowBytes));
  return Buffer.concat([before.subarray(piece.length - windowBytes), piece]);
}
