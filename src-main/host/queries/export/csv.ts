import type { Column, ColumnKind, ExportOptions, Row } from '../../../contract/query-results';
import type { ByteRows } from '../drivers/byte-rows';
import { beginsFormula, csvCell, FormulaGuard } from './csv-cell';
import { CsvLines } from './csv-lines';
import { TextFormat, type TextFile } from './text';

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
    return cell === '' || (this.options.guardFormulas && beginsFormula(cell));
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
