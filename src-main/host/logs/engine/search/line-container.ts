import { countWhile } from '../../../../kit/sorted';

/** Lines that share a container: numbers that agree in all but their lowest 16 bits. */
export const containerLines = 65_536;
const bitmapWords = containerLines / 32;
/** Above it a bitmap takes less than a list. */
export const listLimit = 4096;
/** Words of a bitmap between two counts of its directory. */
const rankStep = 16;

/**
 * Up to 65,536 lines, as what takes least: a sorted list (2 bytes a line), a bitmap with a
 * directory of counts (8.4 KB), or runs of neighbours (6 bytes a run).
 */
export type Container =
  | { kind: 'list'; count: number; values: Uint16Array }
  | { kind: 'bits'; count: number; words: Uint32Array; ranks: Uint16Array }
  /** `before[i]`: lines in the runs before the i-th; one entry more than `starts`. */
  | { kind: 'runs'; count: number; starts: Uint16Array; before: Uint32Array };

/** Number of bits that are set. */
export function popcount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Sets the bits [from, to). */
export function fillBits(words: Uint32Array, from: number, to: number): void {
  if (from >= to) return;
  const first = from >>> 5;
  const last = (to - 1) >>> 5;
  const head = -1 << (from & 31);
  const tail = -1 >>> (31 - ((to - 1) & 31));
  if (first === last) {
    words[first] = (words[first] ?? 0) | (head & tail);
    return;
  }
  words[first] = (words[first] ?? 0) | head;
  words.fill(0xffffffff, first + 1, last);
  words[last] = (words[last] ?? 0) | tail;
}

/** A container as bits of its own. */
export function toBits(container: Container): Uint32Array {
  if (container.kind === 'bits') return container.words.slice();
  const words = new Uint32Array(bitmapWords);
  if (container.kind === 'list') {
    for (const value of container.values)
      words[value >>> 5] = (words[value >>> 5] ?? 0) | (1 << (value & 31));
    return words;
  }
  container.starts.forEach((start, run) => {
    const length = (container.before[run + 1] ?? 0) - (container.before[run] ?? 0);
    fillBits(words, start, start + length);
  });
  return words;
}

/**
 * Sets the bits of a container's lines in a bitmap, as far as they are in it.
 *
 * @param base bit of the container's first line, a multiple of 32; may be below 0
 */
export function putBits(container: Container, base: number, words: Uint32Array): void {
  if (container.kind === 'bits') {
    const from = Math.max(0, -base / 32);
    const to = Math.min(bitmapWords, words.length - base / 32);
    if (from < to) words.set(container.words.subarray(from, to), base / 32 + from);
    return;
  }
  const last = words.length * 32;
  eachRange(container, (from, to) =>
    fillBits(words, Math.max(0, base + from), Math.min(last, base + to)),
  );
}

/** The smallest form of a bitmap; null when it is empty. May keep `words`. */
export function fromBits(words: Uint32Array): Container | null {
  let count = 0;
  let runs = 0;
  let carry = 0;
  for (const word of words) {
    count += popcount(word);
    // A run begins at each bit that is set and whose lower neighbour is not.
    runs += popcount(word & ~((word << 1) | carry));
    carry = word >>> 31;
  }
  if (count === 0) return null;
  if (runs * 6 < Math.min(count * 2, bitmapWords * 4)) return runsOf(words, count, runs);
  if (count > listLimit) return bitmapOf(words, count);
  const values = new Uint16Array(count);
  let filled = 0;
  words.forEach((word, at) => {
    for (let bits = word; bits !== 0; bits &= bits - 1)
      values[filled++] = at * 32 + 31 - Math.clz32(bits & -bits);
  });
  return { kind: 'list', count, values };
}

/** The smallest form of a sorted list. Keeps `values`. */
export function fromList(values: Uint16Array): Container | null {
  const count = values.length;
  if (count === 0) return null;
  let runs = 1;
  for (let at = 1; at < count; at += 1) if (values[at] !== (values[at - 1] ?? 0) + 1) runs += 1;
  if (runs * 6 >= count * 2) return { kind: 'list', count, values };
  const starts = new Uint16Array(runs);
  const before = new Uint32Array(runs + 1);
  let run = 0;
  values.forEach((value, at) => {
    if (at > 0 && value === (values[at - 1] ?? 0) + 1) return;
    starts[run] = value;
    before[run] = at;
    run += 1;
  });
  before[runs] = count;
  return { kind: 'runs', count, starts, before };
}

function bitmapOf(words: Uint32Array, count: number): Container {
  const ranks = new Uint16Array(bitmapWords / rankStep);
  let sum = 0;
  words.forEach((word, at) => {
    if (at % rankStep === 0) ranks[at / rankStep] = sum;
    sum += popcount(word);
  });
  return { kind: 'bits', count, words, ranks };
}

function runsOf(words: Uint32Array, count: number, runs: number): Container {
  const starts = new Uint16Array(runs);
  const before = new Uint32Array(runs + 1);
  let run = 0;
  let seen = 0;
  let carry = 0;
  words.forEach((word, at) => {
    for (let begins = word & ~((word << 1) | carry); begins !== 0; begins &= begins - 1) {
      const bit = 31 - Math.clz32(begins & -begins);
      starts[run] = at * 32 + bit;
      before[run] = seen + popcount(word & ((1 << bit) - 1));
      run += 1;
    }
    seen += popcount(word);
    carry = word >>> 31;
  });
  before[runs] = count;
  return { kind: 'runs', count, starts, before };
}

/** Number of entries below a value in a sorted array. */
function below(sorted: Uint16Array | Uint32Array, value: number, length: number): number {
  return countWhile(length, (index) => (sorted[index] ?? 0) < value);
}

/** Lines of a container below a value of 0 to 65,536. */
export function rankIn(container: Container, value: number): number {
  if (value >= containerLines) return container.count;
  switch (container.kind) {
    case 'list':
      return below(container.values, value, container.count);
    case 'bits': {
      const word = value >>> 5;
      let rank = container.ranks[Math.floor(word / rankStep)] ?? 0;
      for (let at = word - (word % rankStep); at < word; at += 1)
        rank += popcount(container.words[at] ?? 0);
      return rank + popcount((container.words[word] ?? 0) & ((1 << (value & 31)) - 1));
    }
    case 'runs': {
      const run = below(container.starts, value + 1, container.starts.length) - 1;
      if (run < 0) return 0;
      const before = container.before[run] ?? 0;
      const length = (container.before[run + 1] ?? 0) - before;
      return before + Math.min(value - (container.starts[run] ?? 0), length);
    }
  }
}

/** The n-th line of a container, from 0; n must be below its count. */
export function selectIn(container: Container, n: number): number {
  switch (container.kind) {
    case 'list':
      return container.values[n] ?? 0;
    case 'bits': {
      const part = below(container.ranks, n + 1, container.ranks.length) - 1;
      let left = n - (container.ranks[part] ?? 0);
      for (let at = part * rankStep; ; at += 1) {
        let bits = container.words[at] ?? 0;
        const inWord = popcount(bits);
        if (left >= inWord) {
          left -= inWord;
          continue;
        }
        for (; left > 0; left -= 1) bits &= bits - 1;
        return at * 32 + 31 - Math.clz32(bits & -bits);
      }
    }
    case 'runs': {
      const run = below(container.before, n + 1, container.before.length) - 1;
      return (container.starts[run] ?? 0) + n - (container.before[run] ?? 0);
    }
  }
}

/** Tells every line of a container at or above a value, in order, as ranges [from, to). */
function eachRange(container: Container, visit: (from: number, to: number) => void): void {
  if (container.kind === 'runs') {
    container.starts.forEach((start, run) => {
      const length = (container.before[run + 1] ?? 0) - (container.before[run] ?? 0);
      visit(start, start + length);
    });
    return;
  }
  let from = -1;
  let to = -1;
  const take = (value: number): void => {
    if (value === to) {
      to += 1;
      return;
    }
    if (from >= 0) visit(from, to);
    from = value;
    to = value + 1;
  };
  if (container.kind === 'list') container.values.forEach(take);
  else
    container.words.forEach((word, at) => {
      for (let bits = word; bits !== 0; bits &= bits - 1)
        take(at * 32 + 31 - Math.clz32(bits & -bits));
    });
  if (from >= 0) visit(from, to);
}

/** What becomes of two containers, word by word; null where that is no line. */
export function combined(
  left: Container,
  right: Container,
  of: (left: number, right: number) => number,
): Container | null {
  const words = toBits(left);
  const others = toBits(right);
  for (let at = 0; at < words.length; at += 1) words[at] = of(words[at] ?? 0, others[at] ?? 0);
  return fromBits(words);
}

/** Bytes that its lines take. */
export function containerBytes(container: Container): number {
  switch (container.kind) {
    case 'list':
      return container.values.byteLength;
    case 'bits':
      return container.words.byteLength + container.ranks.byteLength;
    case 'runs':
      return container.starts.byteLength + container.before.byteLength;
  }
}
