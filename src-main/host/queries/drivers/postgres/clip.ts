import { isUtf8 } from 'node:buffer';
import { ClipBudget, LongCell, type CellMark, type Clipper, type WantedCell } from '../clip';
import type { ByteRowGatherer } from '../byte-rows';
import { maxCellBytes } from '../port';
import { endDataRow } from './byte-rows';

const dataRow = 'D'.charCodeAt(0);
const headBytes = 5;

/**
 * Cuts long cells of PostgreSQL's rows: a message has its kind and 4 bytes of length before it,
 * a DataRow the number of its cells and each cell 4 bytes of length (manual, 55.7).
 */
export class MessageClipper implements Clipper {
  /** Rows that came so far in this connection. */
  rows = 0;
  wanted: WantedCell | null = null;
  readonly budget = new ClipBudget();
  /** Cells may be in any encoding: what is no UTF-8 is read as GB18030, the usual one of such databases in China. */
  recode = false;
  /** Takes the rows, of which the client sees nothing then. */
  gatherer: ByteRowGatherer | null = null;
  private readonly marks: CellMark[] = [];
  private row: LongRow | null = null;
  /** Takes the row at hand, as it is. */
  private taker: ByteRowGatherer | null = null;
  /** Bytes of the message at hand that are still to come. */
  private left = 0;
  private head: Buffer | null = null;

  take(chunk: Buffer, give: (piece: Buffer) => void): void {
    const bytes = this.head ? Buffer.concat([this.head, chunk]) : chunk;
    this.head = null;
    /** Where what is passed on as it is begins. */
    let from = 0;
    let at = 0;
    for (;;) {
      const step = Math.min(this.left, bytes.length - at);
      if (this.row) {
        this.row.take(bytes.subarray(at, at + step));
        from = at + step;
      } else if (this.taker) {
        this.taker.add(bytes, at, at + step);
        from = at + step;
      }
      at += step;
      this.left -= step;
      if (this.left > 0) break;
      this.endRow(give);
      if (bytes.length - at < headBytes) break;
      const kind = bytes[at];
      this.left = Math.max(0, bytes.readInt32BE(at + 1) - 4);
      if (kind === dataRow) {
        const isLong = this.left > maxCellBytes || this.recode;
        if (isLong) this.row = new LongRow(this.rows, this.budget, this.wanted, this.recode);
        else this.taker = this.gatherer;
        if ((isLong || this.taker) && at > from) give(bytes.subarray(from, at));
        this.rows += 1;
      }
      at += headBytes;
    }
    if (at > from) give(bytes.subarray(from, at));
    if (at < bytes.length) this.head = Buffer.from(bytes.subarray(at));
  }

  /** Marks of cut cells; rows are numbered in the connection, from 0. */
  takeMarks(): CellMark[] {
    return this.marks.splice(0);
  }

  private endRow(give: (piece: Buffer) => void): void {
    const { row, taker, gatherer } = this;
    this.row = null;
    this.taker = null;
    if (taker) endDataRow(taker);
    if (!row) return;
    this.marks.push(...row.marks);
    if (!gatherer) return give(row.message());
    for (const piece of row.pieces) gatherer.add(piece, 0, piece.length);
    endDataRow(gatherer);
  }
}

/** A DataRow that is read as it comes, and made anew with shorter cells. */
class LongRow {
  readonly marks: CellMark[] = [];
  /** What is kept of it, after the head of its message. */
  readonly pieces: Buffer[] = [];
  private readonly number: number;
  private readonly budget: ClipBudget;
  private readonly wanted: WantedCell | null;
  private readonly recode: boolean;
  private column = -1;
  private cell: LongCell | null = null;
  /** A number that has not come whole. */
  private prefix: Buffer = Buffer.alloc(0);

  constructor(number: number, budget: ClipBudget, wanted: WantedCell | null, recode: boolean) {
    this.recode = recode;
    this.number = number;
    this.budget = budget;
    this.wanted = wanted?.row === number ? wanted : null;
    budget.beginRow();
  }

  take(part: Buffer): void {
    let rest = part;
    while (rest.length > 0) {
      if (!this.cell) {
        rest = this.takeNumber(rest);
        continue;
      }
      const taken = rest.subarray(0, this.cell.missing);
      this.cell.take(taken);
      rest = rest.subarray(taken.length);
      if (this.cell.missing === 0) this.endCell(this.cell);
    }
  }

  message(): Buffer {
    const head = Buffer.alloc(headBytes);
    const message = Buffer.concat([head, ...this.pieces]);
    message[0] = dataRow;
    message.writeInt32BE(message.length - 1, 1);
    return message;
  }

  /** The number of cells at first, then the length of a cell, -1 for NULL. */
  private takeNumber(rest: Buffer): Buffer {
    const bytes = this.prefix.length > 0 ? Buffer.concat([this.prefix, rest]) : rest;
    const size = this.column === -1 ? 2 : 4;
    if (bytes.length < size) {
      this.prefix = Buffer.from(bytes);
      return Buffer.alloc(0);
    }
    this.prefix = Buffer.alloc(0);
    const after = bytes.subarray(size);
    if (this.column === -1) {
      this.pieces.push(Buffer.from(bytes.subarray(0, size)));
      this.column = 0;
      return after;
    }
    const length = bytes.readInt32BE(0);
    if (length < 0) {
      this.pieces.push(Buffer.from(bytes.subarray(0, size)));
      this.column += 1;
      return after;
    }
    const { wanted } = this;
    const whole = wanted?.column === this.column ? (part: Buffer) => wanted.take(part) : null;
    this.cell = new LongCell(length, this.budget, whole);
    if (length === 0) this.endCell(this.cell);
    return after;
  }

  private endCell(cell: LongCell): void {
    const beginning = this.recode ? asUtf8(cell.beginning) : cell.beginning;
    if (cell.clipped) this.marks.push({ row: this.number, column: this.column, bytes: cell.bytes });
    const length = Buffer.alloc(4);
    length.writeInt32BE(beginning.length);
    this.pieces.push(length, beginning);
    this.cell = null;
    this.column += 1;
  }
}

const gb18030 = new TextDecoder('gb18030');

function asUtf8(bytes: Buffer): Buffer {
  return isUtf8(bytes) ? bytes : Buffer.from(gb18030.decode(bytes));
}
