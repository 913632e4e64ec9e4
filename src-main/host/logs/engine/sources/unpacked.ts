import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../../../contract/errors';
import type { Decoder, Unpacking } from './unpacking';

/** Decoders that stay where they are, for readers that go on from there. */
const keptDecoders = 3;
/** What a decoder gave last is kept up to this: readers take a step back now and then. */
const recentBytes = 1280 * 1024;
/** Of a file that is known to its end decoders go when nobody has asked for so long: any place is near a known one. */
const idleMs = 10_000;
/** Unpacking holds its thread so long at most before other requests get their turn. */
const turnMilliseconds = 8;

/** How far a packed file is known. */
export interface UnpackedState {
  /** Bytes that are known to be in it; all of them when `complete`. */
  size: number;
  complete: boolean;
  /** Share of what is packed that was unpacked, 0 to 1. */
  share: number;
  /** Why it ends before it should. */
  trouble: { code: 'logs.archive-cut' | 'logs.archive-damaged'; params: AppError['params'] } | null;
}

/** What is kept of a packed file, for the next time it is opened: plain values. */
export interface KeptPlaces {
  state: UnpackedState;
  places: unknown;
}

const nothingKnown: UnpackedState = { size: 0, complete: false, share: 0, trouble: null };

/** A decoder and what it gave last, in order; a reader that has it alone moves it. */
interface Cursor {
  decoder: Decoder;
  pieces: { at: number; bytes: Buffer }[];
  taken: boolean;
}

/**
 * A packed file as what is in it, in the thread that unpacks it. How long it is, is known once it
 * was read to its end.
 */
export class Unpacked {
  private readonly unpacking: Unpacking;
  private cursors: Cursor[] = [];
  private known: UnpackedState = nothingKnown;
  /** What is known was kept from an earlier time, not seen now. */
  private recalled = false;
  /** The places were found wrong once: what contradicts then is the file itself. */
  private distrusted = false;
  private idle: NodeJS.Timeout | undefined;

  constructor(unpacking: Unpacking) {
    this.unpacking = unpacking;
  }

  get state(): UnpackedState {
    return this.known;
  }

  /** All that is needed to read any place at the next opening; null before its end was seen. */
  keep(): KeptPlaces | null {
    return this.known.complete ? { state: this.known, places: this.unpacking.places() } : null;
  }

  /** Takes what {@link keep} gave for the same file. */
  recall(kept: KeptPlaces): void {
    const { size, complete } = kept.state;
    if (!complete || !Number.isSafeInteger(size) || !this.unpacking.restore(kept.places)) return;
    this.known = { ...kept.state, share: 1 };
    this.recalled = true;
  }

  /**
   * Bytes [from, from + length); fewer at the end, also where what is packed is cut or damaged.
   *
   * @throws AppError what reading the packed bytes throws; `wire.cancelled`
   */
  async read(from: number, length: number, signal: AbortSignal): Promise<Buffer> {
    const { size, complete } = this.known;
    const end = complete ? Math.min(size, from + length) : from + length;
    if (from >= end) return Buffer.alloc(0);
    const cursor = await this.cursorFor(from);
    let found: Buffer | null;
    try {
      found = await this.collect(cursor, from, end, signal);
    } finally {
      cursor.taken = false;
      this.closeSpare();
      this.closeLater();
    }
    if (found) return found;
    // What was kept of it is wrong: from its start it says the truth.
    this.drop(cursor);
    return await this.read(from, length, signal);
  }

  close(): void {
    clearTimeout(this.idle);
    for (const { decoder } of this.cursors) decoder.close();
    this.cursors = [];
  }

  /** Null where the places that were kept turn out to be wrong; they are forgotten then. */
  private async collect(
    cursor: Cursor,
    from: number,
    end: number,
    signal: AbortSignal,
  ): Promise<Buffer | null> {
    // Nobody else has a part of these bytes: they can be handed to another thread.
    const bytes = Buffer.from(new ArrayBuffer(end - from));
    let at = from;
    let since = performance.now();
    while (at < end) {
      if (signal.aborted) throw new AppError('wire.cancelled');
      const piece = cursor.pieces.find((one) => at >= one.at && at < one.at + one.bytes.length);
      if (piece) {
        at += piece.bytes.copy(bytes, at - from, at - piece.at);
        continue;
      }
      const more = await this.advance(cursor);
      if (more === 'wrong') return null;
      if (more === 'end') break;
      if (performance.now() - since > turnMilliseconds) {
        await nextTurn();
        since = performance.now();
      }
    }
    return bytes.subarray(0, at - from);
  }

  /** The decoder that is nearest before a place and free; a new one where none is. */
  private async cursorFor(from: number): Promise<Cursor> {
    const start = this.unpacking.startFor(from);
    const near = this.cursors
      .filter(({ decoder, pieces, taken }) => {
        const first = pieces[0]?.at ?? decoder.at;
        return !taken && first <= from && decoder.at >= start;
      })
      .toSorted((one, other) => other.decoder.at - one.decoder.at);
    // One beyond the place has it at hand; else the last one has the shortest way.
    const [cursor] = near;
    if (cursor) {
      cursor.taken = true;
      this.cursors = [cursor, ...this.cursors.filter((other) => other !== cursor)];
      return cursor;
    }
    const made: Cursor = {
      decoder: await this.begin(from),
      pieces: [],
      taken: true,
    };
    this.cursors.unshift(made);
    return made;
  }

  private async begin(from: number): Promise<Decoder> {
    try {
      return await this.unpacking.start(from);
    } catch {
      // A place that was kept is none; the start always is one.
      this.unpacking.forget();
      return await this.unpacking.start(from);
    }
  }

  private drop(cursor: Cursor): void {
    cursor.decoder.close();
    this.cursors = this.cursors.filter((other) => other !== cursor);
  }

  /** Closes the decoders that were not used for the longest time, but not the one furthest on. */
  private closeSpare(): void {
    // That one unpacks what was never read.
    const furthest = Math.max(...this.cursors.map(({ decoder }) => decoder.at));
    while (this.cursors.length > keptDecoders) {
      const free = (cursor: Cursor): boolean => !cursor.taken;
      const behind = this.cursors.findLastIndex(
        (cursor) => free(cursor) && cursor.decoder.at < furthest,
      );
      const out = behind >= 0 ? behind : this.cursors.findLastIndex(free);
      if (out < 0) return;
      this.cursors.splice(out, 1)[0]?.decoder.close();
    }
  }

  /** A decoder and what it gave last take megabytes; many logs may be open. */
  private closeLater(): void {
    clearTimeout(this.idle);
    if (!this.known.complete) return;
    this.idle = setTimeout(() => {
      for (const cursor of this.cursors) if (!cursor.taken) this.drop(cursor);
    }, idleMs);
    this.idle.unref();
  }

  /** Unpacks one piece more. `end`: also where the packed file is cut or damaged. */
  private async advance(cursor: Cursor): Promise<'more' | 'end' | 'wrong'> {
    const { decoder, pieces } = cursor;
    const { at } = decoder;
    let bytes: Buffer | null = null;
    let trouble: UnpackedState['trouble'] = null;
    try {
      bytes = await decoder.next();
    } catch (error) {
      trouble = damageOf(error);
      if (!trouble) {
        // What it gave of the piece is lost: it cannot go on.
        this.drop(cursor);
        throw error;
      }
    }
    if (bytes) {
      pieces.push({ at, bytes });
      let held = pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
      const most = this.known.complete ? 0 : recentBytes;
      while (held > most && pieces.length > 1) held -= pieces.shift()?.bytes.length ?? 0;
    }
    if (this.isWrong(decoder, !bytes, trouble)) {
      this.unpacking.forget();
      if (this.recalled) this.known = nothingKnown;
      else this.distrusted = true;
      this.recalled = false;
      return 'wrong';
    }
    this.learn(decoder, !bytes, trouble);
    return bytes ? 'more' : 'end';
  }

  /** Whether a decoder contradicts what is known of the whole file: it began at a wrong place. */
  private isWrong(decoder: Decoder, ended: boolean, trouble: UnpackedState['trouble']): boolean {
    const { size, complete } = this.known;
    if (!complete || this.distrusted) return false;
    if (trouble && !this.known.trouble) return true;
    return ended ? decoder.at !== size : decoder.at > size;
  }

  private learn(decoder: Decoder, ended: boolean, trouble: UnpackedState['trouble']): void {
    const { size, complete, share } = this.known;
    this.known = {
      size: Math.max(size, decoder.at),
      complete: complete || ended,
      share: complete || ended ? 1 : Math.max(share, decoder.consumed),
      trouble: this.known.trouble ?? trouble,
    };
  }
}

function damageOf(error: unknown): UnpackedState['trouble'] {
  if (!(error instanceof AppError)) return null;
  const { code, params } = error;
  return code === 'logs.archive-cut' || code === 'logs.archive-damaged' ? { code, params } : null;
}
