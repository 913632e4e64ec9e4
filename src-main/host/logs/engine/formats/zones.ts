import type { Forms, ProgramSpec, Zone } from '../kernel/program';

/** Years whose changes of clock are known; logs are seldom older. */
const firstYear = 1995;
const hour = 3_600_000;
const cache = new Map<string, Zone>();

/**
 * Abbreviations that logs write behind a time, in minutes from UTC. CST is China Standard Time:
 * the American one counts where the log's own zone is an American one.
 *
 * Source: the tz database's `northamerica`, `europe`, `asia` and `australasia`.
 */
const abbreviations = new Map<string, number>([
  ...zonesOf(0, 'UTC GMT UCT WET'),
  ...zonesOf(1, 'WEST BST CET MET'),
  ...zonesOf(2, 'CEST MEST EET'),
  ...zonesOf(3, 'EEST MSK'),
  ...zonesOf(5.5, 'IST'),
  ...zonesOf(8, 'CST HKT SGT AWST'),
  ...zonesOf(9, 'JST KST'),
  ...zonesOf(10, 'AEST'),
  ...zonesOf(11, 'AEDT'),
  ...zonesOf(12, 'NZST'),
  ...zonesOf(13, 'NZDT'),
  ...zonesOf(-4, 'EDT'),
  ...zonesOf(-5, 'EST CDT'),
  ...zonesOf(-6, 'MDT'),
  ...zonesOf(-7, 'MST PDT'),
  ...zonesOf(-8, 'PST AKDT'),
  ...zonesOf(-9, 'AKST'),
  ...zonesOf(-10, 'HST'),
]);

function zonesOf(hours: number, names: string): [string, number][] {
  return names.split(' ').map((name) => [name, hours * 60]);
}

/**
 * A zone as the kernel takes it.
 *
 * @param name IANA name, offset (`+08:00`), `utc`, or `local`: this machine's
 * @throws RangeError when there is no such zone
 */
export function zoneOf(name: string): Zone {
  const known = cache.get(name);
  if (known) return known;
  const offset = /^([+-])(\d\d):?(\d\d)$/.exec(name);
  const zone = offset
    ? {
        minutes: (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === '-' ? -1 : 1),
      }
    : name.toLowerCase() === 'utc'
      ? { minutes: 0 }
      : changesOf(zoneName(name));
  cache.set(name, zone);
  return zone;
}

/** Name of a zone to show: `local` becomes this machine's. */
export function zoneName(name: string): string {
  return name === 'local' ? new Intl.DateTimeFormat().resolvedOptions().timeZone : name;
}

/** Abbreviations for a log whose times are of a zone. */
export function zoneNames(zone: string, forms: (text: string) => Forms): ProgramSpec['zoneNames'] {
  const american = zoneName(zone).startsWith('America/');
  return [...abbreviations].map(([name, minutes]) => ({
    name: forms(name),
    minutes: american && name === 'CST' ? -360 : minutes,
  }));
}

/** The changes of an IANA zone, found in its answers for each half month and then to the minute. */
function changesOf(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const minutesAt = (time: number): number => {
    const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value;
    const found = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name ?? '');
    if (!found?.[1]) return 0;
    return (Number(found[2]) * 60 + Number(found[3])) * (found[1] === '-' ? -1 : 1);
  };
  const end = Date.UTC(new Date().getUTCFullYear() + 2, 0);
  const changes: { at: number; minutes: number }[] = [];
  let time = Date.UTC(firstYear, 0);
  const before = minutesAt(time);
  let minutes = before;
  while (time < end) {
    // No zone changes its clock twice in three weeks (Morocco's pause of Ramadan is longer).
    const next = time + 21 * 24 * hour;
    const then = minutesAt(next);
    if (then !== minutes) {
      changes.push({ at: changeBetween(time, next, minutes, minutesAt), minutes: then });
      minutes = then;
    }
    time = next;
  }
  return changes.length === 0 ? { minutes: before } : { before, changes };
}

function changeBetween(
  from: number,
  to: number,
  minutes: number,
  minutesAt: (time: number) => number,
): number {
  let low = from;
  let high = to;
  // Changes happen at a whole minute.
  while (high - low > 60_000) {
    const middle = Math.floor((low + high) / 2 / 60_000) * 60_000;
    if (minutesAt(middle) === minutes) low = middle;
    else high = middle;
  }
  return high;
}
