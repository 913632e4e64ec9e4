/**
 * How times and amounts are written. Dates are ISO-like in both languages: an engineer
 * compares them with logs. All are local time of this device.
 */

const two = (value: number): string => String(value).padStart(2, '0');

/** `11:24:05` on the same day as `now`, else `11-20 11:24`, else with the year. */
export function formatMoment(milliseconds: number, now: number = Date.now()): string {
  const date = new Date(milliseconds);
  const today = new Date(now);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  if (date.toDateString() === today.toDateString()) return `${time}:${two(date.getSeconds())}`;
  if (date.getFullYear() === today.getFullYear()) return `${day} ${time}`;
  return `${date.getFullYear()}-${day} ${time}`;
}

/** `2026-11-20 11:24:05`, for provenance. */
export function formatFullTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `0:05`, `1:46:12`: minutes and seconds, hours when there are any. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB'];

/** `0 B`, `6.2 KB`, `214 MB`: powers of 1024, at most three digits. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${byteUnits[unit]}`;
}

const counts = new Intl.NumberFormat('en-US');

/** `8,121,077` in both languages. */
export function formatCount(value: number): string {
  return counts.format(value);
}
