import type { Column, ColumnKind, ExportOptions, Row } from '../../../contract/query-results';
import type { ByteRows } from '../drivers/byte-rows';
import { CsvLines } from './csv-lines';
import { TextFormat, type TextFile } from './text';

/** What a spreadsheet takes for the begin of a formula (OWASP, "CSV Injection"), in full width, too. */
const begins = new Set([...'=+-@\t\r＝＋－＠'].map((character) => character.charCodeAt(0)));
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Puts `'` before texts that a spreadsheet would run, and counts them. Numbers stay as they are. */
export class FormulaGuard {
  guarded = 0;
  private readonly on: boolean;

  constructor(on: boolean) {
    this.on = on;
  }

  cell(cell: string | null, kind: ColumnKind): string | null {
    if (!this.on || cell === null || !begins.has(cell.charCodeAt(0)) || number.test(cell))
      return cell;
    // A time before midnight or an infinite number runs nothing; SQLite's columns of any kind hold any text.
    if (kind === 'time' && /^[+-][\d:. ]+$/.test(cell)) return cell;
    if (/^[+-]inf(inity)?$/i.test(cell)) return cell;
    this.guarded += 1;
    return `'${cell}`;
  }
}

/** What makes a cell need quotes, by the separator. */
const needsQuotes = {
  ',': /^$|[,"\r\n]/,
  ';': /^$|[;"\r\n]/,
  '\t': /^$|[\t"\r\n]/,
  '|': /^$|[|"\r\n]/,
} satisfies Record<ExportOptions['separator'], RegExp>;

/** In quotes where it needs them; an empty text is `""`, which tells it from NULL. */
export function csvCell(text: string, separator: ExportOptions['separator']): string {
  return needsQuotes[separator].test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180, by default as PostgreSQL's own `COPY … CSV HEADER`: LF, UTF-8, NULL is nothing. */
export class Csv extends TextFormat {
  private readonly options: ExportOptions;
  private readonly formulas: FormulaGuard;
  private readonly end: string;
  private kinds: ColumnKind[] = [];
  private lines: CsvLines | null = null;

  constructor(file: TextFile, options: ExportOptions) {
    super(file);
    this.options = options;
    this.formulas = new FormulaGuard(options.guardFormulas);
    this.end = options.newline === 'crlf' ? '\r\n' : '\n';
  }

  get guardedCells(): number {
    return this.formulas.guarded;
  }

  begin(columns: readonly Column[]): void {
    this.kinds = columns.map(({ kind }) => kind);
    this.lines = new CsvLines(this.options, this.formulas, this.kinds);
    if (!this.options.header) return;
    const names = columns.map(({ name }) => this.formulas.cell(name, 'text') ?? '');
    this.text +=
      names.map((name) => csvCell(name, this.options.separator)).join(this.options.separator) +
      this.end;
  }

  async bytes(rows: ByteRows): Promise<void> {
    for (const piece of this.lines?.of(rows) ?? []) await this.writeBytes(piece);
  }

  protected add(row: Row): void {
    const { separator, nullText } = this.options;
    const usual = nullText === '' && !row.some((cell) => this.looksOdd(cell));
    const line = usual ? row.join(separator) : '';
    // Most rows have nothing to quote: one look at the whole line tells.
    const isPlain = usual && !breaks.test(line) && countOf(line, separator) === row.length - 1;
    this.text += (isPlain ? line : this.cells(row)) + this.end;
  }

  /** Empty, which is written in quotes, or the begin of a formula. */
  private looksOdd(cell: string | null): boolean {
    if (cell === null) return false;
    return cell === '' || (this.options.guardFormulas && begins.has(cell.charCodeAt(0)));
  }

  private cells(row: Row): string {
    const { separator, nullText } = this.options;
    return row
      .map((raw, at) => {
        const cell = this.formulas.cell(raw, this.kinds[at] ?? 'text');
        if (cell === null) return nullText;
        // A text that reads like NULL is told from it by its quotes.
        if (cell === nullText) return `"${cell.replaceAll('"', '""')}"`;
        return csvCell(cell, separator);
      })
      .join(separator);
  }
}

/** What makes a line of cells need quotes, whatever the separator. */
const breaks = /["\r\n]/;

function countOf(line: string, separator: string): number {
  let count = 0;
  for (let at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, at + 1)) count += 1;
  return count;
}
