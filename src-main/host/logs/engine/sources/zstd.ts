import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { AppError } from '../../../../contract/errors';
import type { Decoder, PackedBytes, Unpacking } from './unpacking';
import { checksumBytes, FrameWalk, headerFor, windowOf, type Blocks } from './zstd-frames';
import { arePlaces, beginning, type Place, type Places, type Within } from './zstd-places';
import { FrameState } from './zstd-state';
import { BlockDecoder } from './zstd-stream';

/** Frames that readers go back to are remembered so far apart at least. */
const frameSpacing = 4 * 1024 * 1024;
/** Places within a frame cost more: some hundred KB each. */
const firstSpacing = 8 * 1024 * 1024;
/** When they take more than this together, they are thinned out. */
const placesBytes = 16 * 1024 * 1024;
/** A frame whose blocks look back further (`--long`, `--ultra`) has no places within. */
const mostWindow = 8 * 1024 * 1024;

/**
 * Zstandard with random access: at frames, and within them where the state of the decoder can be
 * told from the blocks before (most files have only one frame).
 */
export class Zstandard implements Unpacking {
  readonly stored: PackedBytes;
  readonly name: string;
  private known: Place[] = [];
  private spacing = firstSpacing;

  constructor(stored: PackedBytes, name: string) {
    this.stored = stored;
    this.name = name;
  }

  startFor(at: number): number {
    return this.before(at).out;
  }

  start(at: number): Promise<Decoder> {
    const place = this.before(at);
    // Only who goes beyond the last place can find another one.
    const finds = place === (this.known.at(-1) ?? beginning);
    return Promise.resolve(new ZstandardDecoder(this, place, finds));
  }

  /** Whether a place is wanted here. */
  wants(out: number, within: boolean): boolean {
    return out >= (this.known.at(-1)?.out ?? 0) + (within ? this.spacing : frameSpacing);
  }

  add(place: Place): void {
    if (!this.wants(place.out, place.within !== null)) return;
    this.known.push(place);
    const used = this.known.reduce((sum, { within }) => sum + (within?.dictionary.length ?? 0), 0);
    if (used < placesBytes) return;
    let odd = false;
    this.known = this.known.filter(({ within }) => within === null || (odd = !odd));
    this.spacing *= 2;
  }

  places(): Places {
    return { spacing: this.spacing, places: this.known };
  }

  restore(places: unknown): boolean {
    if (!arePlaces(places, this.stored.length)) return false;
    this.spacing = places.spacing;
    this.known = places.places;
    return true;
  }

  forget(): void {
    this.known = [];
  }

  private before(at: number): Place {
    return this.known.findLast((place) => place.out <= at) ?? beginning;
  }
}

/** The frame that is being unpacked. */
interface Frame {
  decoder: BlockDecoder;
  /** Bytes that the decoder is given before the next blocks. */
  ahead: Buffer;
  windowByte: number;
  checksum: boolean;
  /** The decoder sees the frame from its begin, so it checks the sum. */
  whole: boolean;
  /** Null where it cannot be told any more. */
  state: FrameState | null;
  /** What was unpacked last, as far as blocks may look back. */
  recent: Buffer[];
  /** A place that is tried on the blocks behind it before it is taken. */
  trial: Place | null;
  /** Where a place is looked for next: to look for one in vain takes time. */
  lookFrom: number;
}

class ZstandardDecoder implements Decoder {
  private readonly of: Zstandard;
  private readonly walk: FrameWalk;
  private readonly finds: boolean;
  private frame: Frame | null = null;
  /** Unpacked, but not asked for yet. */
  private ready: Buffer[] = [];
  private out: number;
  /** Where what is `ready` ends. */
  private made: number;
  private failure: AppError | null = null;

  constructor(of: Zstandard, from: Place, finds: boolean) {
    this.of = of;
    this.finds = finds;
    this.out = from.out;
    this.made = from.out;
    this.walk = new FrameWalk(of.stored, from.stored);
    if (from.within) this.frame = goOn(from.within, finds);
  }

  get at(): number {
    return this.out;
  }

  get consumed(): number {
    return Math.min(1, this.walk.at / Math.max(1, this.of.stored.length));
  }

  async next(): Promise<Buffer | null> {
    for (;;) {
      const piece = this.ready.shift();
      if (piece) {
        this.out += piece.length;
        return piece;
      }
      if (this.failure) throw this.failure;
      this.frame ??= await this.nextFrame();
      if (!this.frame) return null;
      await this.unpack(this.frame);
    }
  }

  close(): void {
    this.frame?.decoder.close();
  }

  /** Goes on with the next frame; null where none follows. */
  private async nextFrame(): Promise<Frame | null> {
    for (;;) {
      const kind = await this.walk.kind();
      if (kind === 'none') return null;
      if (kind === 'data') break;
      if (kind === 'cut') {
        this.fail('logs.archive-cut');
        throw this.failure ?? new AppError('internal');
      }
      await this.walk.skip();
    }
    this.of.add({ out: this.made, stored: this.walk.at, within: null });
    const { bytes, windowByte, checksum } = await this.walk.header();
    const decoder = new BlockDecoder();
    const follows = this.finds && windowOf(windowByte) <= mostWindow;
    const state = follows ? new FrameState(true) : null;
    const frame = { decoder, ahead: bytes, windowByte, checksum, whole: true, state };
    return { ...frame, recent: [], trial: null, lookFrom: 0 };
  }

  private async unpack(frame: Frame): Promise<void> {
    const blocks = await this.walk.blocks();
    const bytes = Buffer.concat([frame.ahead, ...blocks.bytes]);
    const { pieces, failure } = await frame.decoder.write(bytes);
    this.take(frame, pieces);
    if (failure)
      return this.fail(isTooWide(failure) ? 'logs.archive-kind' : 'logs.archive-damaged');
    if (blocks.cut) return this.fail('logs.archive-cut');
    frame.ahead = Buffer.alloc(0);
    await this.tryPlace(frame, blocks, pieces);
    if (blocks.last) await this.endFrame(frame);
    else this.lookForPlace(frame, blocks);
  }

  private take(frame: Frame, pieces: readonly Buffer[]): void {
    for (const piece of pieces) {
      this.ready.push(piece);
      this.made += piece.length;
      if (frame.state) frame.recent.push(piece);
    }
    const window = windowOf(frame.windowByte);
    let held = frame.recent.reduce((sum, { length }) => sum + length, 0);
    for (;;) {
      const first = frame.recent[0]?.length ?? 0;
      if (first === 0 || held - first < window) return;
      held -= first;
      frame.recent.shift();
    }
  }

  private async endFrame(frame: Frame): Promise<void> {
    if (frame.checksum) {
      const sum = await this.walk.checksum();
      if (sum.length < checksumBytes) this.fail('logs.archive-cut');
      else if (frame.whole) {
        const { failure } = await frame.decoder.write(sum);
        if (failure) this.fail('logs.archive-damaged');
      }
    }
    frame.decoder.close();
    this.frame = null;
  }

  /** Follows the decoder's state; where a place is wanted behind these blocks, makes one. */
  private lookForPlace(frame: Frame, { compressed }: Blocks): void {
    if (!frame.state) return;
    try {
      for (const block of compressed) frame.state.add(block);
    } catch (error) {
      // Node's decoder takes it, this one does not: no place is made in this frame any more.
      if (!(error instanceof RangeError)) throw error;
      frame.state = null;
      frame.recent = [];
      return;
    }
    if (this.made < frame.lookFrom || !this.of.wants(this.made, true)) return;
    const { windowByte, checksum } = frame;
    const recent = Buffer.concat(frame.recent).subarray(-windowOf(windowByte));
    const dictionary = frame.state.dictionary(recent);
    if (!dictionary) frame.lookFrom = this.made + firstSpacing;
    const within = dictionary && { windowByte, checksum, dictionary };
    frame.trial = within && { out: this.made, stored: this.walk.at, within };
  }

  /** Takes a place if the blocks behind it become the same from there. */
  private async tryPlace(
    frame: Frame,
    { bytes }: Blocks,
    pieces: readonly Buffer[],
  ): Promise<void> {
    const { trial } = frame;
    frame.trial = null;
    if (!trial?.within) return;
    const { windowByte, dictionary } = trial.within;
    const decoder = new BlockDecoder(dictionary);
    const again = await decoder.write(Buffer.concat([headerFor(windowByte), ...bytes]));
    decoder.close();
    if (again.failure || !Buffer.concat(again.pieces).equals(Buffer.concat(pieces))) return;
    const packed = new Uint8Array(zstdCompressSync(dictionary));
    this.of.add({ ...trial, within: { ...trial.within, dictionary: packed } });
  }

  private fail(code: 'logs.archive-cut' | 'logs.archive-damaged' | 'logs.archive-kind'): void {
    const { name } = this.of;
    this.frame?.decoder.close();
    this.failure =
      code === 'logs.archive-kind'
        ? new AppError(code, { path: name, kind: 'zstd --long' })
        : new AppError(code, { name, bytes: this.made });
  }
}

/** A frame from the middle of it. */
function goOn({ windowByte, checksum, dictionary }: Within, finds: boolean): Frame {
  const plain = zstdDecompressSync(dictionary);
  return {
    decoder: new BlockDecoder(plain),
    ahead: headerFor(windowByte),
    windowByte,
    checksum,
    whole: false,
    state: finds ? new FrameState(false) : null,
    recent: finds ? [plain] : [],
    trial: null,
    lookFrom: 0,
  };
}

/** Its blocks look back further than there is memory for. */
function isTooWide(error: Error): boolean {
  return 'code' in error && error.code === 'ZSTD_error_frameParameter_windowTooLarge';
}
