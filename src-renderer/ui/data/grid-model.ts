import { tsvCell } from './hostile-text';

export interface GridColumn {
  name: string;
  /** The server's word for the type; shown in the head. */
  type?: string | undefined;
  /** By column type, never by value; derived from `type` when absent. */
  align?: 'left' | 'right' | undefined;
  /** First width in CSS pixels before zoom. */
  width?: number | undefined;
  /** Where its cell stands in a row; its own place among the columns when absent. */
  source?: number | undefined;
}

export type GridRow = readonly unknown[];

const numericType =
  /^(?:small|big|tiny|medium)?int(?:eger)?\d*\b|^(?:numeric|decimal|number|real|double|float\d*|money|serial|bigserial|oid)\b/i;

/** Right for numbers, left for the rest. */
export function alignOf(column: GridColumn): 'left' | 'right' {
  return column.align ?? (column.type && numericType.test(column.type) ? 'right' : 'left');
}

/** A cell as text; null and undefined give undefined, which is drawn as NULL. */
export function cellText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    return String(value);
  }
  if (value instanceof Date) return value.toISOString();
  return JSON.stringify(value) ?? typeof value;
}

/** Width of a text in half-width character cells; CJK counts two. */
export function textCells(text: string): number {
  let cells = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    // Hangul Jamo, CJK, kana, Hangul, full-width forms, supplementary ideographs and emoji.
    const wide =
      (code >= 0x1100 && code <= 0x115f) ||
      (code >= 0x2e80 && code <= 0xa4cf) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xfe30 && code <= 0xfe6f) ||
      (code >= 0xff00 && code <= 0xff60) ||
      code >= 0x1f300;
    cells += wide ? 2 : 1;
  }
  return cells;
}

/** Width of one half-width character at 12 px in CSS pixels (JetBrains Mono: 0.6 em). */
const cellWidth = 7.2;

/**
 * First widths of the columns in CSS pixels before zoom, from the heads and a sample of rows.
 * `headRoom`: what a head has beside its name, in the same pixels.
 */
export function columnWidths(
  columns: readonly GridColumn[],
  sample: readonly GridRow[],
  headRoom = 0,
): number[] {
  return columns.map((column, index) => {
    if (column.width !== undefined) return column.width;
    const head =
      textCells(column.name) +
      (column.type ? textCells(column.type) * 0.9 + 1 : 0) +
      headRoom / cellWidth;
    const widest = sample.reduce((most, row) => {
      const text = cellText(row[column.source ?? index]) ?? 'NULL';
      return Math.max(most, textCells(text.slice(0, 60)));
    }, head);
    return Math.round(Math.min(360, Math.max(56, widest * cellWidth + 20)));
  });
}

/** Left edges of the columns; one more than columns, the last is the total. */
export function columnEdges(widths: readonly number[]): number[] {
  const edges = [0];
  for (const width of widths) edges.push((edges.at(-1) ?? 0) + width);
  return edges;
}

/** Half-open range of columns that touch `[left, right)`. */
export function columnsWithin(
  edges: readonly number[],
  left: number,
  right: number,
): { from: number; to: number } {
  const count = edges.length - 1;
  let from = 0;
  while (from < count && (edges[from + 1] ?? 0) <= left) from += 1;
  let to = from;
  while (to < count && (edges[to] ?? 0) < right) to += 1;
  return { from, to };
}

/** How the rows are ordered by a column; `ordinal` counts from 1 among several. */
export interface ColumnOrder {
  descending: boolean;
  ordinal: number | undefined;
}

/** What is to be said of one cell beside its text. */
export interface CellState {
  /** The last three mark what differs from other rows. */
  tone?: 'error' | 'warn' | 'removed' | 'added' | 'changed' | undefined;
  /** Word of the tone, for those who see no colour. */
  toneText?: string | undefined;
  /** Length of the whole text where the row has only its beginning. */
  length?: number | undefined;
  /** Only the beginning is kept; says so. */
  clipped?: string | undefined;
  /** Text to mark in it. */
  highlight?: string | undefined;
}

export type CellTone = CellState['tone'];

/** Rows as tab-separated text; NULL becomes an empty cell. */
export function rowsAsTsv(rows: Iterable<GridRow>, columnCount: number): string {
  const lines: string[] = [];
  for (const row of rows) {
    const cells = Array.from({ length: columnCount }, (_, index) =>
      tsvCell(cellText(row[index]) ?? ''),
    );
    lines.push(cells.join('\t'));
  }
  return lines.join('\n');
}
