import { describe, expect, it } from 'vitest';
import { movedBy, offsetAtEnd } from './uneven-rows';

const rows = [
  { row: 10, height: 22 },
  { row: 11, height: 66 },
  { row: 12, height: 22 },
];

describe('scrolling wrapped lines', () => {
  it('moves by real pixels inside a tall line', () => {
    // 22 px down passes line 10; 33 more are half of line 11.
    expect(movedBy(220, 55, rows, 22)).toBe(11.5 * 22);
    expect(movedBy(11.5 * 22, -33, rows, 22)).toBe(11 * 22);
  });

  it('counts lines that are not drawn at the usual height', () => {
    expect(movedBy(220, -44, rows, 22)).toBe(8 * 22);
  });

  it('finds the first line in sight when the list stands at its end', () => {
    expect(offsetAtEnd(rows, 22 + 33, 22)).toBe(11.5 * 22);
    expect(offsetAtEnd(rows, 500, 22)).toBe(10 * 22);
  });
});
