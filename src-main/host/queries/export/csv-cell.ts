import type { ColumnKind, ExportOptions } from '../../../contract/query-results';

/** What a spreadsheet takes for the begin of a formula (OWASP, "CSV Injection"), in full width, too. */
export const formulaBegins = [...'=+-@\t\r\n＝＋－＠'];
const begins = new Set(formulaBegins.map((character) => character.charCodeAt(0)));
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a spreadsheet may take the text for a formula; numbers, too, begin so. */
export const beginsFormula = (text: string): boolean => begins.has(text.charCodeAt(0));

/** Puts `'` before texts that a spreadsheet would run, and counts them. Numbers stay as they are. */
export class FormulaGuard {
  guarded = 0;
  private readonly on: boolean;

  constructor(on: boolean) {
    this.on = on;
  }

  cell(cell: string | null, kind: ColumnKind): string | null {
    if (!this.on || cell === null || !beginsFormula(cell) || number.test(cell)) return cell;
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
