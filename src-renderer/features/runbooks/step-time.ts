import { formatDuration } from '../../ui/index';

/** `0.2 s`, `9.8 s`, `2:04`: how long a step took; short ones to a tenth of a second. */
export function stepTime(milliseconds: number): string {
  return milliseconds < 60_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : formatDuration(milliseconds);
}
