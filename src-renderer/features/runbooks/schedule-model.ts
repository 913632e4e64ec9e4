import type { Schedule } from '../../../src-main/contract/index';

export type When = Schedule['when'];

/** What the form of a schedule holds; numbers as typed. */
export interface ScheduleDraft {
  kind: When['kind'];
  every: string;
  unit: 'minutes' | 'hours';
  time: string;
  weekdays: ReadonlySet<number>;
}

/** Monday first, as calendars of both languages' readers stand; 0 is Sunday. */
export const weekdayOrder = [1, 2, 3, 4, 5, 6, 0] as const;

/** The longest pause between two runs: a week. */
const mostMinutes = 10_080;

export function draftOf(when: When | null): ScheduleDraft {
  const standard: ScheduleDraft = {
    kind: 'daily',
    every: '1',
    unit: 'hours',
    time: '08:00',
    weekdays: new Set([1, 2, 3, 4, 5]),
  };
  if (!when) return standard;
  if (when.kind === 'daily')
    return { ...standard, time: when.time, weekdays: new Set(when.weekdays) };
  const whole = when.minutes % 60 === 0;
  return {
    ...standard,
    kind: 'every',
    every: String(whole ? when.minutes / 60 : when.minutes),
    unit: whole ? 'hours' : 'minutes',
  };
}

/** The plan of a draft, or which field is wrong. */
export function whenOf(draft: ScheduleDraft): When | 'every' | 'time' | 'weekdays' {
  if (draft.kind === 'every') {
    const minutes = Number(draft.every) * (draft.unit === 'hours' ? 60 : 1);
    const sound = Number.isInteger(minutes) && minutes >= 1 && minutes <= mostMinutes;
    return sound ? { kind: 'every', minutes } : 'every';
  }
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(draft.time)) return 'time';
  if (draft.weekdays.size === 0) return 'weekdays';
  return {
    kind: 'daily',
    time: draft.time,
    weekdays: [...draft.weekdays].sort((a, b) => a - b),
  };
}

type Translate = (key: string, params: Record<string, string | number>) => string;

/** A plan in words: `每 2 小时`, `Mon–Fri 08:00`. */
export function whenText(t: Translate, language: string, when: When): string {
  if (when.kind === 'every') {
    return when.minutes % 60 === 0
      ? t('schedules.everyHours', { count: when.minutes / 60 })
      : t('schedules.everyMinutes', { count: when.minutes });
  }
  const days = new Set(when.weekdays);
  const workdays = days.size === 5 && !days.has(0) && !days.has(6);
  const text =
    days.size === 7
      ? t('schedules.everyDay', {})
      : workdays
        ? t('schedules.workdays', {})
        : weekdayOrder
            .filter((day) => days.has(day))
            .map((day) => weekdayName(language, day))
            .join(language.startsWith('zh') ? '、' : ', ');
  return t('schedules.dailyAt', { days: text, time: when.time });
}

/** `周一`, `Mon`: the short name of a weekday, 0 for Sunday. */
export function weekdayName(language: string, day: number): string {
  // 2026-11-22 is a Sunday.
  const date = new Date(Date.UTC(2026, 10, 22 + day));
  return new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(date);
}
