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
const abbreviations: Record<string, number> = {
  ...{ UTC: 0, GMT: 0, UCT: 0, WET: 0, WEST: 60, BST: 60, CET: 60, MET: 60, CEST: 120, MEST: 120 },
  ...{ EET: 120, EEST: 180, MSK: 180, IST: 330, CST: 480, HKT: 480, SGT: 480, AWST: 480 },
  ...{ JST: 540, KST: 540, AEST: 600, AEDT: 660, NZST: 720, NZDT: 780 },
  ...{ EST: -300, EDT: -240, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420, HST: -600 },
  ...{ AKST: -540, AKDT: -480 },
};

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
  return Object.entries(abbreviations).map(([name, minutes]) => ({
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
