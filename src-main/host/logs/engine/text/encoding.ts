import { isAscii, isUtf8 } from 'node:buffer';
import type { z } from '../../../../contract/common';
import type { logEncodingSchema } from '../../../../contract/logs';
import { gbStatistics, looksLatin, readsAsGb } from './gb';
import { wideEncoding } from './wide';

/** How the bytes of a log become text. `mixed`: each line by itself is UTF-8 or GB18030. */
export type LogEncoding = z.infer<typeof logEncodingSchema>;

/** Pieces of a log; `middle` and `tail` may be empty, or begin and end inside a character. */
export interface EncodingSamples {
  head: Buffer;
  middle: Buffer;
  tail: Buffer;
}

const newline = 0x0a;
/** So many lines beyond ASCII settle the question. */
const enoughVotes = 400;

/**
 * What is known of an encoding so far; pieces of the log can be added as they are met, so a log
 * whose first Chinese line stands behind a gigabyte of English is told right when it comes.
 */
export class EncodingEvidence {
  private wide: 'utf-16le' | 'utf-16be' | null = null;
  private marked: LogEncoding | null = null;
  private utf8 = 0;
  /** UTF-8 lines that can be nothing else: they hold a character of three bytes or more. */
  private surelyUtf8 = 0;
  private gb = 0;
  /** GB18030 lines of everyday characters: hardly anything else reads like them. */
  private surelyGb = 0;
  private broken = 0;
  private latin = 0;

  /** Nothing but ASCII has been seen. */
  get plain(): boolean {
    return !this.wide && !this.marked && this.utf8 + this.gb + this.broken + this.latin === 0;
  }

  /** More would not change it. */
  get settled(): boolean {
    return (
      this.wide !== null ||
      this.marked !== null ||
      this.utf8 + this.gb + this.broken + this.latin >= enoughVotes
    );
  }

  /** UTF-8 while nothing speaks against it. */
  get encoding(): LogEncoding {
    if (this.marked) return this.marked;
    if (this.wide) return this.wide;
    if (this.surelyUtf8 > 0) {
      // Damaged UTF-8 may look like GB18030 of rare characters; two programs write plain ones.
      if (this.surelyGb > this.gb - this.surelyGb + this.broken) return 'mixed';
      return this.surelyGb > this.utf8 ? 'gb18030' : 'utf-8';
    }
    if (this.gb > 0 && this.gb >= this.latin) return 'gb18030';
    if (this.utf8 > 0 && this.utf8 >= this.latin) return 'utf-8';
    return this.latin > 0 ? 'windows-1252' : 'utf-8';
  }

  /** Takes in the very first bytes of a log: only there a byte order mark stands. */
  addHead(bytes: Buffer): void {
    this.marked = byteOrderMark(bytes);
    if (!this.marked) this.wide = wideEncoding(bytes);
    this.add(bytes);
  }

  /** Takes in bytes from anywhere; characters cut at both ends do not count. */
  add(bytes: Buffer): void {
    if (this.settled || isAscii(bytes)) return;
    const whole = trimBrokenEnds(bytes);
    let start = 0;
    while (start < whole.length && !this.settled) {
      const found = whole.indexOf(newline, start);
      const end = found < 0 ? whole.length : found;
      // The first and the last line of a piece may be cut within a character of GB18030 too.
      this.vote(whole.subarray(start, end), start === 0 || found < 0);
      start = end + 1;
    }
  }

  private vote(line: Buffer, cut: boolean): void {
    if (isAscii(line)) return;
    if (isUtf8(line)) {
      if (readsAsGb(line)) {
        if (!cut) {
          this.gb += 1;
          this.surelyGb += 1;
        }
        return;
      }
      this.utf8 += 1;
      if (line.some((byte) => byte >= 0xe0)) this.surelyUtf8 += 1;
      return;
    }
    const statistics = gbStatistics(line);
    const { characters, common, paired, broken } = statistics;
    // A cut line may have lost a byte at each end.
    if (broken <= (cut ? 1 : 0) && common >= characters * 0.75) {
      this.gb += 1;
      this.surelyGb += 1;
    } else if (looksLatin(line, statistics)) this.latin += 1;
    else if (broken <= characters * 0.1 && paired >= characters * 0.4 && !halfUtf8(line))
      this.gb += 1;
    else this.broken += 1;
  }
}

/** Most of what is beyond ASCII in a line reads as UTF-8: it is UTF-8 with damage. */
function halfUtf8(line: Buffer): boolean {
  let high = 0;
  for (const byte of line) if (byte >= 0x80) high += 1;
  const text = new TextDecoder().decode(line);
  let good = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x80 && code !== 0xfffd) good += code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return good >= high * 0.5;
}

/**
 * Tells the encoding of a log from pieces of it: byte order mark, the zero bytes of UTF-16,
 * then each line beyond ASCII votes for UTF-8, GB18030 or windows-1252. Pure ASCII is `utf-8`.
 */
export function detectEncoding(samples: EncodingSamples): LogEncoding {
  const evidence = new EncodingEvidence();
  evidence.addHead(samples.head);
  evidence.add(samples.middle);
  evidence.add(samples.tail);
  return evidence.encoding;
}

function byteOrderMark(bytes: Buffer): LogEncoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === 0x84319533) return 'gb18030';
  return null;
}

/** Without the rest of a character at the start and the beginning of one at the end, as UTF-8 has them. */
function trimBrokenEnds(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  let end = bytes.length;
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    if (needs > back) end = bytes.length - back;
    break;
  }
  return bytes.subarray(start, Math.max(start, end));
}
