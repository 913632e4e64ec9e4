import { AppError } from '../../../../contract/errors';
import { lastLineEnd, lineEnd } from '../document/lines';
import type { ByteSource } from '../source';
import type { LogEncoding } from '../text/index';

const readBytes = 1024 * 1024;
/** A line above it is given in pieces: it is never held as a whole. */
export const longLineBytes = 4 * 1024 * 1024;

/** Some whole lines, or a piece of one that is very long. */
export interface LineChunk {
  bytes: Buffer;
  /** Where they begin in the log. */
  offset: number;
  /** Set for a piece of a very long line; `last` where the line ends with it, its line feed included. */
  long: { first: boolean; last: boolean } | null;
}

/** Where a range of a log begins: the start of a line, and its number. */
export interface LinePlace {
  offset: number;
  line: number;
}

/** Which bytes of a log are meant. */
export interface LineRange {
  /** The log's start where it is left out. */
  from?: LinePlace | undefined;
  /** Its end where it is left out; a packed log is unpacked to it. */
  to?: number | undefined;
}

/** End of a range; infinite where a packed log does not know it yet. */
export function endOf(source: ByteSource, range: LineRange): number {
  return range.to ?? (source.complete ? source.size : Infinity);
}

/**
 * Reads whole lines, about a megabyte at a time; the last line may have no line feed.
 *
 * @throws AppError what the source throws; `wire.cancelled`
 */
export async function* lineChunks(
  source: ByteSource,
  encoding: LogEncoding,
  range: LineRange,
  signal?: AbortSignal,
): AsyncGenerator<LineChunk> {
  const end = endOf(source, range);
  let at = range.from?.offset ?? 0;
  let held: Buffer = Buffer.alloc(0);
  let inLong = false;
  // The begin of the last line is read again rather than copied; unpacking it again would cost more.
  const readsAgain = source.path !== null;
  for (;;) {
    if (signal?.aborted) throw new AppError('wire.cancelled');
    const wanted = Math.min(readBytes, end - at);
    let bytes: Buffer = wanted > 0 ? await source.read(at, wanted, signal) : Buffer.alloc(0);
    const ended = bytes.length < readBytes;
    if (inLong) {
      const stop = lineEnd(bytes, 0, at, encoding);
      const piece = stop < 0 ? bytes : bytes.subarray(0, stop);
      inLong = stop < 0 && !ended;
      yield { bytes: piece, offset: at, long: { first: false, last: !inLong } };
      at += piece.length;
      if (inLong) continue;
      bytes = bytes.subarray(piece.length);
    }
    const stop = lastLineEnd(bytes, at, encoding);
    const offset = at - held.length;
    if (stop > 0 && held.length === 0 && readsAgain && !ended) {
      yield { bytes: bytes.subarray(0, stop), offset, long: null };
      at += stop;
      continue;
    }
    at += bytes.length;
    if (stop > 0) {
      yield { bytes: join(held, bytes.subarray(0, stop)), offset, long: null };
      held = bytes.subarray(stop);
    } else held = join(held, bytes);
    if (ended) {
      if (held.length > 0) yield { bytes: held, offset: at - held.length, long: null };
      return;
    }
    if (held.length > longLineBytes) {
      yield { bytes: held, offset: at - held.length, long: { first: true, last: false } };
      held = Buffer.alloc(0);
      inLong = true;
    }
  }
}

function join(left: Buffer, right: Buffer): Buffer {
  if (left.length === 0) return right;
  return right.length === 0 ? left : Buffer.concat([left, right]);
}

/** Line feeds in a range of a log. */
export async function countLineFeeds(
  source: ByteSource,
  encoding: LogEncoding,
  from: number,
  to: number,
  signal?: AbortSignal,
): Promise<number> {
  let count = 0;
  for (let at = from; at < to;) {
    const bytes = await source.read(at, Math.min(readBytes, to - at), signal);
    if (bytes.length === 0) break;
    for (let feed = 0; (feed = lineEnd(bytes, feed, at, encoding)) > 0;) count += 1;
    at += bytes.length;
  }
  return count;
}
