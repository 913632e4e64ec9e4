import { looksWide, wideSampleBytes } from './encoding';
import { lineEnd } from './line-index';

/** What a tail begins with. */
export interface WantedHistory {
  /** Bytes that come first and were there before. */
  historyBytes: number;
  /** Whether the first of them is the first of the file. */
  fromStart: boolean;
  /** Last lines of them that are wanted. */
  lines: number;
}

/**
 * Holds the first bytes back until all history is here, then lets only its last lines
 * through: GNU tail counts in bytes or in lines, and only bytes give exact offsets.
 */
export class History {
  private left: number;
  private readonly wanted: WantedHistory;
  private held: Buffer[] = [];
  private readonly onSkip: (bytes: number) => void;

  /** @param onSkip told of the bytes at the beginning that are left out */
  constructor(wanted: WantedHistory, onSkip: (bytes: number) => void) {
    this.left = wanted.historyBytes;
    this.wanted = wanted;
    this.onSkip = onSkip;
  }

  take(chunk: Buffer): Buffer[] {
    if (this.left <= 0) return [chunk];
    const history = chunk.subarray(0, this.left);
    const after = chunk.subarray(this.left);
    this.held.push(history);
    this.left -= history.length;
    if (this.left > 0) return [];
    return after.length > 0 ? [...this.release(), after] : this.release();
  }

  /** What was held back, without the lines that are too many. */
  release(): Buffer[] {
    this.left = 0;
    const all = Buffer.concat(this.held.splice(0));
    if (all.length === 0) return [];
    const start = lastLines(all, this.wanted.lines, this.wanted.fromStart);
    if (start > 0) this.onSkip(start);
    const pieces: Buffer[] = [];
    for (let at = start; at < all.length; at += 64 * 1024)
      pieces.push(all.subarray(at, at + 64 * 1024));
    return pieces;
  }
}

/**
 * Where the last so many lines begin. An incomplete first line is left out, unless there
 * is no other.
 */
export function lastLines(bytes: Buffer, lines: number, fromStart: boolean): number {
  if (lines === 0) return bytes.length;
  const wide = looksWide(bytes.subarray(0, wideSampleBytes));
  const starts = fromStart ? [0] : [];
  let at = lineEnd(bytes, 0, wide, 0);
  while (at >= 0 && at < bytes.length) {
    starts.push(at);
    at = lineEnd(bytes, at, wide, 0);
  }
  return starts[Math.max(0, starts.length - lines)] ?? 0;
}
