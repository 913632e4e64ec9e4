/**
 * A time as it stands in a document: the device's local time with its offset from UTC,
 * e.g. `2026-11-22 17:32:33 +08:00`.
 */
export function formatTime(milliseconds: number): string {
  const time = new Date(milliseconds);
  const minutes = -time.getTimezoneOffset();
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  const size = Math.abs(minutes);
  return `${date} ${clock} ${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}
