import { lineBreakBytes, lineEnd, unitBytes } from '../document/lines';
import type { ByteSource } from '../source';
import { decodeText, type LogEncoding } from '../text/index';
import { lineChunks, type LineRange } from './line-chunks';
import { LongLineText } from './long-line';

/** So many lines are given together: they are decoded in one turn. */
const mostTogether = 1000;

/** Set for a piece of a very long line, which is never held as a whole. */
export type LinePiece = { first: boolean; last: boolean } | null;

/** A line of a log, as text, or a piece of one. */
export interface WalkedLine {
  /** From 0. */
  line: number;
  /** Where the line begins in the log. */
  offset: number;
  /** Without its line break. */
  text: string;
  piece: LinePiece;
}

/**
 * Goes through the lines of a range in order and gives those that are wanted, some together, very
 * long ones piece by piece. Only
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
  let long: { offset: number; text: LongLineText } | null = null;
  if (wanted === undefined) return;
  for await (const chunk of lineChunks(source, encoding, range, signal)) {
    const { bytes, offset } = chunk;
    if (chunk.long) {
      const { first, last } = chunk.long;
      long ??= { offset, text: new LongLineText(encoding) };
      if (line === wanted) {
        const text = long.text.push(bytes, last);
        yield [{ line, offset: long.offset, text, piece: { first, last } }];
      }
      if (!last) continue;
      if (line === wanted) wanted = next(line + 1);
      if (wanted === undefined) return;
      long = null;
      line += 1;
      continue;
    }
    let found: WalkedLine[] = [];
    for (let from = 0; from < bytes.length; line += 1) {
      const end = lineEnd(bytes, from, offset, encoding);
      const to = end < 0 ? bytes.length : end;
      if (line === wanted) {
        found.push(lineOf(bytes.subarray(from, to), line, offset + from, encoding));
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

function lineOf(bytes: Buffer, line: number, offset: number, encoding: LogEncoding): WalkedLine {
  const breakBytes = lineBreakBytes(bytes.subarray(-2 * unitBytes(encoding)), encoding);
  const text = decodeText(bytes.subarray(0, bytes.length - breakBytes), encoding);
  return { line, offset, text, piece: null };
}
