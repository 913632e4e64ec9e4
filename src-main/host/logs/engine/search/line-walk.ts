import { lineBreakBytes, lineEnd, unitBytes } from '../document/lines';
import type { ByteSource } from '../source';
import { decodeText, type LogEncoding } from '../text/index';
import { lineChunks, type LineChunk, type LineRange } from './line-chunks';

/** More of a line is not shown. */
export const walkedLineBytes = 16 * 1024 * 1024;

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
 * Goes through the lines of a range in order and gives those that are wanted. Only they are
 * decoded.
 *
 * @param wanted told a line's number from 0; `end`: this one and all after it are not wanted
 */
export async function* walkLines(
  source: ByteSource,
  encoding: LogEncoding,
  range: LineRange,
  wanted: (line: number) => boolean | 'end',
  signal?: AbortSignal,
): AsyncGenerator<WalkedLine> {
  let line = range.from?.line ?? 0;
  let long: { offset: number; pieces: Buffer[]; bytes: number } | null = null;
  for await (const chunk of lineChunks(source, encoding, range, signal)) {
    if (chunk.long) {
      const want = wanted(line);
      if (want === 'end') return;
      long ??= { offset: chunk.offset, pieces: [], bytes: 0 };
      if (want && long.bytes < walkedLineBytes) long.pieces.push(chunk.bytes);
      long.bytes += chunk.bytes.length;
      if (!chunk.long.last) continue;
      if (want) yield textOf(Buffer.concat(long.pieces), line, long.offset, long.bytes, encoding);
      long = null;
      line += 1;
      continue;
    }
    for (const [from, to] of linesOf(chunk, encoding)) {
      const want = wanted(line);
      if (want === 'end') return;
      if (want) {
        const bytes = chunk.bytes.subarray(from, to);
        yield textOf(bytes, line, chunk.offset + from, bytes.length, encoding);
      }
      line += 1;
    }
  }
}

function* linesOf(
  { bytes, offset }: LineChunk,
  encoding: LogEncoding,
): Generator<[from: number, to: number]> {
  let from = 0;
  while (from < bytes.length) {
    const found = lineEnd(bytes, from, offset, encoding);
    const to = found < 0 ? bytes.length : found;
    yield [from, to];
    from = to;
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
