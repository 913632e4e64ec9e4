import { lineBreakBytes, lineEnd, unitBytes } from '../document/lines';
import type { ByteSource } from '../source';
import { decodeText, type LogEncoding } from '../text/index';
import { lineChunks, type LineRange } from './line-chunks';

/** More of a line is not shown. */
export const walkedLineBytes = 16 * 1024 * 1024;
/** So many lines are given together: they are decoded in one turn. */
const mostTogether = 1000;

/** A line of a log, as text. */
export interface WalkedLine {
  /** From 0. */
  line: number;
  /** Where it begins in the log. */
  offset: number;
  /** Without its line break, up to 16 MiB of it. */
  text: string;
  truncated: boolean;
}

/**
 * Goes through the lines of a range in order and gives those that are wanted, some together. Only
 * they are decoded, and what comes after the last one is not read.
 *
 * @param next the least line at or above a number that is wanted, from 0; undefined: none
 */
export async function* walkLines(
  source: ByteSource,
  encoding: LogEncoding,
  range: LineRange,
  next: (line: number) => number | undefined,
  signal?: AbortSignal,
): AsyncGenerator<WalkedLine[]> {
  let line = range.from?.line ?? 0;
  let wanted = next(line);
  let long: { offset: number; pieces: Buffer[]; bytes: number } | null = null;
  if (wanted === undefined) return;
  for await (const chunk of lineChunks(source, encoding, range, signal)) {
    const { bytes, offset } = chunk;
    if (chunk.long) {
      long ??= { offset, pieces: [], bytes: 0 };
      if (line === wanted && long.bytes < walkedLineBytes) long.pieces.push(bytes);
      long.bytes += bytes.length;
      if (!chunk.long.last) continue;
      if (line === wanted) {
        yield [textOf(Buffer.concat(long.pieces), line, long.offset, long.bytes, encoding)];
        wanted = next(line + 1);
        if (wanted === undefined) return;
      }
      long = null;
      line += 1;
      continue;
    }
    let found: WalkedLine[] = [];
    for (let from = 0; from < bytes.length; line += 1) {
      const end = lineEnd(bytes, from, offset, encoding);
      const to = end < 0 ? bytes.length : end;
      if (line === wanted) {
        found.push(textOf(bytes.subarray(from, to), line, offset + from, to - from, encoding));
        wanted = next(line + 1);
        if (wanted === undefined) break;
        if (found.length === mostTogether) {
          yield found;
          found = [];
        }
      }
      from = to;
    }
    if (found.length > 0) yield found;
    if (wanted === undefined) return;
  }
}

function textOf(
  bytes: Buffer,
  line: number,
  offset: number,
  length: number,
  encoding: LogEncoding,
): WalkedLine {
  const whole = bytes.length === length;
  const breakBytes = whole ? lineBreakBytes(bytes.subarray(-2 * unitBytes(encoding)), encoding) : 0;
  const content = bytes.subarray(0, Math.min(bytes.length - breakBytes, walkedLineBytes));
  const truncated = content.length < bytes.length - breakBytes || !whole;
  const text = decodeText(content, encoding);
  return { line, offset, truncated, text: truncated ? withoutHalf(text) : text };
}

/** A text that was cut may end with half a character. */
function withoutHalf(text: string): string {
  let end = text.length;
  while (end > 0 && end > text.length - 3 && text[end - 1] === '\ufffd') end -= 1;
  return text.slice(0, end);
}
