import type { LogLine } from '../../../src-main/contract/index';

export const pageLines = 200;
/** 40,000 lines at hand; more than any screen, little enough for the memory of a laptop. */
const mostPages = 200;

/**
 * Lines that were fetched, by their index in the shown view. The last page of a growing
 * log is fetched again until it is full; pages not looked at for long are dropped.
 */
export class LineCache {
  private readonly pages = new Map<number, readonly LogLine[]>();
  private readonly asked = new Set<number>();

  get(index: number): LogLine | undefined {
    return this.pages.get(Math.floor(index / pageLines))?.[index % pageLines];
  }

  /**
   * Pages to fetch for a window, half-open; each is claimed until `put` or `release`.
   *
   * @param total lines of the view now
   */
  claim(from: number, to: number, total: number): { page: number; from: number; count: number }[] {
    const wanted = [];
    for (let page = Math.floor(from / pageLines); page * pageLines < Math.min(to, total); page++) {
      const available = Math.min(pageLines, total - page * pageLines);
      const have = this.pages.get(page);
      if (have) {
        // Looked at just now: the last to be dropped.
        this.pages.delete(page);
        this.pages.set(page, have);
      }
      if (this.asked.has(page) || (have?.length ?? 0) >= available) continue;
      this.asked.add(page);
      wanted.push({ page, from: page * pageLines, count: pageLines });
    }
    return wanted;
  }

  put(page: number, lines: readonly LogLine[]): void {
    this.asked.delete(page);
    this.pages.delete(page);
    this.pages.set(page, lines);
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= mostPages) break;
      this.pages.delete(oldest);
    }
  }

  release(page: number): void {
    this.asked.delete(page);
  }
}
