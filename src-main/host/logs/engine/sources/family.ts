/** A log and what was rotated away of it. */
export interface LogFamily {
  /** Name without dates, counters and packing: the same for all of them. */
  key: string;
  /** Names, oldest first; the log that is written to is the last. */
  names: string[];
}

/** What a name says of its place among its siblings. */
interface Rank {
  name: string;
  key: string;
  /** Digits of its date, comparable as text; empty without one. */
  date: string;
  counter: number | null;
  packed: boolean;
}

const packing = /\.(?:gz|zst|zip|bz2|xz|Z)$/i;
/** `2026-03-01`, `20260301`, with an hour or a time behind it. */
const date =
  /[-._]?((?:19|20)\d\d)[-._]?(0[1-9]|1[0-2])[-._]?(0[1-9]|[12]\d|3[01])(?:[-_T]?([01]\d|2[0-3])(?:[-._h]?([0-5]\d)(?:[-._m]?([0-5]\d))?)?)?(?!\d)/;
/** `.1` at the end or before a short extension; with a date `-1` too, which may be a node's number without. */
const counter = /\.(\d{1,3})(?=$|\.[a-z]{2,5}$)/i;
const datedCounter = /[-._](\d{1,3})(?=$|\.[a-z]{2,5}$)/i;

/**
 * Groups the names of a folder into logs with their rotated siblings: `app.log.1.gz`,
 * `app.log-20260301`, `app.2026-03-01.log`, `app-2026-03-01.2.log`.
 */
export function logFamilies(names: readonly string[]): LogFamily[] {
  const groups = new Map<string, Rank[]>();
  for (const rank of names.map(rankOf)) {
    const group = groups.get(rank.key);
    if (group) group.push(rank);
    else groups.set(rank.key, [rank]);
  }
  return [...groups].map(([key, ranks]) => ({
    key,
    names: withoutDoubles(ranks.toSorted(older)).map(({ name }) => name),
  }));
}

/** The log of a name and its siblings, oldest first. */
export function familyOf(name: string, names: readonly string[]): string[] {
  const { key } = rankOf(name);
  const all = new Set([...names, name]);
  return logFamilies([...all]).find((family) => family.key === key)?.names ?? [name];
}

function rankOf(name: string): Rank {
  const plain = name.replace(packing, '');
  const dated = date.exec(plain);
  const undated = dated ? plain.replace(date, '') : plain;
  const pattern = dated ? datedCounter : counter;
  const counted = pattern.exec(undated);
  return {
    name,
    key: counted ? undated.replace(pattern, '') : undated,
    date: dated ? dated.slice(1).join('') : '',
    counter: counted ? Number(counted[1]) : null,
    packed: plain !== name,
  };
}

/** The one that is written to has neither date nor counter and comes last. */
function older(one: Rank, other: Rank): number {
  if (one.date !== other.date) {
    if (one.date === '') return 1;
    if (other.date === '') return -1;
    return one.date < other.date ? -1 : 1;
  }
  if (one.counter !== other.counter) {
    if (one.counter === null) return 1;
    if (other.counter === null) return -1;
    // Within a day they count up as time goes on; without a date `.1` is the newest.
    return one.date === '' ? other.counter - one.counter : one.counter - other.counter;
  }
  return one.packed === other.packed ? 0 : one.packed ? -1 : 1;
}

/** A log that is being packed stands there twice for a while: the one that is not packed is whole. */
function withoutDoubles(ranks: readonly Rank[]): Rank[] {
  return ranks.filter((rank, index) => {
    const next = ranks[index + 1];
    return !(rank.packed && next && next.date === rank.date && next.counter === rank.counter);
  });
}
