import { SealedFile } from '../../../../kit/sealed-file';
import { decodeFrame, type Frame } from '../frame';

/** Where a thread finds the rows of a result. The key is in memory only. */
export interface RowsPlace {
  path: string;
  key: Uint8Array;
  /** Frames before the first with rows. */
  base: number;
  /** Rows of each frame. */
  counts: Uint32Array;
}

/** Told how far a task is; ends it when nobody wants it any more. */
export interface Pace {
  /** @throws Stopped */
  frames(done: number, of: number): void;
}

/** Nobody wants the answer. */
export class Stopped extends Error {}

/** Rows of a result, read by a thread of its own. */
export class Rows {
  readonly total: number;
  private readonly place: RowsPlace;
  private readonly file: SealedFile;
  private readonly pace: Pace;
  private readonly starts: number[] = [];
  /** Passes over all rows that a task expects to make, and those it has made. */
  private passes = 1;
  private made = 0;

  constructor(place: RowsPlace, pace: Pace) {
    this.place = place;
    this.pace = pace;
    this.file = SealedFile.open(place.path, place.key);
    let total = 0;
    for (const count of place.counts) {
      this.starts.push(total);
      total += count;
    }
    this.total = total;
  }

  expect(passes: number): void {
    this.passes = Math.max(1, passes);
  }

  /**
   * All frames that have a row of those wanted, with the number of their first row.
   *
   * @param wanted 1 for each row that is; null for all
   */
  *frames(wanted: Uint8Array | null = null): Generator<{ frame: Frame; first: number }> {
    const { counts, base } = this.place;
    for (let number = 0; number < counts.length; number += 1) {
      const first = this.starts[number] ?? 0;
      this.pace.frames(this.made * counts.length + number, this.passes * counts.length);
      if (wanted && !hasAny(wanted, first, first + (counts[number] ?? 0))) continue;
      yield { frame: decodeFrame(this.file.read(base + number)), first };
    }
    this.made += 1;
  }

  close(): void {
    this.file.close();
  }
}

function hasAny(wanted: Uint8Array, from: number, to: number): boolean {
  for (let row = from; row < to; row += 1) if (wanted[row] === 1) return true;
  return false;
}
