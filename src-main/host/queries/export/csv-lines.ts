import type { ColumnKind, ExportOptions } from '../../../contract/query-results';
import { sizeOfRow, type ByteRows } from '../drivers/byte-rows';
import { csvCell, formulaBegins, type FormulaGuard } from './csv-cell';

/** Lines are handed over in pieces of about this many bytes. */
const pieceBytes = 512 * 1024;
/** Longer cells are copied by a call. */
const shortBytes = 64;
const [minus, point, zero, nine] = [0x2d, 0x2e, 0x30, 0x39];

/** Lines of CSV in UTF-8 from cells in UTF-8: only those that need quotes become texts. */
export class CsvLines {
  private readonly options: ExportOptions;
  private readonly formulas: FormulaGuard;
  private readonly kinds: readonly ColumnKind[];
  private readonly end: Buffer;
  private readonly nothing: Buffer;
  private readonly separator: number;
  /** 1 for bytes that need quotes. */
  private readonly quoted = new Uint8Array(256);
  /** 1 for bytes that may begin a formula: characters in full width are told by their first. */
  private readonly begins = new Uint8Array(256);
  /** Used in turn: one is written while the other is filled. */
  private readonly pieces = [newPiece(), newPiece()];

  constructor(options: ExportOptions, formulas: FormulaGuard, kinds: readonly ColumnKind[]) {
    this.options = options;
    this.formulas = formulas;
    this.kinds = kinds;
    this.end = Buffer.from(options.newline === 'crlf' ? '\r\n' : '\n');
    this.nothing = Buffer.from(options.nullText);
    this.separator = options.separator.charCodeAt(0);
    for (const byte of Buffer.from(`${options.separator}"\r\n`)) this.quoted[byte] = 1;
    if (options.guardFormulas)
      for (const character of formulaBegins) this.begins[Buffer.from(character)[0] ?? 0] = 1;
  }

  /** Lines of some rows, in pieces that stay as they are until the next but one. */
  *of(rows: ByteRows): Generator<Buffer> {
    let at = 0;
    for (let row = 0; row < rows.length; row += 1) {
      // As if every cell needed quotes and were of nothing but these.
      const most = sizeOfRow(rows, row) * 2 + rows.columns * (this.nothing.length + 4) + 2;
      if (at + most > (this.pieces[0]?.length ?? 0)) {
        if (at > 0) yield this.handOver(at);
        at = 0;
        if (most > (this.pieces[0]?.length ?? 0)) this.pieces[0] = Buffer.allocUnsafeSlow(most);
      }
      at = this.line(rows, row, this.pieces[0] ?? newPiece(), at);
    }
    if (at > 0) yield this.handOver(at);
  }

  private handOver(length: number): Buffer {
    const [full = newPiece(), other = newPiece()] = this.pieces;
    this.pieces[0] = other;
    this.pieces[1] = full.length > pieceBytes ? newPiece() : full;
    return full.subarray(0, length);
  }

  private line(rows: ByteRows, row: number, line: Buffer, begin: number): number {
    const { columns, rowStep, columnStep, bytes, starts, lengths } = rows;
    const { quoted, separator, nothing } = this;
    // A text that reads like NULL is told from it by its quotes; so is an empty one.
    const likeNull = nothing.length;
    let at = begin;
    for (let column = 0; column < columns; column += 1) {
      if (column > 0) line[at++] = separator;
      const cell = row * rowStep + column * columnStep;
      const length = lengths[cell] ?? -1;
      if (length < 0) {
        at += nothing.copy(line, at);
        continue;
      }
      const start = starts[cell] ?? 0;
      let odd = length === 0 || length === likeNull ? 1 : this.mayRun(bytes, start, length);
      if (length > shortBytes) bytes.copy(line, at, start, start + length);
      for (let index = 0; index < length; index += 1) {
        const byte = bytes[start + index] ?? 0;
        if (length <= shortBytes) line[at + index] = byte;
        odd |= quoted[byte] ?? 0;
      }
      if (odd === 0) at += length;
      else
        at += line.write(this.oddCell(bytes.toString('utf8', start, start + length), column), at);
    }
    return at + this.end.copy(line, at);
  }

  /** 1 where a spreadsheet may take a cell for a formula; a plain negative number is none. */
  private mayRun(bytes: Buffer, start: number, length: number): number {
    const first = bytes[start] ?? 0;
    if (this.begins[first] === 0) return 0;
    if (first !== minus || length < 2) return 1;
    let points = 0;
    for (let at = start + 1; at < start + length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === point) points += 1;
      else if (byte < zero || byte > nine) return 1;
    }
    return points > 1 || points === length - 1 ? 1 : 0;
  }

  private oddCell(text: string, column: number): string {
    const { separator, nullText } = this.options;
    const cell = this.formulas.cell(text, this.kinds[column] ?? 'text') ?? '';
    return cell === nullText ? `"${cell.replaceAll('"', '""')}"` : csvCell(cell, separator);
  }
}

function newPiece(): Buffer {
  return Buffer.allocUnsafeSlow(pieceBytes);
}
