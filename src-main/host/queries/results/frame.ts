import type { Row } from '../../../contract/query-results';
import type { ByteRows } from '../drivers/byte-rows';
import { byteEnds, escaped, type JsonColumn } from './json-column';

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
  /** Its cells as they are in UTF-8; null where some are not. */
  cells(columns?: readonly number[]): ByteRows | null;
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

export const form = 2;
export const headBytes = 16;
export const clippedBytes = 16;
/** How the text of a column is encoded, by number. */
export const encodings = ['latin1', 'utf8', 'utf16le'] as const;
export const kinds = { ascii: 0, utf8: 1, utf16: 2 } as const;
/** A length that stands for NULL, cut to the bytes that lengths have. */
export const nullUnits = 0xffffffff;

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

  cells(columns: readonly number[] = this.known.map((_, at) => at)): ByteRows | null {
    const { rows, plain: bytes } = this;
    const starts = new Int32Array(rows * columns.length);
    const lengths = new Int32Array(rows * columns.length);
    const isUtf8 = columns.every((column, at) =>
      this.block(column).place(this.places[column] ?? 0, starts, lengths, at * rows),
    );
    if (!isUtf8) return null;
    const steps = { rowStep: 1, columnStep: rows };
    return { length: rows, columns: columns.length, ...steps, bytes, starts, lengths };
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
  private readonly bytes: Buffer;
  private decoded: string | null = null;
  /** Where each cell ends in the text, and which are NULL; found when the first cell is asked for. */
  private ends: Uint32Array | null = null;
  private nulls: Uint8Array | null = null;

  constructor(bytes: Buffer, rows: number) {
    this.rows = rows;
    this.bytes = bytes;
  }

  get text(): string {
    const head = this.bytes[0] ?? 0;
    this.decoded ??= this.bytes.toString(encodings[head >> 4], 1 + this.rows * (head & 7));
    return this.decoded;
  }

  /**
   * Writes down where its cells are, from place `first` on.
   *
   * @param from where the block is in the frame
   * @returns false where they are not in UTF-8
   */
  place(from: number, starts: Int32Array, lengths: Int32Array, first: number): boolean {
    const { bytes, rows } = this;
    const head = bytes[0] ?? 0;
    const kind = head >> 4;
    if (kind === kinds.utf16) return false;
    const begin = 1 + rows * (head & 7);
    const units = this.ends ?? this.findEnds();
    const ends = kind === kinds.ascii ? units : byteEnds(bytes.subarray(begin), units);
    let last = 0;
    for (let row = 0; row < rows; row += 1) {
      const end = ends[row] ?? last;
      starts[first + row] = from + begin + last;
      lengths[first + row] = this.nulls?.[row] === 1 ? -1 : end - last;
      last = end;
    }
    return true;
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
    if (kind !== kinds.utf16 && !escaped.test(this.text)) {
      const own = bytes.subarray(1 + rows * (head & 7));
      return { bytes: own, ends: kind === kinds.ascii ? ends : byteEnds(own, ends), nulls };
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

  cells(): null {
    return null;
  }

  column(index: number): FrameColumn {
    const cells = this.lines.map((row) => row[index] ?? null);
    return { rows: this.rows, text: cells.join(''), cell: (row) => cells[row] ?? null };
  }
}
