/** How an index is cut. Blocks depend on nothing but the bytes and these numbers, never on who read what. */
export interface IndexShape {
  /** No block holds lines that begin on both sides of a multiple of this: parts can be made apart. */
  cell: number;
  /** Lines of a block, 256 at most. */
  blockLines: number;
  /** A line that begins so far behind the begin of a block begins the next one. */
  blockSpan: number;
  /** What a worker thread reads at once; a multiple of `cell`. */
  chunk: number;
  /** At least so much of the end is a part of its own, so that little is done anew when more follows. */
  tail: number;
}

export const defaultShape: IndexShape = {
  cell: 1024 * 1024,
  blockLines: 256,
  blockSpan: 128 * 1024,
  chunk: 32 * 1024 * 1024,
  tail: 64 * 1024,
};
