/** The plant stands in China, which has one zone and no daylight saving time: UTC+8. */
const PLANT_OFFSET_MINUTES = 8 * 60;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/**
 * Formats UTC milliseconds with the usual strftime letters, in the plant's local time
 * (UTC+8) or, with `utc`, in UTC. `%N` gives milliseconds padded to nanoseconds, `%L`
 * three digits of milliseconds.
 */
export function formatTime(time: number, format: string, utc = false): string {
  const offset = utc ? 0 : PLANT_OFFSET_MINUTES;
  const date = new Date(time + offset * 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const milliseconds = String(date.getUTCMilliseconds()).padStart(3, '0');
  const fields: Record<string, string> = {
    Y: String(date.getUTCFullYear()),
    m: two(date.getUTCMonth() + 1),
    d: two(date.getUTCDate()),
    e: String(date.getUTCDate()).padStart(2),
    H: two(date.getUTCHours()),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    L: milliseconds,
    N: `${milliseconds}000000`,
    b: MONTHS[date.getUTCMonth()] ?? '',
    a: DAYS[date.getUTCDay()] ?? '',
    s: String(Math.floor(time / 1000)),
    z: utc ? '+0000' : '+0800',
    Z: utc ? 'UTC' : 'CST',
    n: '\n',
    t: '\t',
    '%': '%',
  };
  const long = format
    .replaceAll('%F', '%Y-%m-%d')
    .replaceAll('%T', '%H:%M:%S')
    .replaceAll('%3N', '%L')
    .replaceAll('%:z', utc ? '+00:00' : '+08:00');
  return long.replace(/%(.)/g, (whole, letter: string) => fields[letter] ?? whole);
}
