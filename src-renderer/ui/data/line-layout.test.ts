import { expect, it } from 'vitest';
import { LineLayout, sameLine } from './line-layout';

const places = (layout: LineLayout) =>
  Array.from({ length: layout.lines }, (_, line) => {
    const { row, part } = layout.at(line);
    return `${row}.${part}`;
  });

it('gives every row one line when nothing else is there', () => {
  const layout = new LineLayout(-2, 4);
  expect(places(layout)).toEqual(['-2.0', '-1.0', '0.0', '1.0']);
  expect(layout.lineOf(1)).toBe(3);
});

it('puts notes before rows and further lines after them', () => {
  const layout = new LineLayout(0, 4, [
    { row: 3, before: 1, after: 0 },
    { row: 1, before: 2, after: 3 },
  ]);
  expect(places(layout)).toEqual([
    '0.0',
    '1.-2',
    '1.-1',
    '1.0',
    '1.1',
    '1.2',
    '1.3',
    '2.0',
    '3.-1',
    '3.0',
  ]);
  expect([0, 1, 2, 3].map((row) => layout.lineOf(row))).toEqual([0, 3, 7, 9]);
  expect([0, 1, 2, 3].map((row) => layout.linesOf(row))).toEqual([1, 4, 1, 1]);
});

it('may end with a note, and leaves out what is not in it', () => {
  const layout = new LineLayout(5, 2, [
    { row: 7, before: 1, after: 9 },
    { row: 4, before: 1, after: 1 },
    { row: 8, before: 1, after: 1 },
  ]);
  expect(places(layout)).toEqual(['5.0', '6.0', '7.-1']);
});

it('finds the line of every row again, in a list of millions', () => {
  const extras = Array.from({ length: 1000 }, (_, index) => ({
    row: index * 20_000,
    before: index % 2,
    after: index % 5,
  }));
  const layout = new LineLayout(0, 20_000_000, extras);
  for (const row of [0, 1, 19_999, 20_000, 20_001, 12_345_678, 19_999_999]) {
    expect(layout.at(layout.lineOf(row))).toEqual({ row, part: 0 });
  }
});

it('keeps what is first in sight when earlier rows come or a stack folds', () => {
  const before = new LineLayout(0, 100, [{ row: 10, before: 0, after: 5 }]);
  const earlier = new LineLayout(-50, 150, [{ row: 10, before: 0, after: 5 }]);
  const folded = new LineLayout(0, 100);
  expect(sameLine(20.5, before, earlier)).toBe(70.5);
  expect(sameLine(20, before, folded)).toBe(15);
  // Inside the stack that goes: its row itself.
  expect(sameLine(13.25, before, folded)).toBe(10.25);
});
