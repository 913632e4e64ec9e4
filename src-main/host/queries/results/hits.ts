import type { Order } from './arranged';

/** Where the next row with a text stands. */
export interface Hit {
  position: number;
  /** The how manieth it is, from 1. */
  ordinal: number;
  /** It was found by going round. */
  wrapped: boolean;
}

/**
 * The next found row of an order.
 *
 * @param found 1 for each row of the result that has it
 * @param from looked for behind this position, or before it
 */
export function nextHit(
  order: Order,
  found: Uint8Array,
  from: number,
  backwards: boolean,
): { hits: number; hit: Hit | null } {
  let hits = 0;
  let before = 0;
  let upTo = 0;
  let [first, next, previous, last] = [-1, -1, -1, -1];
  for (let at = 0; at < order.length; at += 1) {
    if (found[order.row(at)] !== 1) continue;
    hits += 1;
    if (first < 0) first = at;
    if (at < from) {
      previous = at;
      before += 1;
    }
    if (at <= from) upTo += 1;
    else if (next < 0) next = at;
    last = at;
  }
  if (hits === 0) return { hits, hit: null };
  if (backwards) {
    const wrapped = previous < 0;
    return {
      hits,
      hit: { position: wrapped ? last : previous, ordinal: wrapped ? hits : before, wrapped },
    };
  }
  const wrapped = next < 0;
  return {
    hits,
    hit: { position: wrapped ? first : next, ordinal: wrapped ? 1 : upTo + 1, wrapped },
  };
}
