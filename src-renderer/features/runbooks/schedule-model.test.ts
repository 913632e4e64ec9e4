import { expect, test } from 'vitest';
import { draftOf, weekdayName, whenOf, whenText } from './schedule-model';

test('a plan survives its form', () => {
  for (const when of [
    { kind: 'every', minutes: 45 },
    { kind: 'every', minutes: 120 },
    { kind: 'daily', time: '23:30', weekdays: [0, 3] },
  ] as const) {
    const plan = when.kind === 'daily' ? { ...when, weekdays: [...when.weekdays] } : when;
    expect(whenOf(draftOf(plan))).toEqual(plan);
  }
});

test('a form says which of its fields is wrong', () => {
  const draft = draftOf(null);
  expect(whenOf({ ...draft, kind: 'every', every: '200', unit: 'hours' })).toBe('every');
  expect(whenOf({ ...draft, kind: 'every', every: '' })).toBe('every');
  expect(whenOf({ ...draft, time: '24:00' })).toBe('time');
  expect(whenOf({ ...draft, weekdays: new Set() })).toBe('weekdays');
});

test('a plan reads as people say it', () => {
  const t = (key: string, params: object = {}): string => `${key} ${JSON.stringify(params)}`;
  expect([weekdayName('en', 0), weekdayName('zh-CN', 1)]).toEqual(['Sun', '周一']);
  expect(whenText(t, 'en', { kind: 'daily', time: '08:00', weekdays: [0, 1] })).toContain(
    'Mon, Sun',
  );
  expect(whenText(t, 'en', { kind: 'daily', time: '08:00', weekdays: [1, 2, 3, 4, 5] })).toContain(
    'workdays',
  );
});
