import type { LogView } from '../../../src-main/contract/logs';

/** How much of a time the column shows: what all rows share is left out. */
export type TimeStyle = 'clock' | 'day' | 'date';

/** Characters that the column needs. */
export const timeCharacters: Record<TimeStyle, number> = { clock: 12, day: 14, date: 16 };

const two = (value: number): string => String(value).padStart(2, '0');

/** `11:24:32.014` within a day, `11-20 11:24:32` within a year, else `2026-11-20 11:24`. */
export function timeText(time: number, style: TimeStyle): string {
  const date = new Date(time);
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  const seconds = two(date.getSeconds());
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  if (style === 'clock')
    return `${clock}:${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return style === 'day' ? `${day} ${clock}:${seconds}` : `${date.getFullYear()}-${day} ${clock}`;
}

/** `2026-11-20 11:24:32.014 +08:00`, in the zone of this device. */
export function fullTimeText(time: number): string {
  const date = new Date(time);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${timeText(time, 'clock')} ${zoneText(date)}`;
}

function zoneText(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** First and last time of a view; null where no record states one. */
export function timeSpan({
  sources,
}: Pick<LogView, 'sources'>): { first: number; last: number } | null {
  const firsts = sources.flatMap(({ first }) => (first === null ? [] : [first]));
  const lasts = sources.flatMap(({ last }) => (last === null ? [] : [last]));
  if (firsts.length === 0 || lasts.length === 0) return null;
  return { first: Math.min(...firsts), last: Math.max(...lasts) };
}

/** The shortest style that tells all times of a view apart. */
export function timeStyleOf(view: Pick<LogView, 'sources'>): TimeStyle {
  const span = timeSpan(view);
  if (!span) return 'clock';
  const first = new Date(span.first);
  const last = new Date(span.last);
  if (first.toDateString() === last.toDateString()) return 'clock';
  return first.getFullYear() === last.getFullYear() ? 'day' : 'date';
}

/** `1:48`-like lengths in words are the screen's; this is what they count: whole parts of a span. */
export function spanParts(milliseconds: number): {
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
} {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return {
    days: Math.floor(seconds / 86_400),
    hours: Math.floor(seconds / 3600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  };
}
