import type { Row } from '../../../contract/query-results';
import { byteEnds, escaped, type JsonColumn } from './json-column';
import { isWellFormed } from './well-formed';

/**
 * A frame holds some rows of a result, column by column, so that sorting and filtering decode
 * only what they look at. All numbers are little endian:
 *
 * - byte 0: 2, the form; bytes 1 to 3: 0; u32 rows; u32 columns; u32 clipped cells
 * - per column u32: bytes of its block
 * - per clipped cell: u32 row in the frame, u32 column, f64 bytes of the whole cell (NaN: unknown)
 * - per column its block: one byte (bits 0–2: bytes of a length, 1, 2 or 4; bits 4–5: encoding),
 *   the length of each cell in UTF-16 units (all bits set: NULL), then the joined text
 *
 * Frames of the old form are JSON lines and begin with `[`.
 */
export interface Frame {
  readonly rows: number;
  /** About what it holds in memory. */
  readonly bytes: number;
  /** A row; columns that are not wanted are NULL. */
  row(index: number, columns?: readonly number[]): Row;
  column(index: number): FrameColumn;
  /** Cells of which only the beginning is kept; rows count from the begin of the frame. */
  readonly clipped: readonly FrameClipped[];
  /** Its columns as they stand in JSON; null where they are made from rows all the same. */
  json(): JsonColumn[] | null;
}

export interface FrameClipped {
  row: number;
  column: number;
  /** Of the whole cell on the server; null where it does not say. */
  bytes: number | null;
}

/** The cells of one column of a frame. */
export interface FrameColumn {
  readonly rows: number;
  /** All its text; NULL and empty cells leave no trace in it. */
  readonly text: string;
  cell(row: number): string | null;
}

const form = 2;
const headBytes = 16;
const clippedBytes = 16;
const encodings = ['latin1', 'utf8', 'utf16le'] as const;
const ascii = 0;
const utf8 = 1;
const utf16 = 2;

/** Encodes rows of equal length. */
export function encodeFrame(
  rows: readonly Row[],
  columns: number,
  clipped: readonly FrameClipped[] = [],
): Buffer {
  const texts: string[] = [];
  const widths: number[] = [];
  const kinds: number[] = [];
  const lengths = new Uint32Array(rows.length * columns);
  let bytes = headBytes + columns * 4 + clipped.length * clippedBytes;
  const blocks: number[] = [];
  for (let column = 0; column < columns; column += 1) {
    let text = '';
    let longest = 0;
    const first = column * rows.length;
    for (let at = 0; at < rows.length; at += 1) {
      const cell = rows[at]?.[column] ?? null;
      if (cell === null) {
        lengths[first + at] = 0xffffffff;
        continue;
      }
      text += cell;
      lengths[first + at] = cell.length;
      if (cell.length > longest) longest = cell.length;
    }
    const inUtf8 = Buffer.byteLength(text);
    const kind = inUtf8 === text.length ? ascii : isWellFormed(text) ? utf8 : utf16;
    const width = longest < 0xff ? 1 : longest < 0xffff ? 2 : 4;
    const block = 1 + rows.length * width + (kind === utf16 ? text.length * 2 : inUtf8);
    texts.push(text);
    widths.push(width);
    kinds.push(kind);
    blocks.push(block);
    bytes += block;
  }
  const frame = Buffer.allocUnsafe(bytes);
  frame.writeUInt32LE(form, 0);
  frame.writeUInt32LE(rows.length, 4);
  frame.writeUInt32LE(columns, 8);
  frame.writeUInt32LE(clipped.length, 12);
  let at = headBytes;
  for (const block of blocks) at = frame.writeUInt32LE(block, at);
  for (const cell of clipped) {
    at = frame.writeUInt32LE(cell.row, at);
    at = frame.writeUInt32LE(cell.column, at);
    at = frame.writeDoubleLE(cell.bytes ?? NaN, at);
  }
  for (let column = 0; column < columns; column += 1) {
    const width = widths[column] ?? 4;
    const kind = kinds[column] ?? utf8;
    frame[at] = width | (kind << 4);
    at += 1;
    const of = lengths.subarray(column * rows.length, (column + 1) * rows.length);
    if (width === 1) for (const length of of) frame[at++] = length;
    else if (width === 2) for (const length of of) at = frame.writeUInt16LE(length & 0xffff, at);
    else for (const length of of) at = frame.writeUInt32LE(length, at);
    at += frame.write(texts[column] ?? '', at, encodings[kind]);
  }
  return frame;
}

/** Reads a frame of either form. */
export function decodeFrame(plain: Buffer): Frame {
  return plain[0] === form ? new ColumnFrame(plain) : new LineFrame(plain);
}

class ColumnFrame implements Frame {
  readonly rows: number;
  readonly bytes: number;
  readonly clipped: readonly FrameClipped[];
  private readonly plain: Buffer;
  private readonly places: number[] = [];
  private readonly known: (Block | undefined)[];

  constructor(plain: Buffer) {
    this.plain = plain;
    this.rows = plain.readUInt32LE(4);
    const columns = plain.readUInt32LE(8);
    const clipped = plain.readUInt32LE(12);
    this.known = Array.from({ length: columns });
    // Decoded text and the starts of cells come on top as they are asked for.
    this.bytes = plain.length * 2 + this.rows * columns * 4;
    let at = headBytes + columns * 4;
    this.clipped = Array.from({ length: clipped }, (_, index) => {
      const entry = at + index * clippedBytes;
      const bytes = plain.readDoubleLE(entry + 8);
      return {
        row: plain.readUInt32LE(entry),
        column: plain.readUInt32LE(entry + 4),
        bytes: Number.isNaN(bytes) ? null : bytes,
      };
    });
    at += clipped * clippedBytes;
    for (let column = 0; column < columns; column += 1) {
      this.places.push(at);
      at += plain.readUInt32LE(headBytes + column * 4);
    }
    this.places.push(at);
  }

  column(index: number): FrameColumn {
    return this.block(index);
  }

  private block(index: number): Block {
    const known = this.known[index];
    if (known) return known;
    const from = this.places[index];
    const to = this.places[index + 1];
    if (from === undefined || to === undefined) throw new RangeError(`no column ${index}`);
    const block = new Block(this.plain.subarray(from, to), this.rows);
    this.known[index] = block;
    return block;
  }

  json(): JsonColumn[] {
    return this.known.map((_, column) => this.block(column).json());
  }

  row(index: number, columns?: readonly number[]): Row {
    const row: Row = [];
    const wanted = columns ? new Set(columns) : null;
    for (let column = 0; column < this.known.length; column += 1) {
      row.push(wanted?.has(column) === false ? null : this.column(column).cell(index));
    }
    return row;
  }
}

class Block implements FrameColumn {
  readonly rows: number;
  readonly text: string;
  private readonly bytes: Buffer;
  /** Where each cell ends in the text, and which are NULL; found when the first cell is asked for. */
  private ends: Uint32Array | null = null;
  private nulls: Uint8Array | null = null;

  constructor(bytes: Buffer, rows: number) {
    this.rows = rows;
    this.bytes = bytes;
    const head = bytes[0] ?? 0;
    this.text = bytes.toString(encodings[head >> 4], 1 + rows * (head & 7));
  }

  cell(row: number): string | null {
    const ends = this.ends ?? this.findEnds();
    if (this.nulls?.[row] === 1) return null;
    return this.text.slice(row === 0 ? 0 : ends[row - 1], ends[row]);
  }

  json(): JsonColumn {
    const { bytes, rows } = this;
    const ends = this.ends ?? this.findEnds();
    const head = bytes[0] ?? 0;
    const kind = head >> 4;
    const { nulls } = this;
    if (kind !== utf16 && !escaped.test(this.text)) {
      const own = bytes.subarray(1 + rows * (head & 7));
      return { bytes: own, ends: kind === ascii ? ends : byteEnds(own, ends), nulls };
    }
    let text = '';
    let end = 0;
    const textEnds = new Uint32Array(rows);
    for (let row = 0; row < rows; row += 1) {
      const cell = JSON.stringify(this.cell(row) ?? '').slice(1, -1);
      text += cell;
      end += Buffer.byteLength(cell);
      textEnds[row] = end;
    }
    return { bytes: Buffer.from(text), ends: textEnds, nulls };
  }

  private findEnds(): Uint32Array {
    const { bytes, rows } = this;
    const width = (bytes[0] ?? 0) & 7;
    const ends = new Uint32Array(rows);
    const none = width === 1 ? 0xff : width === 2 ? 0xffff : 0xffffffff;
    let end = 0;
    for (let row = 0; row < rows; row += 1) {
      const at = 1 + row * width;
      const length =
        width === 1
          ? (bytes[at] ?? 0)
          : width === 2
            ? bytes.readUInt16LE(at)
            : bytes.readUInt32LE(at);
      if (length === none) (this.nulls ??= new Uint8Array(rows))[row] = 1;
      else end += length;
      ends[row] = end;
    }
    this.ends = ends;
    return ends;
  }
}

/** The old form. Line breaks inside cells are escaped, so each line is a whole row. */
class LineFrame implements Frame {
  readonly rows: number;
  readonly bytes: number;
  readonly clipped: readonly FrameClipped[] = [];
  private readonly lines: Row[];

  constructor(plain: Buffer) {
    this.lines = JSON.parse(`[${plain.toString().replaceAll('\n', ',')}]`) as Row[];
    this.rows = this.lines.length;
    this.bytes = plain.length * 4;
  }

  row(index: number, columns?: readonly number[]): Row {
    const row = this.lines[index] ?? [];
    if (!columns) return row;
    const wanted = new Set(columns);
    return row.map((cell, column) => (wanted.has(column) ? cell : null));
  }

  json(): null {
    return null;
  }

  column(index: number): FrameColumn {
    const cells = this.lines.map((row) => row[index] ?? null);
    return { rows: this.rows, text: cells.join(''), cell: (row) => cells[row] ?? null };
  }
}
