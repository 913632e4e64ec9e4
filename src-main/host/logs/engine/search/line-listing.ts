import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../source';
import { decodeText, type LogEncoding } from '../text/index';
import type { EncodingWatch } from './encoding-watch';
import type { Expression } from './expression';
import { endOf, type LinePlace } from './line-chunks';
import type { LinePiece, WalkedLine } from './line-walk';
import { oddLines, sampleOf } from './odd-lines';
import { planSearch } from './plan';
import { MappedFileChanged, ripgrepOutput, ripgrepPath } from './ripgrep';
import { isThere, ownBytes } from './search-lines';

/** A longer line is left to what gives it in pieces. */
const longestLine = 8 * 1024 * 1024;
const lineFeed = 0x0a;
const colon = 0x3a;
const byteOrderMark = Buffer.from('\ufeff');

/** Ripgrep tells each line at once up to so many, if they stand as close as that. */
const manyLines = 50_000;
const closeBytes = 4096;

/** Lines that match, some together: millions of them are worth no object each. */
export interface ListedLines {
  /** In UTF-8, a line each: its number, from 1, `:`, where it begins in the log, `:`, its text. */
  bytes: Buffer;
  /** It is a piece of one line: what is before the text stands in the first, the line feed in the last. */
  piece: LinePiece;
}

/** Lines in the form of {@link ListedLines}. */
export function* listed(lines: readonly WalkedLine[]): Generator<ListedLines> {
  let text = '';
  for (const { line, offset, text: shown, piece } of lines) {
    const head = piece?.first === false ? '' : `${line + 1}:${offset}:`;
    const one = `${head}${shown}${piece?.last === false ? '' : '\n'}`;
    if (piece) yield { bytes: Buffer.from(one), piece };
    else text += one;
  }
  if (text !== '') yield { bytes: Buffer.from(text), piece: null };
}

/**
 * Lists the lines that match as ripgrep writes them, where it may read the file itself and sees
 * its lines as we do.
 *
 * @param watch what the encoding is, as far as it was looked
 * @returns where it goes on in another way; null: everything is listed
 * @throws AppError `logs.search-failed`, `wire.cancelled`
 */
export async function* listInPlace(
  source: ByteSource,
  watch: EncodingWatch,
  expression: Expression,
  signal?: AbortSignal,
): AsyncGenerator<ListedLines, LinePlace | null> {
  const { encoding } = watch;
  let place: LinePlace = { offset: 0, line: 0 };
  const binary = ripgrepPath();
  const { path } = source;
  const end = endOf(source, {});
  if (binary === null || path === null || end <= ownBytes) return place;
  const sample = await sampleOf(source, signal);
  const {
    inPlace,
    pattern,
    encoding: readAs,
    crlf,
    isOdd,
  } = planSearch(expression, encoding, sample);
  // The last byte may be a CR that stands alone, which ripgrep's own line feed would hide.
  const last = await source.read(end - 1, 1, signal);
  if (!inPlace || sample.byteOrderMark || last[0] === 0x0d) return place;
  if (!(await isThere(source, path))) return place;
  /** Whether lines up to an offset are seen as we see them; beyond it, they may not be. */
  const isSeen = async (to: number): Promise<boolean> => {
    if (!(await watch.stays(to, signal))) return false;
    return !isOdd?.(await oddLines(source, path, sample, end, isOdd, signal, to));
  };
  const run = { binary, path, signal, pattern, encoding: readAs, crlf, wanted: 'lines' } as const;
  try {
    let held: Buffer[] = [];
    let holds = 0;
    let count = 0;
    // Where lines are many, it begins again and tells them together: that costs a fraction.
    for (let atOnce = true, again = true; again; atOnce = false) {
      again = false;
      for await (const bytes of ripgrepOutput({ ...run, atOnce })) {
        const stop = bytes.lastIndexOf(lineFeed) + 1;
        if (stop === 0) {
          held.push(bytes);
          holds += bytes.length;
          if (holds > longestLine) return place;
          continue;
        }
        const whole = Buffer.concat([...held, bytes.subarray(0, stop)]);
        held = [bytes.subarray(stop)];
        holds = bytes.length - stop;
        const fresh = behind(whole, place.line);
        if (fresh.length === 0) continue;
        const { lines, next } = upTo(fresh, end);
        if (lines.length === 0) break;
        if (!(await isSeen(Math.min(next.offset, end)))) return place;
        yield { bytes: inUtf8(lines, encoding), piece: null };
        place = next;
        if (lines.length < fresh.length) break;
        if (!atOnce) continue;
        for (let at = -1; (at = lines.indexOf(lineFeed, at + 1)) >= 0;) count += 1;
        again = count > manyLines && place.offset < count * closeBytes;
        if (again) break;
      }
      held = [];
      holds = 0;
    }
    const done = (await isSeen(end)) && (await isThere(source, path));
    return done || place.offset >= end ? null : place;
  } catch (error) {
    if (signal?.aborted) throw error;
    if (error instanceof MappedFileChanged || !(await isThere(source, path))) return place;
    throw error;
  }
}

/** Those lines that were not told before: with a number above that of the last one. */
function behind(whole: Buffer, last: number): Buffer {
  let start = 0;
  while (start < whole.length) {
    const line = Number(whole.toString('latin1', start, whole.indexOf(colon, start)));
    if (line > last) break;
    start = whole.indexOf(lineFeed, start) + 1;
  }
  return whole.subarray(start);
}

/** Those lines that begin before an offset, and where the line after them begins: the rest was written meanwhile. */
function upTo(whole: Buffer, end: number): { lines: Buffer; next: LinePlace } {
  let lines = whole;
  while (lines.length > 0) {
    const start = lines.lastIndexOf(lineFeed, lines.length - 2) + 1;
    const first = lines.indexOf(colon, start);
    const second = lines.indexOf(colon, first + 1);
    const offset = Number(lines.toString('latin1', first + 1, second));
    const line = Number(lines.toString('latin1', start, first));
    if (offset < end) return { lines, next: { line, offset: offset + lines.length - second - 1 } };
    lines = lines.subarray(0, start);
  }
  return { lines, next: { line: 0, offset: 0 } };
}

/** Lines of ripgrep as the text they stand for, without the CR of a CRLF. */
function inUtf8(lines: Buffer, encoding: LogEncoding): Buffer {
  const bare = lines.includes(0x0d)
    ? Buffer.from(lines.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
    : lines;
  if (encoding === 'utf-8') {
    if (isUtf8(bare) && !bare.includes(byteOrderMark)) return bare;
  } else {
    const text = decodeText(bare, encoding);
    if (!text.includes('\ufffd')) return Buffer.from(text);
  }
  // What is broken ends with its line; a byte order mark at its begin is left out.
  const parts: string[] = [];
  for (let start = 0; start < bare.length;) {
    const end = bare.indexOf(lineFeed, start);
    const text = bare.indexOf(colon, bare.indexOf(colon, start) + 1) + 1;
    const line = decodeText(bare.subarray(text, end), encoding);
    parts.push(bare.toString('latin1', start, text), line, '\n');
    start = end + 1;
  }
  return Buffer.from(parts.join(''));
}
