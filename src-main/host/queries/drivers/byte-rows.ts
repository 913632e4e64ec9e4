import type { Row } from '../../../contract/queries';

/**
 * Rows whose cells are UTF-8 as the server sent it: no cell becomes a text before somebody looks at
 * it. The cell of a row and a column is number `row * rowStep + column * columnStep`; it has
 * `lengths[number]` bytes from `starts[number]` on, and -1 bytes where it is NULL.
 */
export interface ByteRows {
  /** How many rows. */
  readonly length: number;
  readonly columns: number;
  readonly rowStep: number;
  readonly columnStep: number;
  readonly bytes: Buffer;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

/** Rows of either form. */
export type SomeRows = readonly Row[] | ByteRows;

export function areBytes(rows: SomeRows): rows is ByteRows {
  return 'bytes' in rows;
}

/** The first rows of some. */
export function firstRows<Kind extends SomeRows>(rows: Kind, count: number): Kind {
  if (rows.length <= count) return rows;
  return (areBytes(rows) ? { ...rows, length: count } : rows.slice(0, count)) as Kind;
}

/** How much a row holds: UTF-16 units of texts, or bytes. */
export function sizeOfRow(rows: SomeRows, row: number): number {
  let size = 0;
  if (!areBytes(rows)) {
    for (const cell of rows[row] ?? []) if (cell !== null) size += cell.length;
    return size;
  }
  const { columns, rowStep, columnStep, lengths } = rows;
  for (let column = 0; column < columns; column += 1)
    size += Math.max(0, lengths[row * rowStep + column * columnStep] ?? 0);
  return size;
}

/** A row as texts. */
export function textsOfRow(rows: SomeRows, row: number): Row {
  if (!areBytes(rows)) return rows[row] ?? [];
  const { columns, rowStep, columnStep, bytes, starts, lengths } = rows;
  return Array.from({ length: columns }, (_, column) => {
    const cell = row * rowStep + column * columnStep;
    const [start = 0, length = -1] = [starts[cell], lengths[cell]];
    return length < 0 ? null : bytes.toString('utf8', start, start + length);
  });
}

/** Memory that a batch begins with, by which it grows at the most, and from which on it is not kept for later ones. */
const usualBytes = 256 * 1024;
const largestStep = 2 * 1024 * 1024;
const mostKept = 12 * 1024 * 1024;
/** A batch of so many bytes is handed out, however few rows it has. */
const fullBytes = 8 * 1024 * 1024;

interface Memory {
  bytes: Buffer;
  starts: Int32Array;
  lengths: Int32Array;
}

/**
 * Gathers rows as they come from a server. What `take` gives stays as it is until the next but one
 * `begin`: two batches use the same memory in turn, so that none is thrown away.
 */
export class ByteRowGatherer {
  /** Whole rows so far. */
  rows = 0;
  /** Bytes so far. */
  used = 0;
  /** Where the row begins that has not come whole. */
  rowStart = 0;
  /** Where each cell begins, and its length; see {@link beginCells}. */
  starts = new Int32Array(0);
  lengths = new Int32Array(0);
  bytes: Buffer = Buffer.allocUnsafeSlow(usualBytes);
  /** Told when there is enough for now. */
  onFull: (() => void) | null = null;
  /** Cells so far, those of the row at hand after `beginCells`. */
  cells = 0;
  private columns = 0;
  private other: Memory = emptyMemory();

  /** Adds bytes to the row at hand. */
  add(piece: Buffer, from: number, to: number): void {
    this.reserve(to - from);
    piece.copy(this.bytes, this.used, from, to);
    this.used += to - from;
  }

  /** Makes room for so many bytes more. */
  reserve(more: number): void {
    const needed = this.used + more;
    if (needed <= this.bytes.length) return;
    const { length } = this.bytes;
    const larger = Buffer.allocUnsafeSlow(needed + Math.min(length, largestStep));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }

  /** Number of the first cell of the row at hand; all rows of a batch have as many columns. */
  beginCells(columns: number): number {
    if (this.rows === 0) this.columns = columns;
    const first = this.cells;
    this.cells += this.columns;
    if (this.cells > this.starts.length) {
      this.starts = larger(this.starts, this.cells);
      this.lengths = larger(this.lengths, this.cells);
    }
    return first;
  }

  endRow(): void {
    this.rows += 1;
    this.rowStart = this.used;
    if (this.used >= fullBytes) this.onFull?.();
  }

  /** Begins a batch; nothing may have come since the last one was taken. */
  begin(): void {
    if (this.rows === 0) return;
    const { bytes, starts, lengths } = this;
    const rest = bytes.subarray(this.rowStart, this.used);
    const next = this.other.bytes.length > mostKept ? emptyMemory() : this.other;
    this.other = { bytes, starts, lengths };
    Object.assign(this, next);
    this.rows = this.used = this.rowStart = this.cells = 0;
    this.add(rest, 0, rest.length);
  }

  /** The whole rows of the batch. */
  take(): ByteRows {
    const { bytes, starts, lengths, rows: length, columns } = this;
    return { length, columns, rowStep: columns, columnStep: 1, bytes, starts, lengths };
  }
}

function emptyMemory(): Memory {
  return {
    bytes: Buffer.allocUnsafeSlow(usualBytes),
    starts: new Int32Array(0),
    lengths: new Int32Array(0),
  };
}

function larger(numbers: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(Math.max(numbers.length * 2, needed));
  grown.set(numbers);
  return grown;
}
