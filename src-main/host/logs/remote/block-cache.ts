import { blockBytes } from './first-look';

/** Blocks of one remote file that are kept: enough for some screens and what was read ahead. */
const mostBlocks = 128;
/** At most so much is asked for beyond what is wanted. */
const mostAhead = 32;

/** A run of blocks. */
export interface Run {
  first: number;
  count: number;
}

/** The blocks of a remote file that were read last, and how far to read ahead. */
export class BlockCache {
  private readonly blocks = new Map<number, Buffer>();
  private last = -2;
  private ahead = 0;

  get(block: number): Buffer | undefined {
    const bytes = this.blocks.get(block);
    if (!bytes) return undefined;
    // Moved to the end: the map's order is the order of use.
    this.blocks.delete(block);
    this.blocks.set(block, bytes);
    return bytes;
  }

  has(block: number): boolean {
    return this.blocks.has(block);
  }

  put(block: number, bytes: Buffer): void {
    this.blocks.delete(block);
    this.blocks.set(block, bytes);
    for (const oldest of this.blocks.keys()) {
      if (this.blocks.size <= mostBlocks) return;
      this.blocks.delete(oldest);
    }
  }

  /** Forgets the blocks at the end, which may have grown. */
  dropEnd(size: number): void {
    this.blocks.delete(Math.floor(size / blockBytes));
  }

  clear(): void {
    this.blocks.clear();
    this.ahead = 0;
    this.last = -2;
  }

  /**
   * What to ask for so that these blocks are there: the missing ones, and more in the direction
   * of reading, twice as many each time that it goes on that way.
   *
   * @param blocks how many blocks the file has
   */
  plan({ first, count }: Run, blocks: number): Run | null {
    const forwards = first === this.last || first === this.last + 1;
    const backwards = first + count === this.last - count || first + count === this.last;
    this.last = backwards ? first : first + count;
    let from = first;
    let to = Math.min(first + count, blocks);
    while (from < to && this.has(from)) from += 1;
    while (to > from && this.has(to - 1)) to -= 1;
    if (from >= to) return null;
    this.ahead = forwards || backwards ? Math.min(mostAhead, Math.max(1, this.ahead * 2)) : 0;
    if (backwards) {
      for (let left = this.ahead; left > 0 && from > 0 && !this.has(from - 1); left -= 1) from -= 1;
    } else {
      for (let left = this.ahead; left > 0 && to < blocks && !this.has(to); left -= 1) to += 1;
    }
    return { first: from, count: to - from };
  }
}
