/** Columns of a bucket: all records, warnings, errors and worse. */
const columns = 3;
const pageBuckets = 64;
const minute = 60_000;

/**
 * Records by minute, sparse. When a log spans so much time that this would take more than its
 * bound, each count stands for twice the time, as often as needed.
 */
export class MinuteCounts {
  #width = 1;
  #pages = new Map<number, Uint32Array>();
  /** Pages of `pageBuckets` that it may have; about 0.8 KB each. */
  readonly #most: () => number;

  constructor(most: () => number) {
    this.#most = most;
  }

  /** Time that a count stands for, in ms. */
  get width(): number {
    return this.#width * minute;
  }

  /** Adds rows of minute, records, warnings, errors; `sign` −1 takes them away again. */
  add(rows: Int32Array, sign = 1): void {
    for (let row = 0; row < rows.length; row += columns + 1) {
      const bucket = Math.floor((rows[row] ?? 0) / this.#width);
      const counts = this.#page(Math.floor(bucket / pageBuckets));
      const at = mod(bucket, pageBuckets) * columns;
      for (let column = 0; column < columns; column++)
        counts[at + column] = (counts[at + column] ?? 0) + sign * (rows[row + 1 + column] ?? 0);
      if (this.#pages.size > this.#most()) this.#widen();
    }
  }

  clear(): void {
    this.#width = 1;
    this.#pages.clear();
  }

  /** Counts of [from, to) in file-independent order: when each begins, then its columns. */
  *between(from: number, to: number): Iterable<[start: number, counts: readonly number[]]> {
    const first = Math.floor(from / this.width);
    const last = Math.ceil(to / this.width) - 1;
    const numbers = [...this.#pages.keys()]
      .filter((page) => page >= Math.floor(first / pageBuckets) && page * pageBuckets <= last)
      .sort((a, b) => a - b);
    for (const number of numbers) {
      const page = this.#pages.get(number);
      if (!page) continue;
      for (let index = 0; index < pageBuckets; index++) {
        const bucket = number * pageBuckets + index;
        const at = index * columns;
        if (bucket < first || bucket > last || !page[at]) continue;
        yield [bucket * this.width, [...page.subarray(at, at + columns)]];
      }
    }
  }

  /** As `add` takes them, with the width they are counted by. */
  rows(): { width: number; rows: Int32Array } {
    const rows: number[] = [];
    for (const [number, page] of this.#pages)
      for (let index = 0; index < pageBuckets; index++) {
        const counts = page.subarray(index * columns, (index + 1) * columns);
        if (counts[0]) rows.push((number * pageBuckets + index) * this.#width, ...counts);
      }
    return { width: this.#width, rows: Int32Array.from(rows) };
  }

  /** Takes what `rows` gave. */
  restore({ width, rows }: { width: number; rows: Int32Array }): void {
    this.clear();
    this.#width = width;
    this.add(rows);
  }

  #page(number: number): Uint32Array {
    let page = this.#pages.get(number);
    if (!page) this.#pages.set(number, (page = new Uint32Array(pageBuckets * columns)));
    return page;
  }

  #widen(): void {
    const old = this.#pages;
    this.#pages = new Map();
    this.#width *= 2;
    for (const [number, counts] of old) {
      const page = this.#page(Math.floor(number / 2));
      const shift = mod(number, 2) * (pageBuckets / 2);
      for (let index = 0; index < pageBuckets; index++)
        for (let column = 0; column < columns; column++) {
          const at = (shift + (index >> 1)) * columns + column;
          page[at] = (page[at] ?? 0) + (counts[index * columns + column] ?? 0);
        }
    }
  }
}

const mod = (value: number, by: number) => ((value % by) + by) % by;
