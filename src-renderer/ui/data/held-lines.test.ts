import { expect, it } from 'vitest';
import { HeldLines } from './held-lines';
import { LineLayout } from './line-layout';

const layout = new LineLayout(0, 1000);
const at = (from: number) => ({ from, to: from + 10, top: 0 });
const all = (line: number) => `line ${line}`;

it('keeps lines from before until all lines of a jump are at hand', () => {
  const held = new HeldLines<string>();
  const known = new Set<number>();
  const some = (line: number) => (line < 10 || known.has(line) ? all(line) : undefined);
  const first = held.next(at(0), layout, true, some);
  expect(first.lines.at(-1)).toEqual({ place: { row: 9, part: 0 }, line: 'line 9' });
  for (let line = 500; line < 509; line++) known.add(line);
  expect(held.next(at(500), layout, true, some)).toBe(first);
  known.add(509);
  expect(held.next(at(500), layout, true, some).window.from).toBe(500);
});

it('keeps them when rows get other numbers, also at the same place', () => {
  const held = new HeldLines<string>();
  const first = held.next(at(0), layout, true, all);
  const other = new LineLayout(0, 1001);
  expect(held.next(at(0), other, true, () => undefined)).toBe(first);
  expect(held.next(at(0), other, true, all)).not.toBe(first);
});

it('draws at once what moves by little, what must be, and what comes late', () => {
  const held = new HeldLines<string>();
  const none = () => undefined;
  held.next(at(0), layout, true, all);
  expect(held.next(at(5), layout, true, none).window.from).toBe(5);
  held.next(at(0), layout, true, all);
  expect(held.next(at(500), layout, false, none).window.from).toBe(500);
  held.next(at(0), layout, true, all);
  expect(held.next(at(900), layout, true, none).window.from).toBe(0);
  held.giveUp();
  expect(held.next(at(900), layout, true, none).window.from).toBe(900);
});
