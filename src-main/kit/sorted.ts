/** Searching what is in order, by halving. */

/** Of how many items, from the first one on, something holds; it must not hold of those behind them. */
export function countWhile(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the last item of which something holds, as of all before it; 0 where it holds of none. */
export function lastWhile(count: number, holds: (index: number) => boolean): number {
  return Math.max(0, countWhile(count, holds) - 1);
}
