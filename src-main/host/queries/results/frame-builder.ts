import { isAscii, isUtf8 } from 'node:buffer';
import type { Row } from '../../../contract/query-results';
import { areBytes, type ByteRows, type SomeRows } from '../drivers/byte-rows';
import {
  clippedBytes,
  encodings,
  form,
  headBytes,
  kinds,
  nullUnits,
  type FrameClipped,
} from './frame';
import { isWellFormed } from './well-formed';

/** Memory that all columns together keep for the next frame; what a wider one needed is let go after it. */
const mostKept = 8 * 1024 * 1024;
/** Frames of a result are about as long as each other: the next one is to have room, too. */
const moreRoom = 64 * 1024;
/** Longer cells are copied by a call. */
const shortBytes = 64;

/** Gathers rows, column by column, into the bytes of a frame; see `frame.ts`. */
export class FrameBuilder {
  rows = 0;
  private readonly columns: ColumnBuilder[];

  constructor(columns: number) {
    this.columns = Array.from({ length: columns }, () => new ColumnBuilder());
  }

  /** About its bytes. */
  get bytes(): number {
    let bytes = 0;
    for (const column of this.columns) bytes += column.used;
    return bytes;
  }

  /** Adds rows [from, to). */
  add(rows: SomeRows, from: number, to: number): void {
    const count = this.rows + to - from;
    for (const [at, column] of this.columns.entries()) {
      column.expect(count);
      if (!areBytes(rows)) column.addTexts(rows, at, from, to, this.rows);
      else if (at < rows.columns) column.addBytes(rows, at, from, to, this.rows);
      else column.lengths.fill(nullUnits, this.rows, count);
    }
    this.rows = count;
  }

  /**
   * The frame of all rows so far.
   *
   * @param spare memory that is written over, where it is large enough
   */
  frame(clipped: readonly FrameClipped[], spare?: ArrayBuffer): Buffer {
    const { columns, rows } = this;
    let bytes = headBytes + columns.length * 4 + clipped.length * clippedBytes;
    for (const column of columns) bytes += column.blockBytes(rows);
    const memory =
      spare && spare.byteLength >= bytes ? spare : Buffer.allocUnsafeSlow(bytes + moreRoom).buffer;
    const frame = Buffer.from(memory, 0, bytes);
    frame.writeUInt32LE(form, 0);
    frame.writeUInt32LE(rows, 4);
    frame.writeUInt32LE(columns.length, 8);
    frame.writeUInt32LE(clipped.length, 12);
    let at = headBytes;
    for (const column of columns) at = frame.writeUInt32LE(column.blockBytes(rows), at);
    for (const cell of clipped) {
      at = frame.writeUInt32LE(cell.row, at);
      at = frame.writeUInt32LE(cell.column, at);
      at = frame.writeDoubleLE(cell.bytes ?? NaN, at);
    }
    for (const column of columns) at = column.write(frame, at, rows);
    return frame;
  }

  clear(): void {
    this.rows = 0;
    for (const column of this.columns) column.clear(mostKept / this.columns.length);
  }
}

class ColumnBuilder {
  used = 0;
  /** Of each cell, in UTF-16 units; {@link nullUnits} for NULL. */
  lengths = new Uint32Array(0);
  private kind: number = kinds.ascii;
  private longest = 0;
  private bytes: Buffer = Buffer.alloc(0);

  /** Makes room for the lengths of so many rows. */
  expect(rows: number): void {
    if (rows <= this.lengths.length) return;
    const larger = new Uint32Array(Math.max(rows, Math.min(1000, this.lengths.length * 2)));
    larger.set(this.lengths);
    this.lengths = larger;
  }

  /** Bytes of its block in a frame. */
  blockBytes(rows: number): number {
    return 1 + rows * this.width + this.used;
  }

  private get width(): 1 | 2 | 4 {
    return this.longest < 0xff ? 1 : this.longest < 0xffff ? 2 : 4;
  }

  addTexts(rows: readonly Row[], column: number, from: number, to: number, at: number): void {
    let text = '';
    const { lengths } = this;
    for (let row = from; row < to; row += 1) {
      const cell = rows[row]?.[column] ?? null;
      lengths[at + row - from] = cell === null ? nullUnits : cell.length;
      if (cell === null) continue;
      text += cell;
      if (cell.length > this.longest) this.longest = cell.length;
    }
    this.addText(text);
  }

  addBytes(rows: ByteRows, column: number, from: number, to: number, at: number): void {
    const { rowStep, columnStep, starts, lengths, bytes: source } = rows;
    const first = column * columnStep;
    let more = 0;
    for (let row = from; row < to; row += 1)
      more += Math.max(0, lengths[first + row * rowStep] ?? 0);
    this.reserve(more);
    const { bytes, lengths: units } = this;
    const before = this.used;
    let used = before;
    for (let row = from; row < to; row += 1) {
      const cell = first + row * rowStep;
      const length = lengths[cell] ?? 0;
      units[at + row - from] = length;
      if (length <= 0) continue;
      const start = starts[cell] ?? 0;
      if (length > shortBytes) source.copy(bytes, used, start, start + length);
      else
        for (let byte = 0; byte < length; byte += 1) bytes[used + byte] = source[start + byte] ?? 0;
      used += length;
      if (length > this.longest) this.longest = length;
    }
    this.used = used;
    const added = bytes.subarray(before, used);
    if (this.kind !== kinds.utf16 && isAscii(added)) return;
    if (this.kind !== kinds.utf16 && isUtf8(added) && this.countUnits(before, at, to - from)) {
      this.kind = kinds.utf8;
      return;
    }
    // What is no UTF-8 is read as such all the same, cell by cell, as texts are.
    this.used = before;
    let end = before;
    const texts: Row[] = [];
    for (let row = at; row < at + to - from; row += 1) {
      const length = units[row] ?? nullUnits;
      if (length === nullUnits) texts.push([null]);
      else texts.push([bytes.toString('utf8', end, (end += length))]);
    }
    this.addTexts(texts, 0, 0, texts.length, at);
  }

  /** Writes its block and gives where it ends. */
  write(frame: Buffer, begin: number, rows: number): number {
    const { width, lengths } = this;
    let at = begin;
    frame[at++] = width | (this.kind << 4);
    if (width === 1) for (let row = 0; row < rows; row += 1) frame[at++] = lengths[row] ?? 0;
    else if (width === 2)
      for (let row = 0; row < rows; row += 1)
        at = frame.writeUInt16LE((lengths[row] ?? 0) & 0xffff, at);
    else for (let row = 0; row < rows; row += 1) at = frame.writeUInt32LE(lengths[row] ?? 0, at);
    return at + this.bytes.copy(frame, at, 0, this.used);
  }

  /** @param keep bytes of memory, at the most */
  clear(keep: number): void {
    this.used = 0;
    this.longest = 0;
    this.kind = kinds.ascii;
    if (this.bytes.length > keep) this.bytes = Buffer.alloc(0);
  }

  private addText(text: string): void {
    if (text === '') return;
    if (this.kind !== kinds.utf16 && !isWellFormed(text)) this.toUtf16();
    if (this.kind === kinds.utf16) {
      this.reserve(text.length * 2);
      this.used += this.bytes.write(text, this.used, 'utf16le');
      return;
    }
    this.reserve(Buffer.byteLength(text));
    const added = this.bytes.write(text, this.used, 'utf8');
    if (added !== text.length) this.kind = kinds.utf8;
    this.used += added;
  }

  /** Halves of characters, which UTF-8 has not. */
  private toUtf16(): void {
    const text = this.bytes.toString(encodings[this.kind], 0, this.used);
    this.kind = kinds.utf16;
    this.used = 0;
    this.reserve(text.length * 2);
    this.used = this.bytes.write(text, 0, 'utf16le');
  }

  /**
   * Turns lengths in bytes into such in UTF-16 units.
   *
   * @returns false where a cell begins amid a character; then they are as they were
   */
  private countUnits(begin: number, first: number, rows: number): boolean {
    const { bytes, lengths } = this;
    const found = new Uint32Array(rows);
    let at = begin;
    for (let row = 0; row < rows; row += 1) {
      const length = lengths[first + row] ?? nullUnits;
      found[row] = length;
      if (length === nullUnits || length === 0) continue;
      const end = at + length;
      if (((bytes[at] ?? 0) & 0xc0) === 0x80) return false;
      let units = 0;
      // A character of four bytes has two units.
      for (; at < end; at += 1) {
        const byte = bytes[at] ?? 0;
        if ((byte & 0xc0) !== 0x80) units += byte < 0xf0 ? 1 : 2;
      }
      found[row] = units;
    }
    lengths.set(found, first);
    return true;
  }

  private reserve(more: number): void {
    const needed = this.used + more;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, needed));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}
