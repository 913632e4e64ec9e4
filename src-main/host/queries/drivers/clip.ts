import { Duplex } from 'node:stream';
import { collectAfter } from '../../../kit/collect';
import { maxCellBytes, type ClippedCell } from './port';

/**
 * Cuts cells that are too long while they come in, before the client of a database would gather
 * them in memory: a cell may have a gigabyte. What is passed on is a well-formed message with
 * shorter cells. Only messages beyond `maxCellBytes` are looked into.
 */
export interface Clipper {
  /** Takes bytes from the server, and gives what the client is to see of them. */
  take(chunk: Buffer, give: (piece: Buffer) => void): void;
}

/** A cell that is wanted whole, its row numbered as in marks; `take` gets bytes that are not its own. */
export interface WantedCell {
  row: number;
  column: number;
  take(bytes: Buffer): void;
}

/** A cell that was cut. Its row is numbered as the protocol lets it be: see the clipper. */
export type CellMark = ClippedCell;

/** Kept bytes of a row, and of a batch of rows, from which on cells are cut shorter. */
const fullRowBytes = 8 * 1024 * 1024;
const fullBatchBytes = 32 * 1024 * 1024;
/** What is kept of long cells then; a row of 4096 columns stays below 16 MB, MySQL's longest packet. */
const shortBytes = 1024;

/** How much of long cells is kept, so that a batch of rows stays bounded however many are long. */
export class ClipBudget {
  private batch = 0;
  private row = 0;

  beginBatch(): void {
    this.batch = 0;
  }

  beginRow(): void {
    this.row = 0;
  }

  /** How many bytes of the next cell are kept. */
  limit(): number {
    return this.row < fullRowBytes && this.batch < fullBatchBytes ? maxCellBytes : shortBytes;
  }

  spend(bytes: number): void {
    this.row += bytes;
    this.batch += bytes;
  }
}

/** One long cell while it comes: its beginning is kept. */
export class LongCell {
  readonly bytes: number;
  private readonly start: Buffer;
  private readonly whole: ((bytes: Buffer) => void) | null;
  private kept = 0;
  private seen = 0;

  /** @param whole gets every byte of it */
  constructor(bytes: number, budget: ClipBudget, whole: ((bytes: Buffer) => void) | null) {
    this.bytes = bytes;
    this.whole = whole;
    // Memory of its own: what is cut from a chunk would keep the rest of it.
    this.start = Buffer.allocUnsafeSlow(Math.min(bytes, budget.limit()));
    budget.spend(this.start.length);
  }

  /** Bytes that are still to come. */
  get missing(): number {
    return this.bytes - this.seen;
  }

  get clipped(): boolean {
    return this.start.length < this.bytes;
  }

  take(part: Buffer): void {
    this.seen += part.length;
    this.whole?.(part);
    const taken = part.copy(this.start, this.kept);
    this.kept += taken;
    // Of what passes by nothing stays, and no batch ends that would clear it away.
    collectAfter(part.length - taken);
  }

  /** Its beginning; of a cut one without half a character of UTF-8 at the end. */
  get beginning(): Buffer {
    const { start } = this;
    return this.clipped ? start.subarray(0, wholeCharacters(start)) : start;
  }
}

/** The first UTF-16 units of a text, without half a pair of surrogates at their end. */
export function beginningOf(text: string, units: number): string {
  return text.slice(0, units).replace(/[\uD800-\uDBFF]$/, '');
}

/** The length without an incomplete UTF-8 sequence at the end; binary loses 3 bytes at the most. */
export function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return wanted > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** A stream whose incoming bytes go through a {@link Clipper}; what is written goes on as it is. */
export class ClippedStream extends Duplex {
  private readonly inner: Duplex;
  private held = false;

  constructor(inner: Duplex, clipper: Clipper) {
    super();
    this.inner = inner;
    inner.on('data', (chunk: Buffer) => {
      clipper.take(chunk, (piece) => {
        if (!this.push(piece)) inner.pause();
      });
    });
    inner.on('end', () => this.push(null));
    inner.on('error', (error: Error) => this.destroy(error));
    inner.on('close', () => this.destroy());
    inner.pause();
  }

  /** Takes nothing more in until `release`. */
  hold(): void {
    this.held = true;
    this.inner.pause();
  }

  release(): void {
    this.held = false;
    this.inner.resume();
  }

  override _read(): void {
    if (!this.held) this.inner.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.inner.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.inner.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.inner.destroy();
    done(error);
  }
}
