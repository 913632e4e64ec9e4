import type { TailState } from '../../../src-main/contract/index';

export type Mark = TailState['marks'][number];

/** A row of the list: a line of the log, or a mark that stands before a line. */
export type LogRow = { kind: 'line'; line: number } | { kind: 'mark'; mark: Mark };

/** Rows that show this many lines with these marks between them. */
export function rowCountOf(lines: number, marks: readonly Mark[]): number {
  return lines + marks.length;
}

/** What stands in a row. Marks are sorted by line; a mark stands before its line. */
export function rowAt(row: number, marks: readonly Mark[]): LogRow {
  for (const [before, mark] of marks.entries()) {
    const position = mark.line + before;
    if (row < position) return { kind: 'line', line: row - before };
    if (row === position) return { kind: 'mark', mark };
  }
  return { kind: 'line', line: row - marks.length };
}

/** The row of a line. */
export function rowOfLine(line: number, marks: readonly Mark[]): number {
  let before = 0;
  while (before < marks.length && (marks[before]?.line ?? Infinity) <= line) before++;
  return line + before;
}
