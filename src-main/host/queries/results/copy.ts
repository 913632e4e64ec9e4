import type { Dialect } from '../../../contract/dialects';
import { mostCopiedCharacters, type Column, type Row } from '../../../contract/query-results';
import { csvCell, FormulaGuard } from '../export/csv-cell';
import { jsonObject } from '../export/json';
import { insertStatements } from '../export/sql';

export type CopyFormat = 'tsv' | 'csv' | 'json' | 'markdown' | 'insert';

export interface CopyOptions {
  format: CopyFormat;
  header: boolean;
  table: string;
  dialect: Dialect;
}

/** Rows as text for the clipboard; it ends when a clipboard would be too full. */
export class CopiedText {
  rows = 0;
  cut = false;
  private readonly columns: readonly Column[];
  private readonly options: CopyOptions;
  private readonly formulas = new FormulaGuard(true);
  private readonly object: (row: Row) => string;
  private readonly insert: (row: Row) => string;
  private readonly parts: string[] = [];
  private characters = 0;

  constructor(columns: readonly Column[], options: CopyOptions) {
    this.columns = columns;
    this.options = options;
    this.object = jsonObject(columns);
    this.insert = insertStatements(options.table, columns, options.dialect);
    const head = this.head();
    if (head !== null) this.push(head);
  }

  get guardedCells(): number {
    return this.formulas.guarded;
  }

  /** False when no more is taken. */
  add(row: Row): boolean {
    const line = this.line(row);
    if (this.characters + line.length > mostCopiedCharacters) {
      this.cut = true;
      return false;
    }
    this.push(line);
    this.rows += 1;
    return true;
  }

  text(): string {
    const all = this.parts.join('');
    return this.options.format === 'json' ? `[${all === '' ? '' : '\n'}${all}\n]\n` : all;
  }

  private push(text: string): void {
    this.parts.push(text);
    this.characters += text.length;
  }

  private head(): string | null {
    const names = this.columns.map(({ name }) => name);
    switch (this.options.format) {
      case 'tsv':
        return this.options.header ? `${names.map(tabbed).join('\t')}\n` : null;
      case 'csv':
        return this.options.header
          ? `${names.map((name) => csvCell(name, ',')).join(',')}\n`
          : null;
      case 'markdown': {
        // A table of Markdown has no meaning without its head.
        const ends = this.columns.map(({ align }) => (align === 'right' ? '---:' : '---'));
        return `| ${names.map(inMarkdown).join(' | ')} |\n| ${ends.join(' | ')} |\n`;
      }
      case 'json':
      case 'insert':
        return null;
    }
  }

  private line(row: Row): string {
    switch (this.options.format) {
      case 'tsv':
        return `${this.guarded(row)
          .map((cell) => tabbed(cell ?? ''))
          .join('\t')}\n`;
      case 'csv':
        return `${this.guarded(row)
          .map((cell) => (cell === null ? '' : csvCell(cell, ',')))
          .join(',')}\n`;
      case 'markdown':
        return `| ${row.map((cell) => (cell === null ? 'NULL' : inMarkdown(cell))).join(' | ')} |\n`;
      case 'json':
        return `${this.rows === 0 ? '' : ',\n'}${this.object(row)}`;
      case 'insert':
        return this.insert(row);
    }
  }

  private guarded(row: Row): Row {
    return row.map((cell, at) => this.formulas.cell(cell, this.columns[at]?.kind ?? 'text'));
  }
}

/** Spreadsheets take a cell with breaks or tabs only in quotes. */
function tabbed(cell: string): string {
  return /[\t\r\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function inMarkdown(cell: string): string {
  return cell.replace(/[\\`*_{}[\]<>#|~$&]/g, '\\$&').replace(/\s*\r?\n\s*/g, ' ↵ ');
}
