import { countWhile } from '../../../kit/sorted';
import type { Arrangement } from './arrangement';

/** So many numberings are remembered: of a busy timeline the last minutes. */
const most = 2000;

/** An arrangement, and the last generation whose rows it numbers. */
interface Entry {
  until: number;
  arrangement: Arrangement;
}

/**
 * How rows were numbered before rows of other sources came in between: what was chosen then is
 * still found.
 */
export class Past {
  private entries: Entry[] = [];
  /** Rows of older generations are not known any more. */
  private since = 0;

  /** Another arrangement numbers the rows from now on, and has all of them. */
  keep(arrangement: Arrangement, until: number): void {
    this.entries.push({ until, arrangement });
    if (this.entries.length <= most) return;
    this.since = (this.entries.shift()?.until ?? 0) + 1;
  }

  /** Rows are others from a generation on. */
  forget(since: number): void {
    this.entries = [];
    this.since = since;
  }

  /** What numbers the rows of a generation; undefined: not known any more. */
  at(
    generation: number,
    now: { counted: number; arrangement: Arrangement },
  ): Arrangement | undefined {
    if (generation < this.since || generation > now.counted) return undefined;
    const { entries } = this;
    const over = countWhile(entries.length, (at) => (entries[at]?.until ?? Infinity) < generation);
    return entries[over]?.arrangement ?? now.arrangement;
  }
}
