import type { Columns } from './columns';
import type { MinuteCounts } from './minutes';

export interface Histogram {
  total: Uint32Array;
  warn: Uint32Array;
  error: Uint32Array;
}

/**
 * Records in `bars` equal parts of [from, to). From the counts by minute; where a part is shorter
 * than what such a count stands for, from the blocks if they are finer. What stands for more than
 * one part is spread evenly over its time; nothing is counted twice or lost.
 *
 * @param minTime of all records
 */
export function histogramOf(
  columns: Columns,
  minutes: MinuteCounts,
  minTime: number,
  from: number,
  to: number,
  bars: number,
): Histogram {
  const sums = Array.from({ length: 3 }, () => new Uint32Array(Math.max(0, bars)));
  const [total = new Uint32Array(), warn = new Uint32Array(), error = new Uint32Array()] = sums;
  if (!(to > from) || bars < 1) return { total, warn, error };
  const width = (to - from) / bars;
  const spread = (start: number, length: number, counts: readonly number[]): void => {
    const first = Math.max(0, Math.floor((start - from) / width));
    const last = Math.min(bars - 1, Math.ceil((start + length - from) / width) - 1);
    counts.forEach((count, column) => {
      // How many of them come before a time: whole numbers, so that the sum stays what it is.
      const before = (time: number): number =>
        Math.round(count * Math.min(1, Math.max(0, (time - start) / length)));
      for (let bar = first; count > 0 && bar <= last; bar++) {
        const sum = sums[column];
        const share = before(from + (bar + 1) * width) - before(from + bar * width);
        if (sum) sum[bar] = (sum[bar] ?? 0) + share;
      }
    });
  };
  if (width >= minutes.width || !blocksAreFiner(columns, minutes, from, to)) {
    for (const [start, counts] of minutes.between(from, to)) {
      // No record is before the first or after the last one, wherever their minutes begin and end.
      const begin = Math.max(start, minTime);
      spread(begin, Math.min(start + minutes.width, columns.maxTime + 1) - begin, counts);
    }
  } else {
    for (const block of blocksBetween(columns, from, to)) {
      const { levels, records, minTime, maxTime } = block;
      spread(minTime, maxTime - minTime + 1, [records, levels.warn, levels.error + levels.fatal]);
    }
  }
  return { total, warn, error };
}

function* blocksBetween(columns: Columns, from: number, to: number) {
  // Blocks whose records are all before `from` come first, but for clocks that jump.
  const first = columns.lastBefore((block) => block.timeBefore >= from);
  for (let index = Math.max(0, first); index < columns.count; index++) {
    const block = columns.block(index);
    if (block.maxTime >= from && block.minTime < to) yield block;
    // Beyond the range, and the clock goes on: no more are to be expected.
    else if (block.minTime >= to + (to - from)) return;
  }
}

/** Whether a block stands for less time than a count by minutes does; looks at no more than 64 of them. */
function blocksAreFiner(
  columns: Columns,
  minutes: MinuteCounts,
  from: number,
  to: number,
): boolean {
  let seen = 0;
  let span = 0;
  for (const block of blocksBetween(columns, from, to)) {
    span += block.maxTime - block.minTime;
    if (++seen === 64) break;
  }
  return seen > 0 && span / seen < minutes.width;
}
