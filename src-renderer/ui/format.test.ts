import { expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatMoment } from './format';

it('shortens a moment by how far it is from now', () => {
  const now = new Date(2026, 10, 20, 12, 0, 0).getTime();
  expect(formatMoment(new Date(2026, 10, 20, 9, 5, 7).getTime(), now)).toBe('09:05:07');
  expect(formatMoment(new Date(2026, 2, 3, 9, 5, 7).getTime(), now)).toBe('03-03 09:05');
  expect(formatMoment(new Date(2024, 2, 3, 9, 5, 7).getTime(), now)).toBe('2024-03-03 09:05');
});

it('writes durations with hours only when there are any', () => {
  expect([5_000, 65_000, 6_372_000, -1].map(formatDuration)).toEqual([
    '0:05',
    '1:05',
    '1:46:12',
    '0:00',
  ]);
});

it('keeps amounts of bytes to three digits', () => {
  expect([0, 999, 1_000, 6_349, 224_395_264, 5e12].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 KB',
    '6.2 KB',
    '214 MB',
    '4.5 TB',
  ]);
});

it('groups digits alike in both languages', () => {
  expect(formatCount(8121077)).toBe('8,121,077');
});
