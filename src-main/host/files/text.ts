import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { AppError } from '../../contract/errors';
import { wideEncoding } from '../logs/index';
import { encode, exactly, type NameEncoding } from './paths';

/** A text file as it was read. */
export interface DecodedText {
  text: string;
  encoding: string;
  byteOrderMark: boolean;
  lineBreak: 'lf' | 'crlf' | 'cr' | 'mixed';
  /** Some bytes do not belong to the encoding: writing the text back would change them. */
  broken: boolean;
}

const marks: readonly { encoding: string; mark: Buffer }[] = [
  { encoding: 'utf-8', mark: Buffer.from([0xef, 0xbb, 0xbf]) },
  { encoding: 'utf-16le', mark: Buffer.from([0xff, 0xfe]) },
  { encoding: 'utf-16be', mark: Buffer.from([0xfe, 0xff]) },
];

/**
 * Decodes a text file. Its encoding is what its byte order mark says, else UTF-8 where most lines
 * are, else the host's own or GB18030 where all of it fits, else GB18030 or a Western one.
 *
 * @returns null when it is no text: it has zero bytes and is not UTF-16
 */
export function decodeText(bytes: Buffer, hostEncoding: NameEncoding): DecodedText | null {
  const marked = marks.find(({ mark }) => bytes.subarray(0, mark.length).equals(mark));
  const body = marked ? bytes.subarray(marked.mark.length) : bytes;
  const encoding = marked?.encoding ?? encodingOf(body, hostEncoding);
  if (encoding === null) return null;
  const text = iconv.decode(body, encoding, { stripBOM: false });
  return {
    text,
    encoding,
    byteOrderMark: marked !== undefined,
    lineBreak: lineBreakOf(text),
    broken: exactly(body, encoding) === null,
  };
}

/**
 * The bytes of an edited text. Editors on pages know only LF: a text without CR takes the line
 * breaks of the file, line by line where they are mixed; one with CR is written as it is.
 *
 * @param before the file's text as it was read
 * @throws AppError `files.not-encodable` {character, line, encoding}; `wire.bad-input` for an
 *   encoding nobody knows
 */
export function encodeText(
  text: string,
  before: string,
  encoding: string,
  byteOrderMark: boolean,
): Buffer {
  if (!iconv.encodingExists(encoding)) throw new AppError('wire.bad-input', { detail: 'encoding' });
  const body = encode(text.includes('\r') ? text : withBreaksOf(before, text), encoding);
  const mark = marks.find((known) => known.encoding === encoding)?.mark;
  return byteOrderMark && mark ? Buffer.concat([mark, body]) : body;
}

function encodingOf(bytes: Buffer, hostEncoding: NameEncoding): string | null {
  if (isAscii(bytes) && !bytes.includes(0)) return 'utf-8';
  if (bytes.includes(0))
    return wideEncoding(bytes.subarray(0, 4096)) === 'utf-16le' ? 'utf-16le' : null;
  // Lines in another encoding are hardly ever UTF-8 by accident: it has some damaged ones.
  if (isUtf8(bytes) || mostLinesFit(bytes, 'utf-8')) return 'utf-8';
  const likely = hostEncoding === 'utf-8' ? ['gb18030'] : [hostEncoding, 'gb18030'];
  const exact = likely.find((encoding) => exactly(bytes, encoding) !== null);
  if (exact) return exact;
  // Some of it is damaged, or it is in a Western encoding, where every byte means something.
  return mostLinesFit(bytes, 'gb18030') ? 'gb18030' : 'windows-1252';
}

/** Whether more lines than not, of those beyond ASCII, are in an encoding. */
function mostLinesFit(bytes: Buffer, encoding: string): boolean {
  let fit = 0;
  let others = 0;
  for (let start = 0; start < bytes.length && fit + others < 500;) {
    const next = bytes.indexOf(0x0a, start);
    const end = next < 0 ? bytes.length : next;
    const line = bytes.subarray(start, end);
    if (!isAscii(line)) {
      if (exactly(line, encoding) === null) others += 1;
      else fit += 1;
    }
    start = end + 1;
  }
  return fit > others;
}

const lineBreaks = /\r\n|\n|\r/g;

function lineBreakOf(text: string): DecodedText['lineBreak'] {
  const kinds = new Set(text.match(lineBreaks));
  if (kinds.size > 1) return 'mixed';
  return kinds.has('\r\n') ? 'crlf' : kinds.has('\r') ? 'cr' : 'lf';
}

/** The text with the line breaks of another; lines that both begin or end with keep their own. */
function withBreaksOf(before: string, text: string): string {
  const breaks: string[] = before.match(lineBreaks) ?? [];
  const [usual = '\n'] = breaks;
  if (breaks.every((found) => found === usual)) return text.replaceAll('\n', usual);
  const lines = text.split('\n');
  const old = before.split(lineBreaks);
  const shorter = Math.min(lines.length, old.length);
  let same = 0;
  while (same < shorter && lines[same] === old[same]) same += 1;
  let sameAtEnd = 0;
  while (sameAtEnd < shorter - same && lines.at(-1 - sameAtEnd) === old.at(-1 - sameAtEnd))
    sameAtEnd += 1;
  return lines
    .map((line, index) => {
      if (index === lines.length - 1) return line;
      if (index < same) return line + (breaks[index] ?? usual);
      const fromEnd = lines.length - 1 - index;
      // A line's break belongs to the end part when the line itself does.
      const there = fromEnd < sameAtEnd ? breaks[old.length - 1 - fromEnd] : undefined;
      return line + (there ?? breaks[same] ?? usual);
    })
    .join('');
}
