import { afterEach, expect, it, vi } from 'vitest';
import { HeldCell } from './held-cell';

afterEach(() => vi.useRealTimers());

it('a cell is held until another one is, its result goes, or nobody looked at it for ten minutes', () => {
  vi.useFakeTimers();
  const cell = new HeldCell();
  const first = { id: 'a', row: 1, column: 2 };
  const other = { ...first, column: 3 };
  cell.hold(first, 'long');
  expect([cell.text(first), cell.text(other)]).toEqual(['long', null]);
  cell.hold(other, 'longer');
  expect([cell.text(first), cell.text(other)]).toEqual([null, 'longer']);
  vi.advanceTimersByTime(9 * 60_000);
  expect(cell.text(other)).toBe('longer');
  vi.advanceTimersByTime(9 * 60_000);
  expect(cell.text(other)).toBe('longer');
  vi.advanceTimersByTime(11 * 60_000);
  expect(cell.text(other)).toBeNull();
  cell.hold(first, 'long');
  cell.forget('b');
  expect(cell.text(first)).toBe('long');
  cell.forget('a');
  expect(cell.text(first)).toBeNull();
});
