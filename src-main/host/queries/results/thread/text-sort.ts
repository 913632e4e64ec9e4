import { sortByWords } from './radix';

/** Bytes of keys that are held at once. */
const heldBytes = 48 * 1024 * 1024;
/** Of one key, in one pass. */
const longestPart = 64 * 1024;
/** After so many passes equal beginnings count as equal. */
const mostPasses = 6;
/** Six bytes fit the 53 bits of a double, each as one of 257: the end comes before every byte. */
const chunk = 6;
/** So few are sorted by comparing. */
const few = 24;

/** Keys of rows as bytes, given anew for each pass. */
export type KeyPass = (
  /** 1 for each row whose key is wanted. */
  wanted: Uint8Array,
  take: (row: number, key: string) => void,
) => void;

/**
 * Sorts row numbers by texts, by code point; equal ones stay in their order. Memory does not grow
 * with the texts: only their beginnings are held, and more of those that begin alike.
 *
 * @param rows of the whole result
 */
export function sortByTexts(order: Uint32Array, rows: number, pass: KeyPass): void {
  let groups: [from: number, to: number][] = [[0, order.length]];
  let offset = 0;
  for (let made = 0; made < mostPasses && groups.length > 0; made += 1) {
    const wanted = new Uint8Array(rows);
    let undecided = 0;
    for (const [from, to] of groups) {
      for (let at = from; at < to; at += 1) wanted[order[at] ?? 0] = 1;
      undecided += to - from;
    }
    const part = Math.max(8, Math.min(longestPart, Math.floor(heldBytes / undecided)));
    const keys = new KeyParts(rows, part, offset);
    pass(wanted, (row, key) => keys.take(row, key));
    groups = groups.flatMap(([from, to]) => keys.sort(order, from, to));
    offset += part;
  }
}

/** A part of each key. */
class KeyParts {
  private readonly part: number;
  private readonly offset: number;
  private bytes = Buffer.allocUnsafe(1024 * 1024);
  private used = 0;
  private readonly starts: Uint32Array;
  private readonly lengths: Uint32Array;
  private scratch = Buffer.allocUnsafe(64 * 1024);

  constructor(rows: number, part: number, offset: number) {
    this.part = part;
    this.offset = offset;
    this.starts = new Uint32Array(rows);
    this.lengths = new Uint32Array(rows);
  }

  take(row: number, key: string): void {
    // No more units than bytes are wanted.
    const text = key.length > this.offset + this.part ? key.slice(0, this.offset + this.part) : key;
    if (this.scratch.length < text.length * 3) this.scratch = Buffer.allocUnsafe(text.length * 3);
    const whole = this.scratch.write(text);
    const length = Math.max(0, Math.min(this.part, whole - this.offset));
    if (this.used + length > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.used + length));
      this.bytes.copy(grown, 0, 0, this.used);
      this.bytes = grown;
    }
    this.scratch.copy(this.bytes, this.used, this.offset, this.offset + length);
    this.starts[row] = this.used;
    this.lengths[row] = length;
    this.used += length;
  }

  /** Sorts a stretch of an order, and gives those in it that these parts do not tell apart. */
  sort(order: Uint32Array, from: number, to: number): [number, number][] {
    const alike: [number, number][] = [];
    const open: [from: number, to: number, depth: number][] = [[from, to, 0]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [low, high, depth] = next;
      if (high - low < 2) continue;
      if (depth >= this.part) alike.push([low, high]);
      else if (high - low <= few) this.insert(order, low, high, depth, alike);
      else this.split(order.subarray(low, high), low, depth, open);
    }
    return alike;
  }

  /** Sorts by the next bytes; stretches that are equal in them are left open. */
  private split(
    order: Uint32Array,
    base: number,
    depth: number,
    open: [number, number, number][],
  ): void {
    const low = new Uint32Array(order.length);
    const high = new Uint32Array(order.length);
    this.words(order, depth, low, high);
    if (order.length < 4096) {
      const indices = Uint32Array.from(order, (_, at) => at);
      indices.sort((a, b) => (high[a] ?? 0) - (high[b] ?? 0) || (low[a] ?? 0) - (low[b] ?? 0));
      const copy = Uint32Array.from(indices, (at) => order[at] ?? 0);
      order.set(copy);
    } else sortByWords(order, low, high);
    // The words are used up by then.
    const whole = this.words(order, depth, low, high);
    let begin = 0;
    for (let at = 1; at <= order.length; at += 1) {
      if (at < order.length && low[at] === low[begin] && high[at] === high[begin]) continue;
      if (at - begin > 1 && whole[begin] === 1) open.push([base + begin, base + at, depth + chunk]);
      begin = at;
    }
  }

  /** The next six bytes of each key as a number of two words; 1 where all six are there. */
  private words(
    order: Uint32Array,
    depth: number,
    low: Uint32Array,
    high: Uint32Array,
  ): Uint8Array {
    const whole = new Uint8Array(order.length);
    for (let at = 0; at < order.length; at += 1) {
      const row = order[at] ?? 0;
      const start = (this.starts[row] ?? 0) + depth;
      const left = (this.lengths[row] ?? 0) - depth;
      let upper = 0;
      let lower = 0;
      for (let byte = 0; byte < 3; byte += 1) {
        upper = upper * 257 + (byte < left ? (this.bytes[start + byte] ?? 0) + 1 : 0);
        lower = lower * 257 + (byte + 3 < left ? (this.bytes[start + byte + 3] ?? 0) + 1 : 0);
      }
      high[at] = upper;
      low[at] = lower;
      if (left >= chunk) whole[at] = 1;
    }
    return whole;
  }

  private insert(
    order: Uint32Array,
    from: number,
    to: number,
    depth: number,
    alike: [number, number][],
  ): void {
    for (let at = from + 1; at < to; at += 1) {
      const row = order[at] ?? 0;
      let place = at;
      while (place > from && this.compare(order[place - 1] ?? 0, row, depth) > 0) {
        order[place] = order[place - 1] ?? 0;
        place -= 1;
      }
      order[place] = row;
    }
    let begin = from;
    for (let at = from + 1; at <= to; at += 1) {
      if (at < to && this.compare(order[begin] ?? 0, order[at] ?? 0, depth) === 0) continue;
      if (at - begin > 1 && this.lengths[order[begin] ?? 0] === this.part) alike.push([begin, at]);
      begin = at;
    }
  }

  private compare(left: number, right: number, depth: number): number {
    const [a, b] = [(this.starts[left] ?? 0) + depth, (this.starts[right] ?? 0) + depth];
    const endA = (this.starts[left] ?? 0) + (this.lengths[left] ?? 0);
    const endB = (this.starts[right] ?? 0) + (this.lengths[right] ?? 0);
    const shorter = Math.min(endA - a, endB - b);
    for (let at = 0; at < shorter; at += 1) {
      const difference = (this.bytes[a + at] ?? 0) - (this.bytes[b + at] ?? 0);
      if (difference !== 0) return difference;
    }
    return endA - a - (endB - b);
  }
}
