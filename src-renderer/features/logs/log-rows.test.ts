import { expect, it } from 'vitest';
import { rowAt, rowCountOf, rowOfLine, type Mark } from './log-rows';

const mark = (line: number): Mark => ({ line, kind: 'rotated', at: 0 });

it('shows lines alone when nothing happened', () => {
  expect(rowCountOf(3, [])).toBe(3);
  expect(rowAt(2, [])).toEqual({ kind: 'line', line: 2 });
});

it('puts a mark before its line and moves the lines after it down', () => {
  const marks = [mark(0), mark(2), mark(2)];
  const rows = Array.from({ length: rowCountOf(3, marks) }, (_, row) => rowAt(row, marks));
  expect(rows.map((row) => (row.kind === 'line' ? row.line : 'mark'))).toEqual([
    'mark',
    0,
    1,
    'mark',
    'mark',
    2,
  ]);
});

it('finds the row of every line again', () => {
  const marks = [mark(0), mark(2), mark(7)];
  for (let line = 0; line < 10; line++) {
    expect(rowAt(rowOfLine(line, marks), marks)).toEqual({ kind: 'line', line });
  }
});
