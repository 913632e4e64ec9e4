import { expect, it } from 'vitest';
import { spanParts, timeStyleOf, timeText } from './time-text';

const local = (text: string) => new Date(text).getTime();
const view = (first: string | null, last: string | null) => ({
  sources: [
    {
      first: first === null ? null : local(first),
      last: last === null ? null : local(last),
    },
  ] as never,
});

it('writes what the rows of a view do not share', () => {
  const time = local('2026-11-20T09:05:07.014');
  expect(timeText(time, 'clock')).toBe('09:05:07.014');
  expect(timeText(time, 'day')).toBe('11-20 09:05:07');
  expect(timeText(time, 'date')).toBe('2026-11-20 09:05');
});

it('shows days and years only where they differ', () => {
  expect(timeStyleOf(view('2026-11-20T00:00:00', '2026-11-20T23:59:59'))).toBe('clock');
  expect(timeStyleOf(view('2026-11-19T23:59:59', '2026-11-20T00:00:01'))).toBe('day');
  expect(timeStyleOf(view('2025-12-31T23:59:59', '2026-01-01T00:00:01'))).toBe('date');
  expect(timeStyleOf(view(null, null))).toBe('clock');
});

it('counts the parts of a span', () => {
  expect(spanParts(108_000)).toEqual({ days: 0, hours: 0, minutes: 1, seconds: 48 });
  expect(spanParts(90_061_000)).toEqual({ days: 1, hours: 1, minutes: 1, seconds: 1 });
});
