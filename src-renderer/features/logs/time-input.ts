/** What a person meant by a time. */
export type TimeInput = { time: number } | { error: 'empty' | 'unknown' };

const clock = String.raw`(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:[.,](\d{1,3}))?)?`;
const timeOnly = new RegExp(`^${clock}$`);
const dateTime = new RegExp(
  String.raw`^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+${clock})?$`,
);
const offset = /^([-+−])\s*(\d+(?:\.\d+)?)\s*(s|sec|秒|m|min|分|分钟|h|小时|d|天)$/i;
const unitMs: Record<string, number> = {
  s: 1000,
  sec: 1000,
  秒: 1000,
  m: 60_000,
  min: 60_000,
  分: 60_000,
  分钟: 60_000,
  h: 3_600_000,
  小时: 3_600_000,
  d: 86_400_000,
  天: 86_400_000,
};

/**
 * Reads `11:24`, `11:24:32.014`, `11-20 11:24`, `2026-11-20 11:24:32` as local time, and `-15m`,
 * `+2h` seen from a time.
 *
 * @param seenFrom where the reader is: gives the day of a bare time of day, and the year
 * @param last what `-15m` counts back from: the end of the log
 */
export function parseTimeInput(text: string, seenFrom: number, last: number): TimeInput {
  const typed = text.trim();
  if (typed === '') return { error: 'empty' };
  const moved = offset.exec(typed);
  if (moved) {
    const [, sign, amount, unit] = moved;
    const by = Number(amount) * (unitMs[(unit ?? '').toLowerCase()] ?? 0);
    // Forward is meant from where one reads, back from the end of the log.
    return { time: Math.round(sign === '+' ? seenFrom + by : last - by) };
  }
  const base = new Date(seenFrom);
  const bare = timeOnly.exec(typed);
  if (bare) {
    return made(base.getFullYear(), base.getMonth() + 1, base.getDate(), bare.slice(1));
  }
  const dated = dateTime.exec(typed);
  if (dated) {
    const [, year, month, day, ...rest] = dated as unknown as (string | undefined)[];
    return made(year ? Number(year) : base.getFullYear(), Number(month), Number(day), rest);
  }
  return { error: 'unknown' };
}

/** The number of a line, counted from 1, from `1500`, `1,500` or `:1500`; null where it is none. */
export function parseLineInput(text: string): number | null {
  const typed = /^[:：#]?\s*(\d{1,3}(?:[,，]\d{3})+|\d{1,12})$/.exec(text.trim())?.[1];
  const line = Number(typed?.replaceAll(/[,，]/g, ''));
  return line >= 1 ? line : null;
}

/** A local time, or `unknown` where there is no such one (`25:00`, 31 February). */
function made(
  year: number,
  month: number,
  day: number,
  [hours, minutes, seconds, fraction]: (string | undefined)[],
): TimeInput {
  const parts = [hours, minutes, seconds].map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
  ];
  const milliseconds = Number((fraction ?? '').padEnd(3, '0'));
  const date = new Date(year, month - 1, day, ...parts, milliseconds);
  const sound =
    date.getMonth() === month - 1 &&
    date.getDate() === day &&
    parts[0] < 24 &&
    parts[1] < 60 &&
    parts[2] < 60;
  return sound ? { time: date.getTime() } : { error: 'unknown' };
}
