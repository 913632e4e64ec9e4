/** Items that are fetched together. */
export const pageSize = 100;
/** 40,000 items at hand; more than any screen, little enough for the memory of a laptop. */
const mostPages = 400;

/**
 * Items of a long list that were fetched, by index. The last page of a growing list is
 * fetched again until it is full; pages not looked at for long are dropped.
 */
export class PageCache<Item> {
  private readonly pages = new Map<number, readonly Item[]>();
  private readonly asked = new Set<number>();

  get(index: number): Item | undefined {
    return this.pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /**
   * Pages to fetch for a window, half-open; each is claimed until `put` or `release`.
   *
   * @param total items of the list now
   * @param most so many pages, and no more
   */
  claim(
    from: number,
    to: number,
    total: number,
    most = Infinity,
  ): { page: number; from: number; count: number }[] {
    const wanted: { page: number; from: number; count: number }[] = [];
    for (let page = Math.floor(from / pageSize); page * pageSize < Math.min(to, total); page++) {
      const available = Math.min(pageSize, total - page * pageSize);
      const have = this.pages.get(page);
      if (have) {
        // Looked at just now: the last to be dropped.
        this.pages.delete(page);
        this.pages.set(page, have);
      }
      if (wanted.length >= most || this.asked.has(page) || (have?.length ?? 0) >= available) continue; // prettier-ignore
      this.asked.add(page);
      wanted.push({ page, from: page * pageSize, count: pageSize });
    }
    return wanted;
  }

  put(page: number, items: readonly Item[]): void {
    this.asked.delete(page);
    this.pages.delete(page);
    this.pages.set(page, items);
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= mostPages) break;
      this.pages.delete(oldest);
    }
  }

  release(page: number): void {
    this.asked.delete(page);
  }
}
