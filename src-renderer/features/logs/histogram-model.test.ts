import { expect, it } from 'vitest';
import { axisText, axisTimes, barPaths, zoomedTo } from './histogram-model';

const bar = (total: number, warn = 0, error = 0, gap = false) => ({ total, warn, error, gap });

it('stacks bars and keeps a single error in sight', () => {
  const paths = barPaths(
    { from: 0, to: 3, bars: [bar(1_000_000, 0, 1), bar(0), bar(0, 0, 0, true)], matched: null },
    50,
  );
  expect(paths.rest).toBe('M0 0.05h0.8V50.00h-0.8z'.replace('0.05', '0.00'));
  expect(paths.error).toContain('M0 0.00h0.8V0.00');
  expect(paths.gaps).toBe('M2 0h1V50h-1z');
  expect(paths.warn).toBe('');
});

it('zooms to a choice with some room, and not beyond the log', () => {
  const whole = { from: 0, to: 1000 };
  expect(zoomedTo({ from: 300, to: 600 }, whole)).toEqual({ from: 200, to: 700 });
  expect(zoomedTo({ from: 0, to: 900 }, whole)).toEqual({ from: 0, to: 1000 });
});

it('labels round local times', () => {
  const local = (text: string) => new Date(text).getTime();
  const { times, step } = axisTimes(
    { from: local('2026-11-20T11:12:40'), to: local('2026-11-20T11:26:00') },
    6,
  );
  expect(times.map((time) => axisText(time, step))).toEqual(['11:15', '11:20', '11:25']);
  const days = axisTimes(
    { from: local('2026-11-18T11:00:00'), to: local('2026-11-20T11:26:00') },
    4,
  );
  expect(days.times.map((time) => axisText(time, days.step))).toEqual(['11-19', '11-20']);
});
