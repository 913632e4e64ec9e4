/**
 * Where the rows of a list stand when some of them take more than one line: a record whose stack
 * is unfolded has lines after it, a gap or a rotation is a line of its own before a row. Rows keep
 * their numbers, also below 0 when earlier ones are fetched later; lines are counted from 0.
 */

/** Lines that belong to one row besides its own. */
export interface RowExtra {
  row: number;
  /** Lines of our own before it. */
  before: number;
  /** Lines of the row after its first. */
  after: number;
}

/**
 * What stands in a line: `part` 0 is the row itself, above 0 its further lines, below 0 the notes
 * before it (−1 is the first of them).
 */
export interface LinePlace {
  row: number;
  part: number;
}

export class LineLayout {
  /** Extras by row, each with the lines that all extras before it add. */
  private readonly extras: readonly (RowExtra & { added: number })[];
  readonly firstRow: number;
  readonly rows: number;
  /** Lines altogether. */
  readonly lines: number;

  /**
   * @param firstRow number of the first row
   * @param extras in any order; those outside the rows are left out, but notes may stand after
   *   the last row
   */
  constructor(firstRow: number, rows: number, extras: readonly RowExtra[] = []) {
    this.firstRow = firstRow;
    this.rows = rows;
    let added = 0;
    this.extras = extras
      .filter(({ row }) => row >= firstRow && row <= firstRow + rows)
      .toSorted((a, b) => a.row - b.row)
      .map((extra) => {
        const placed = { ...extra, added };
        added += extra.before + (extra.row === firstRow + rows ? 0 : extra.after);
        return placed;
      });
    this.lines = rows + added;
  }

  /** The line a row begins in. */
  lineOf(row: number): number {
    const extra = this.extraAt(row);
    const own = row - this.firstRow;
    if (!extra) return own;
    return own + extra.added + extra.before + (extra.row < row ? extra.after : 0);
  }

  /** How many lines a row takes, without the notes before it. */
  linesOf(row: number): number {
    const extra = this.extraAt(row);
    return 1 + (extra?.row === row ? extra.after : 0);
  }

  /** What stands in a line. */
  at(line: number): LinePlace {
    let low = 0;
    let high = this.extras.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const extra = this.extras[middle];
      if (extra && extra.row - this.firstRow + extra.added <= line) low = middle + 1;
      else high = middle;
    }
    const extra = this.extras[low - 1];
    if (!extra) return { row: this.firstRow + line, part: 0 };
    const within = line - (extra.row - this.firstRow + extra.added);
    if (within < extra.before) return { row: extra.row, part: within - extra.before };
    const part = within - extra.before;
    if (part <= extra.after) return { row: extra.row, part };
    return { row: extra.row + part - extra.after, part: 0 };
  }

  /** The last extra at or before a row. */
  private extraAt(row: number): (RowExtra & { added: number }) | undefined {
    let low = 0;
    let high = this.extras.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.extras[middle]?.row ?? Infinity) <= row) low = middle + 1;
      else high = middle;
    }
    return this.extras[low - 1];
  }
}

/**
 * The line that has to be first in sight in a new layout so that what was first in an old one
 * stays where it is. Lines are fractions while a row is half scrolled out.
 */
export function sameLine(line: number, before: LineLayout, after: LineLayout): number {
  const whole = Math.floor(line);
  const { row, part } = before.at(whole);
  const kept = Math.min(Math.max(part, -1), after.linesOf(row) - 1);
  return after.lineOf(row) + kept + (line - whole);
}
