import type { LogRow } from '../../../src-main/contract/logs';

/** Rows that are fetched together at least; a screen of them is two or three such pages. */
const pageRows = 16;
/** About 38,000 rows at hand. */
const mostPages = 2400;

/** Rows of a page by number, each with the generation it is of. */
type Page = Map<number, { row: LogRow; generation: number }>;

/**
 * Rows of a view that were fetched, by number. Rows of an older generation stay in sight until
 * newer ones have come; pages not looked at for long are dropped.
 */
export class RowCache {
  private readonly pages = new Map<number, Page>();

  get(row: number): LogRow | undefined {
    return this.pages.get(Math.floor(row / pageRows))?.get(row)?.row;
  }

  /**
   * The first run of rows within [from, to) that are missing or of an older generation, widened
   * to whole pages within [first, end); null when all are at hand.
   */
  missing(
    from: number,
    to: number,
    bounds: { first: number; end: number; generation: number },
  ): { from: number; count: number } | null {
    const low = Math.max(from, bounds.first);
    const high = Math.min(to, bounds.end);
    if (low >= high) return null;
    let start: number | undefined;
    let stop = low;
    for (let page = Math.floor(low / pageRows); page * pageRows < high; page++) {
      const pageFrom = Math.max(page * pageRows, bounds.first);
      const pageTo = Math.min((page + 1) * pageRows, bounds.end);
      const gap = this.gapOf(page, pageFrom, pageTo, bounds.generation);
      if (gap === undefined) {
        if (start !== undefined) break;
        continue;
      }
      start ??= gap;
      stop = pageTo;
    }
    return start === undefined ? null : { from: start, count: stop - start };
  }

  /** Keeps rows that were fetched. */
  put(rows: readonly LogRow[], generation: number): void {
    for (const row of rows) {
      const number = Math.floor(row.row / pageRows);
      const page: Page = this.pages.get(number) ?? new Map();
      this.pages.delete(number);
      this.pages.set(number, page);
      // An answer that was long on its way changes nothing any more.
      if ((page.get(row.row)?.generation ?? 0) > generation) continue;
      page.set(row.row, { row, generation });
    }
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= mostPages) break;
      this.pages.delete(oldest);
    }
  }

  /** A row that may say more by now: it stays in sight until it was fetched again. */
  outdate(row: number): void {
    const kept = this.pages.get(Math.floor(row / pageRows))?.get(row);
    if (kept) kept.generation = -1;
  }

  /** Forgets everything: rows are numbered anew. */
  clear(): void {
    this.pages.clear();
  }

  /** The first row of a page's part that is not at hand. */
  private gapOf(page: number, from: number, to: number, generation: number): number | undefined {
    const have = this.pages.get(page);
    if (!have) return from;
    // Looked at just now: the last to be dropped.
    this.pages.delete(page);
    this.pages.set(page, have);
    for (let row = from; row < to; row++) {
      if ((have.get(row)?.generation ?? -1) < generation) return row;
    }
    return undefined;
  }
}
