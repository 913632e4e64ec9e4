import type { LogLevel } from '../../../../contract/logs';
import type { LogEncoding } from '../text/index';

/** Characters of a line that are shown; more on demand. */
export const clipCharacters = 4096;
/** No encoding here takes more bytes for them. */
export const shownBytes = clipCharacters * 4;
/** So much of a line is given when its whole text is asked for. */
export const wholeLineBytes = 16 * 1024 * 1024;

/** A line as it is shown: decoded from its bytes only now. */
export interface DocumentLine {
  /** Its number, from 0; in a piece of a log from the place the piece was opened at. */
  line: number;
  /** Where it begins, where its content ends (without CR and LF), and where the next one begins. */
  offset: number;
  contentEnd: number;
  end: number;
  /** At most 4,096 characters. */
  text: string;
  /** Its length in bytes where `text` is not all of it. */
  fullLength: number | null;
  /** Level of the record it belongs to. */
  level: LogLevel | null;
  /** True time of the record it belongs to, UTC ms; null when that states none. */
  time: number | null;
  /** Where the line's own time stands in `text`, in UTF-16 units. */
  timeSpan: readonly [from: number, to: number] | null;
  startsRecord: boolean;
  /** A line that is no record and belongs to none: `#Fields: …`. */
  ignored: boolean;
}

/** A record, or lines that belong to none: its first line and how far it goes. */
export interface DocumentRecord {
  /**
   * Its number, from 0 (in a piece: from the place it was opened at). Null: a line before the first
   * one that is known.
   */
  record: number | null;
  first: DocumentLine;
  /** Lines it has, at least 1. */
  lines: number;
  /** Its byte range in the log, [from, to), with the last line's end. */
  from: number;
  to: number;
}

/** Where a time was found. */
export interface FoundTime {
  line: number;
  record: number;
  offset: number;
  /** True time of the record there. */
  time: number;
}

/** Bytes of a code unit. */
export function unitBytes(encoding: LogEncoding): 1 | 2 {
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? 2 : 1;
}

/**
 * Where the line feed ends that follows `from`, or −1. In UTF-16 it is two bytes at an even
 * offset of the log.
 *
 * @param base offset of the bytes in the log
 */
export function lineEnd(bytes: Buffer, from: number, base: number, encoding: LogEncoding): number {
  if (unitBytes(encoding) === 1) return bytes.indexOf(0x0a, from) + 1 || -1;
  const little = encoding === 'utf-16le';
  for (let at = bytes.indexOf(0x0a, from); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
    const start = little ? at : at - 1;
    const other = bytes[little ? at + 1 : start];
    if (start >= from && (base + start) % 2 === 0 && other === 0) return start + 2;
  }
  return -1;
}

/** Where the last line feed of the bytes ends, or −1. */
export function lastLineEnd(bytes: Buffer, base: number, encoding: LogEncoding): number {
  if (unitBytes(encoding) === 1) return bytes.lastIndexOf(0x0a) + 1 || -1;
  const little = encoding === 'utf-16le';
  for (let at = bytes.lastIndexOf(0x0a); at >= 0; at = bytes.lastIndexOf(0x0a, at - 1)) {
    const start = little ? at : at - 1;
    const other = bytes[little ? at + 1 : start];
    if (start >= 0 && (base + start) % 2 === 0 && other === 0) return start + 2;
    if (at === 0) break;
  }
  return -1;
}

/** How many bytes of CR and LF stand at the end of a line's last bytes. */
export function lineBreakBytes(tail: Buffer, encoding: LogEncoding): number {
  const unit = unitBytes(encoding);
  const low = encoding === 'utf-16be' ? 1 : 0;
  const endsWith = (code: number, end: number): boolean =>
    end >= unit &&
    tail[end - unit + low] === code &&
    (unit === 1 || tail[end - unit + 1 - low] === 0);
  let end = tail.length;
  if (!endsWith(0x0a, end)) return 0;
  end -= unit;
  if (endsWith(0x0d, end)) end -= unit;
  return tail.length - end;
}

/** The first characters of a text, without half of a pair at their end. */
export function clipText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? limit - 1 : limit);
}
