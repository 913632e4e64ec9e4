import { isUtf8 } from 'node:buffer';
import { decodeText, type LogEncoding } from '../text/index';
import type { Expression } from './expression';
import { bytePattern, needsCrAtEnd } from './byte-pattern';
import { gbPattern } from './gb-pattern';
import type { LineChunk } from './line-chunks';
import { byteOrderMarkBytes, type LogSample, type Oddities } from './odd-lines';

/** How ripgrep is to find in bytes what an expression finds in decoded text. */
export interface SearchPlan {
  pattern: string;
  /** What ripgrep reads its input as; `none`: bytes as they are. */
  encoding: string;
  /** Ripgrep takes CRLF for a line break, where it reads the file itself. */
  crlf: boolean;
  /** It may read the file itself. */
  inPlace: boolean;
  /** Whether it would then see lines in another way than we do; null where it never does. */
  isOdd: ((found: Oddities) => boolean) | null;
  /** Whole lines as they are written to it. */
  prepare(chunk: LineChunk): Buffer;
  /** An empty line in its input's encoding. */
  lineFeed: Buffer;
}

/** Chooses how a log is searched. */
export function planSearch(
  expression: Expression,
  encoding: LogEncoding,
  sample: LogSample,
): SearchPlan {
  const { traits, pattern, syntax } = expression;
  const cr = (traits.takesCr && needsCrAtEnd(syntax)) || traits.end;
  const bare = (bytes: Buffer): Buffer => (cr && bytes.includes(0x0d) ? withoutCr(bytes) : bytes);
  const base = { pattern, encoding: 'none', lineFeed: Buffer.from('\n') };
  const crlf = cr && sample.crlf;
  // Ripgrep refuses an expression with a CR in it when it is to know CRLF.
  const inPlace = { inPlace: !traits.namesCr, crlf };
  const fedOnly = { inPlace: false, crlf: false, isOdd: null };
  const isOdd = (broken: boolean) => (found: Oddities) =>
    (broken && found.broken) || (cr && (crlf ? found.loneCr : found.crlf));
  switch (encoding) {
    case 'utf-8': {
      const inBytes = traits.takesBroken && !cr ? bytePattern(syntax) : null;
      const broken = traits.takesBroken && inBytes === null;
      return {
        ...base,
        ...inPlace,
        pattern: inBytes ?? pattern,
        isOdd: cr || broken ? isOdd(broken) : null,
        prepare: (chunk) => {
          const bytes = withoutMark(chunk);
          return bare(broken && !isUtf8(bytes) ? Buffer.from(decodeText(bytes, encoding)) : bytes);
        },
      };
    }
    case 'gb18030': {
      const inBytes = gbPattern(syntax, traits.size);
      const prepare = (chunk: LineChunk): Buffer => bare(withoutMark(chunk));
      if (inBytes === null) return { ...base, ...fedOnly, encoding, prepare };
      return { ...base, ...inPlace, pattern: inBytes, isOdd: cr ? isOdd(false) : null, prepare };
    }
    case 'windows-1252':
      return { ...base, ...fedOnly, encoding, prepare: (chunk) => bare(withoutMark(chunk)) };
    case 'utf-16le':
    case 'utf-16be':
    case 'mixed':
      // Decoded here: ripgrep knows no mixed logs, and a CR is easier to drop from text.
      return {
        ...base,
        ...fedOnly,
        prepare: ({ bytes }) => {
          const text = decodeText(bytes, encoding);
          return Buffer.from(cr ? text.replaceAll('\r\n', '\n') : text);
        },
      };
  }
}

/** Bytes of an encoding that says CR and LF in a byte each, as no part of another character. */
function withoutCr(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

function withoutMark({ bytes, offset }: LineChunk): Buffer {
  if (offset !== 0) return bytes;
  return bytes.subarray(byteOrderMarkBytes(bytes));
}
