import { countWhile } from '../../../kit/sorted';

/** Ascending places in a log, some hundred thousand of them in little memory. */
export class Offsets {
  private values = new Float64Array(1024);
  private used = 0;

  get count(): number {
    return this.used;
  }

  /** The n-th place, from 0; undefined beyond the last one. */
  at(n: number): number | undefined {
    return n >= 0 && n < this.used ? this.values[n] : undefined;
  }

  get last(): number | undefined {
    return this.at(this.used - 1);
  }

  /** Adds a place behind the others; one that is not behind them is left out. */
  push(offset: number): void {
    if (this.used > 0 && offset <= (this.values[this.used - 1] ?? -1)) return;
    if (this.used === this.values.length) {
      const larger = new Float64Array(this.used * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.used] = offset;
    this.used += 1;
  }

  /** How many places are before one. */
  rank(offset: number): number {
    return countWhile(this.used, (index) => (this.values[index] ?? 0) < offset);
  }
}
