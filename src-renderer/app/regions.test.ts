import { expect, test } from 'vitest';
import { nextRegion } from './regions';

test('F6 goes round the regions on the screen, both ways', () => {
  const present = ['top', 'activities', 'dock', 'status'];
  expect(nextRegion(present, 'activities', 1)).toBe('dock');
  expect(nextRegion(present, 'status', 1)).toBe('top');
  expect(nextRegion(present, 'top', -1)).toBe('status');
});

test('from outside every region F6 begins at an end', () => {
  expect(nextRegion(['top', 'dock'], null, 1)).toBe('top');
  expect(nextRegion(['top', 'dock'], 'side', -1)).toBe('dock');
});
