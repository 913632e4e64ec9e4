import { expect, it } from 'vitest';
import { HeldLines } from './held-lines';
import { LineLayout } from './line-layout';

const layout = new LineLayout(0, 1000);
const at = (from: number) => ({ from, to: from + 10, top: 0 });

it('keeps lines from before until all lines of a jump are at hand', () => {
  const held = new HeldLines();
  const known = new Set<number>();
  const has = (line: number) => known.has(line);
  const first = at(0);
  const far = at(500);
  expect(held.windowOf(first, layout, true, has)).toBe(first);
  expect(held.windowOf(far, layout, true, has)).toBe(first);
  for (let line = 500; line < 509; line++) known.add(line);
  expect(held.windowOf(far, layout, true, has)).toBe(first);
  known.add(509);
  expect(held.windowOf(far, layout, true, has)).toBe(far);
});

it('draws a small step, other rows and what comes late at once', () => {
  const has = () => false;
  const held = new HeldLines();
  held.windowOf(at(0), layout, true, has);
  const near = at(5);
  expect(held.windowOf(near, layout, true, has)).toBe(near);
  const far = at(500);
  expect(held.windowOf(far, layout, false, has)).toBe(far);
  const other = at(100);
  expect(held.windowOf(other, new LineLayout(0, 999), true, has)).toBe(other);
  const last = at(900);
  expect(held.windowOf(last, layout, true, has)).not.toBe(far);
  held.giveUp();
  expect(held.windowOf(last, layout, true, has)).toBe(last);
  expect(held.windowOf(at(300), layout, true, has)).toBe(last);
});
