const lineFeed = 0x0a;
const wideLineFeed = Buffer.from([0x0a, 0x00]);
/** A checkpoint at least every so many lines, and wherever so many bytes have passed. */
const linesPerCheckpoint = 64;
const bytesPerCheckpoint = 64 * 1024;

/**
 * Where the next line feed ends in a buffer, or -1. In UTF-16 (`wide`) it is two bytes at
 * an even offset of the log.
 *
 * @param base offset of the buffer in the log
 */
export function lineEnd(buffer: Buffer, from: number, wide: boolean, base: number): number {
  if (!wide) return buffer.indexOf(lineFeed, from) + 1 || -1;
  for (let at = from; ; at += 1) {
    at = buffer.indexOf(wideLineFeed, at);
    if (at < 0) return -1;
    if ((base + at) % 2 === 0) return at + 2;
  }
}

/** The start of a line, as kept in {@link LineIndex}. */
export interface LineStart {
  line: number;
  offset: number;
}

/**
 * Where lines begin in a log that grows. Kept sparse: a start every 64 lines, and the start
 * that follows every 64 KiB, so that any line is found by looking through less than 64 KiB,
 * and the line after an enormous one at once. About 1 MB for 4 million lines.
 */
export class LineIndex {
  readonly wide: boolean;
  private readonly lineNumbers: number[] = [0];
  private readonly offsets: number[] = [0];
  private complete = 0;
  private start = 0;
  private end = 0;
  /** First byte of a pair whose second one has not come yet. */
  private carry: number | null = null;

  constructor(wide: boolean) {
    this.wide = wide;
  }

  /** Lines that have ended. */
  get completeLines(): number {
    return this.complete;
  }

  /** Lines to show: an unterminated last one counts. */
  get lines(): number {
    return this.complete + (this.end > this.start ? 1 : 0);
  }

  /** Where the line begins that has not ended yet. */
  get openStart(): number {
    return this.start;
  }

  /** Bytes taken in so far. */
  get bytes(): number {
    return this.end;
  }

  /** Takes in the bytes that follow. */
  add(chunk: Buffer): void {
    if (this.carry === lineFeed && chunk[0] === 0) this.ended(this.end + 1);
    let at = 0;
    for (;;) {
      at = lineEnd(chunk, at, this.wide, this.end);
      if (at < 0) break;
      this.ended(this.end + at);
    }
    this.end += chunk.length;
    this.carry = this.wide && this.end % 2 === 1 ? (chunk.at(-1) ?? null) : null;
  }

  /** The last known start at or before a line. */
  before(line: number): LineStart {
    let low = 0;
    let high = this.lineNumbers.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineNumbers[middle] ?? 0) <= line) low = middle;
      else high = middle - 1;
    }
    return { line: this.lineNumbers[low] ?? 0, offset: this.offsets[low] ?? 0 };
  }

  /** The last known start at or before an offset. */
  beforeOffset(offset: number): LineStart {
    let low = 0;
    let high = this.offsets.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.offsets[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: this.lineNumbers[low] ?? 0, offset: this.offsets[low] ?? 0 };
  }

  private ended(end: number): void {
    this.complete += 1;
    this.start = end;
    const last = this.offsets.length - 1;
    if (
      this.complete - (this.lineNumbers[last] ?? 0) >= linesPerCheckpoint ||
      end - (this.offsets[last] ?? 0) >= bytesPerCheckpoint
    ) {
      this.lineNumbers.push(this.complete);
      this.offsets.push(end);
    }
  }
}
