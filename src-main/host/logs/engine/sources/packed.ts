import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../../../contract/errors';
import type { ByteSource, SourceChange } from '../source';
import { asFileError, factsOf, type FileFacts } from './local-file';
import type { Decoder, StoredRange, Unpacking } from './unpacking';

/** Decoders that stay where they are, for readers that go on from there. */
const keptDecoders = 3;
/** Reads that are unpacked at the same time; more wait for their turn. */
const readsAtOnce = 3;
/** Unpacking holds the thread so long at most before others get their turn. */
const turnMilliseconds = 8;

interface Cursor {
  decoder: Decoder;
  /** What it gave last, of which a reader may have taken only a part. */
  piece: Buffer;
  /** Where that piece begins. */
  at: number;
  /** A reader has it: decoders have a state. */
  taken: boolean;
}

/** How the parts of a packed source come to be. */
export interface PackedParts {
  name: string;
  facts: FileFacts;
  stored: StoredRange;
  unpacking: Unpacking;
}

/**
 * A packed file that is read in place: nothing is extracted. How long it is unpacked is known
 * once it was read to its end; what can be read until then grows.
 */
export class PackedSource implements ByteSource {
  readonly name: string;
  readonly path = null;
  readonly identity = null;
  private parts: PackedParts;
  private readonly reopen: () => Promise<PackedParts>;
  private cursors: Cursor[] = [];
  private known = 0;
  private ended = false;
  private share = 0;
  private trouble: AppError | null = null;
  private readonly reading = new Set<Promise<unknown>>();

  private constructor(parts: PackedParts, reopen: () => Promise<PackedParts>) {
    this.name = parts.name;
    this.parts = parts;
    this.reopen = reopen;
  }

  /** @param open opens the packed file; also when another one has taken its place */
  static async open(open: () => Promise<PackedParts>): Promise<PackedSource> {
    return new PackedSource(await open(), open);
  }

  get size(): number {
    return this.known;
  }

  get complete(): boolean {
    return this.ended;
  }

  get unpacked(): number {
    return this.ended ? 1 : this.share;
  }

  get changedAt(): number {
    return this.parts.facts.changedAt;
  }

  get problem(): AppError | null {
    return this.trouble;
  }

  async read(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    while (this.reading.size >= readsAtOnce) await Promise.race(this.reading);
    const turn = this.take(from, length, signal);
    const settled = turn.catch(() => undefined).finally(() => this.reading.delete(settled));
    this.reading.add(settled);
    return await turn;
  }

  async refresh(): Promise<SourceChange> {
    const { path } = this.parts.stored;
    try {
      const now = await factsOf(null, path);
      const { facts } = this.parts;
      if (
        now.identity === facts.identity &&
        now.size === facts.size &&
        now.changedAt === facts.changedAt
      ) {
        return 'same';
      }
      const parts = await this.reopen();
      await this.close();
      this.parts = parts;
    } catch (error) {
      this.trouble = asFileError(error, path);
      return 'gone';
    }
    this.known = 0;
    this.ended = false;
    this.share = 0;
    this.trouble = null;
    return 'replaced';
  }

  async close(): Promise<void> {
    await Promise.all(this.reading);
    for (const { decoder } of this.cursors) decoder.close();
    this.cursors = [];
    await this.parts.stored.handle.close();
  }

  private async take(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    const end = this.ended ? Math.min(this.known, from + length) : from + length;
    if (from >= end) return Buffer.alloc(0);
    const cursor = await this.cursorFor(from);
    try {
      return await this.collect(cursor, from, end, signal);
    } finally {
      cursor.taken = false;
      this.closeSpare();
    }
  }

  private async collect(
    cursor: Cursor,
    from: number,
    end: number,
    signal?: AbortSignal,
  ): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let at = from;
    let since = performance.now();
    while (at < end) {
      if (signal?.aborted) throw new AppError('wire.cancelled');
      if (at < cursor.at + cursor.piece.length) {
        const piece = cursor.piece.subarray(at - cursor.at, end - cursor.at);
        pieces.push(piece);
        at += piece.length;
        continue;
      }
      if (!(await this.advance(cursor))) break;
      if (performance.now() - since > turnMilliseconds) {
        await nextTurn();
        since = performance.now();
      }
    }
    return Buffer.concat(pieces);
  }

  /** The decoder that is nearest before a place and free; a new one where none is. */
  private async cursorFor(from: number): Promise<Cursor> {
    const start = this.parts.unpacking.startFor(from);
    const near = this.cursors
      .filter(({ at, piece, taken }) => !taken && at <= from && at + piece.length >= start)
      .toSorted((one, other) => other.at - one.at)[0];
    if (near) {
      near.taken = true;
      this.cursors = [near, ...this.cursors.filter((cursor) => cursor !== near)];
      return near;
    }
    const decoder = await this.parts.unpacking.start(from);
    const cursor = { decoder, piece: Buffer.alloc(0), at: decoder.at, taken: true };
    this.cursors.unshift(cursor);
    return cursor;
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

  /** Unpacks one piece more. @returns false at the end, also where the packed file is cut or damaged */
  private async advance(cursor: Cursor): Promise<boolean> {
    const at = cursor.decoder.at;
    let piece: Buffer | null = null;
    try {
      piece = await cursor.decoder.next();
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.trouble = error;
    }
    cursor.at = at;
    cursor.piece = piece ?? Buffer.alloc(0);
    this.known = Math.max(this.known, cursor.decoder.at);
    this.share = Math.max(this.share, cursor.decoder.consumed);
    if (!piece) this.ended = true;
    return piece !== null;
  }
}

function isDamage(error: unknown): error is AppError {
  return (
    error instanceof AppError &&
    (error.code === 'logs.archive-cut' || error.code === 'logs.archive-damaged')
  );
}
