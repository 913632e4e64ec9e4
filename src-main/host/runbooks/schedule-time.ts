import type { Schedule } from '../../contract/runbooks';

const minuteMs = 60_000;

/**
 * The next time of a schedule after a moment.
 *
 * A daily time is one of this device's clock. Each calendar day has it exactly once: where the
 * clock is put forward over it, the first moment after the gap stands for it; where an hour
 * comes twice, the first one counts (ECMAScript, "Time Zone Offset String … LocalTime": a
 * repeated or skipped local time is read with the offset before the change).
 *
 * @param last when the schedule was due before; null when it is new
 */
export function nextTime(when: Schedule['when'], after: number, last: number | null): number {
  if (when.kind === 'every') {
    const step = when.minutes * minuteMs;
    if (last === null || last > after) return after + step;
    return last + Math.floor((after - last) / step + 1) * step;
  }
  const [hours = 0, minutes = 0] = when.time.split(':').map(Number);
  const day = new Date(after);
  // A week ahead there is the same weekday again, today's time may have passed.
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const [year, month, date] = [day.getFullYear(), day.getMonth(), day.getDate() + ahead];
    // Noon is never skipped: which weekday it is, is not asked of a moment that may not be.
    const weekday = new Date(year, month, date, 12).getDay();
    const at = new Date(year, month, date, hours, minutes).getTime();
    if (at > after && when.weekdays.includes(weekday)) return at;
  }
  throw new Error('a schedule without weekdays');
}

/** Times of a schedule from `first` on that are not after `until`, the newest `most` of them. */
export function timesBetween(
  when: Schedule['when'],
  first: number,
  until: number,
  most: number,
): number[] {
  const times: number[] = [];
  let at = first;
  if (when.kind === 'every') {
    const step = when.minutes * minuteMs;
    const count = Math.floor((until - first) / step);
    at = first + Math.max(0, count - most + 1) * step;
  }
  for (; at <= until; at = nextTime(when, at, at)) {
    times.push(at);
    if (times.length > most) times.shift();
  }
  return times;
}
