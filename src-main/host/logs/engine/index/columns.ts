import { countWhile } from '../../../../kit/sorted';
import { blockFloats } from '../kernel/machine';
import type { KernelState } from '../kernel/program';
import type { IndexBlock } from '../log-index';
import { firstPageBlocks, later, Page, pageBlocks, type SavedPage } from './page';

/** Blocks of an index, packed: 26 bytes each. */
export class Columns {
  readonly #pages: Page[] = [];
  #count = 0;
  #lines = 0;
  #records = 0;
  #maxTime = NaN;

  get count(): number {
    return this.#count;
  }

  get lines(): number {
    return this.#lines;
  }

  get records(): number {
    return this.#records;
  }

  get maxTime(): number {
    return this.#maxTime;
  }

  /** Adds rows of scan.as; `stateful`: lines of these blocks need what lines before them hand on. */
  append(rows: Float64Array, stateful: boolean): void {
    const words = new Int32Array(rows.buffer, rows.byteOffset, rows.length * 2);
    for (let row = 0; row < rows.length; row += blockFloats) {
      const offset = rows[row] ?? 0;
      let page = this.#pages.at(-1);
      if (!page?.takes(offset)) {
        page = new Page(offset, this.#count, this.#count === 0 ? firstPageBlocks : pageBlocks);
        this.#pages.push(page);
      }
      page.begin(this.#lines, this.#records, this.#maxTime);
      page.add(rows, row, words, stateful);
      this.#count++;
      this.#lines += words[row * 2 + 10] ?? 0;
      this.#records += words[row * 2 + 11] ?? 0;
      this.#maxTime = later(this.#maxTime, rows[row + 2] ?? NaN);
    }
  }

  /** Forgets all blocks from this one on. */
  cut(count: number): void {
    if (count >= this.#count) return;
    const first = count > 0 ? this.block(count) : null;
    while ((this.#pages.at(-1)?.first ?? 0) >= count && this.#pages.length > 0) this.#pages.pop();
    const page = this.#pages.at(-1);
    if (page) page.count = count - page.first;
    this.#count = count;
    this.#lines = first?.line ?? 0;
    this.#records = first?.recordsBefore ?? 0;
    this.#maxTime = first?.timeBefore ?? NaN;
  }

  /** @throws RangeError when there is no such block */
  block(index: number): IndexBlock {
    const page = this.#pageOf(index);
    return page.read(index - page.first);
  }

  stateBefore(index: number): KernelState | null {
    const page = this.#pageOf(index);
    return page.state(index - page.first);
  }

  /**
   * Number of the last block that `isAfter` is false of; it must be false of the first ones and
   * true of those after them. -1 when it is true of all.
   */
  lastBefore(isAfter: (block: IndexBlock) => boolean): number {
    return countWhile(this.#count, (index) => !isAfter(this.block(index))) - 1;
  }

  #pageOf(index: number): Page {
    if (index < 0 || index >= this.#count) throw new RangeError(`no block ${index}`);
    // Pages hold the same number of blocks, but for those that end early behind a very long line.
    let at = Math.min(this.#pages.length - 1, Math.floor(index / pageBlocks));
    while ((this.#pages[at + 1]?.first ?? Infinity) <= index) at++;
    while (at > 0 && (this.#pages[at]?.first ?? 0) > index) at--;
    const page = this.#pages[at];
    if (!page) throw new RangeError(`no block ${index}`);
    return page;
  }

  /** As `restore` takes it. */
  save(): SavedColumns {
    return {
      pages: this.#pages.map((page) => page.save()),
      lines: this.#lines,
      records: this.#records,
      maxTime: this.#maxTime,
    };
  }

  restore({ pages, lines, records, maxTime }: SavedColumns): void {
    for (const saved of pages) this.#pages.push(Page.restore(saved));
    this.#count = pages.reduce((sum, page) => sum + page.count, 0);
    this.#lines = lines;
    this.#records = records;
    this.#maxTime = maxTime;
  }
}

export interface SavedColumns {
  pages: SavedPage[];
  lines: number;
  records: number;
  maxTime: number;
}
