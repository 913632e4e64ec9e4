const digits = 65_536;

/**
 * Sorts row numbers by a key of each row, in ascending order; equal ones stay in their order, and
 * NaN stands behind all numbers.
 *
 * @param keys by number of the row
 */
export function sortByKeys(order: Uint32Array, keys: Float64Array): void {
  const count = order.length;
  const low = new Uint32Array(count);
  const high = new Uint32Array(count);
  const double = new Float64Array(1);
  const bits = new Uint32Array(double.buffer);
  for (let at = 0; at < count; at += 1) {
    // Minus zero is zero.
    double[0] = (keys[order[at] ?? 0] ?? NaN) + 0;
    const top = bits[1] ?? 0;
    // The bits of doubles are ordered as they are once negative ones are turned round (IEEE 754).
    const negative = top >>> 31 === 1;
    low[at] = negative ? ~(bits[0] ?? 0) : (bits[0] ?? 0);
    high[at] = negative ? ~top : top ^ 0x80000000;
  }
  sortByWords(order, low, high);
}

/** The same by two words of each position; both are used up. */
export function sortByWords(order: Uint32Array, low: Uint32Array, high: Uint32Array): void {
  let from = { order, low, high };
  let to: typeof from | null = null;
  const counts = new Uint32Array(digits);
  for (let digit = 0; digit < 4; digit += 1) {
    const words = digit < 2 ? from.low : from.high;
    const shift = (digit & 1) * 16;
    counts.fill(0);
    for (let at = 0; at < words.length; at += 1) {
      const bucket = ((words[at] ?? 0) >>> shift) & 0xffff;
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    // All rows have the same digit: nothing would move.
    if (counts[((words[0] ?? 0) >>> shift) & 0xffff] === words.length) continue;
    let sum = 0;
    for (let bucket = 0; bucket < digits; bucket += 1) {
      const here = counts[bucket] ?? 0;
      counts[bucket] = sum;
      sum += here;
    }
    const count = order.length;
    to ??= {
      order: new Uint32Array(count),
      low: new Uint32Array(count),
      high: new Uint32Array(count),
    };
    for (let at = 0; at < count; at += 1) {
      const bucket = ((words[at] ?? 0) >>> shift) & 0xffff;
      const place = counts[bucket] ?? 0;
      counts[bucket] = place + 1;
      to.order[place] = from.order[at] ?? 0;
      to.low[place] = from.low[at] ?? 0;
      to.high[place] = from.high[at] ?? 0;
    }
    [from, to] = [to, from];
  }
  if (from.order !== order) order.set(from.order);
}
