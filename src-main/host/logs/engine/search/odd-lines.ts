import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../source';
import type { LogEncoding } from '../text/index';
import { lineChunks } from './line-chunks';

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const sampleBytes = 64 * 1024;

/** What the first bytes of a log tell about its lines. */
export interface LogSample {
  crlf: boolean;
  byteOrderMark: boolean;
}

/** Looks at the first 64 KiB. */
export async function sampleOf(source: ByteSource, signal?: AbortSignal): Promise<LogSample> {
  const bytes = await source.read(0, sampleBytes, signal);
  return { crlf: bytes.includes('\r\n'), byteOrderMark: byteOrderMarkBytes(bytes) > 0 };
}

/**
 * Whether a log has lines that ripgrep sees in another way than we do. Goes through all bytes at
 * several GB a second, while ripgrep works.
 *
 * @param looksFor broken UTF-8; a CR: one that stands alone where `crlf`, else one before a line feed
 */
export async function hasOddLines(
  source: ByteSource,
  encoding: LogEncoding,
  looksFor: { broken: boolean; cr: boolean; crlf: boolean },
  to: number,
  signal: AbortSignal,
): Promise<boolean> {
  for await (const { bytes, long } of lineChunks(source, encoding, { to }, signal)) {
    // A piece of a line may be cut within a character.
    if (looksFor.broken && (long ? bytes.some((byte) => byte > 0x7f) : !isUtf8(bytes))) return true;
    if (looksFor.cr && hasOddCr(bytes, looksFor.crlf)) return true;
  }
  return false;
}

function hasOddCr(bytes: Buffer, crlf: boolean): boolean {
  let at = bytes.indexOf(carriageReturn);
  while (at >= 0) {
    if ((bytes[at + 1] === lineFeed) !== crlf) return true;
    at = bytes.indexOf(carriageReturn, at + 1);
  }
  return false;
}

const byteOrderMarks = ['efbbbf', '84319533', 'fffe', 'feff'].map((mark) =>
  Buffer.from(mark, 'hex'),
);

/** The byte order mark that bytes begin with, as long as it is; 0 without one. */
export function byteOrderMarkBytes(bytes: Buffer): number {
  return byteOrderMarks.find((mark) => bytes.subarray(0, mark.length).equals(mark))?.length ?? 0;
}
