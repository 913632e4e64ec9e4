import { afterEach, expect, it, vi } from 'vitest';
import { HeldCell } from './held-cell';

afterEach(() => vi.useRealTimers());

it('a cell is held until another one is, its result goes, or nobody looked at it for ten minutes', () => {
  vi.useFakeTimers();
  const cell = new HeldCell();
  const first = { id: 'a', row: 1, column: 2 };
  const other = { ...first, column: 3 };
  cell.hold(first, 'long', false);
  expect([cell.of(first)?.text, cell.of(other)?.text]).toEqual(['long', undefined]);
  cell.hold(other, 'longer', true);
  expect(cell.of(other)).toMatchObject({ cut: true });
  expect([cell.of(first)?.text, cell.of(other)?.text]).toEqual([undefined, 'longer']);
  vi.advanceTimersByTime(9 * 60_000);
  expect(cell.of(other)?.text).toBe('longer');
  vi.advanceTimersByTime(9 * 60_000);
  expect(cell.of(other)?.text).toBe('longer');
  vi.advanceTimersByTime(11 * 60_000);
  expect(cell.of(other)).toBeNull();
  cell.hold(first, 'long', false);
  cell.forget('b');
  expect(cell.of(first)?.text).toBe('long');
  cell.forget('a');
  expect(cell.of(first)).toBeNull();
});
