import { expect, it } from 'vitest';
import { countWhile, lastWhile } from './sorted';

it('finds where something ends to hold, at every place of every length', () => {
  for (let count = 0; count < 9; count += 1)
    for (let end = 0; end <= count; end += 1) {
      const asked: number[] = [];
      const holds = (index: number): boolean => {
        asked.push(index);
        return index < end;
      };
      expect(countWhile(count, holds)).toBe(end);
      expect(asked.every((index) => index >= 0 && index < count)).toBe(true);
      expect(lastWhile(count, holds)).toBe(Math.max(0, end - 1));
    }
  let asked = 0;
  countWhile(1_000_000, (index) => (asked += 1) > 0 && index < 345_678);
  expect(asked).toBeLessThan(22);
});
