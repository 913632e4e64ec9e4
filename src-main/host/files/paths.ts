import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { AppError } from '../../contract/errors';
import type { sshEncodings } from '../../contract/systems';

/** Encoding of the names on a host. */
export type NameEncoding = (typeof sshEncodings)[number];

/** How a path begins that is not text; see `filePlaceSchema`. */
const bytesPrefix = 'bytes:';
const slash = 0x2f;
const root = Buffer.from('/');

/** A path as the contract carries it. */
export function tokenOf(path: Buffer): string {
  const isText = isUtf8(path) && !path.subarray(0, bytesPrefix.length).equals(prefixBytes);
  return isText ? path.toString() : bytesPrefix + path.toString('base64');
}
const prefixBytes = Buffer.from(bytesPrefix);

/** The bytes of a path as the contract carries it. @throws AppError `wire.bad-input` */
export function pathOf(token: string): Buffer {
  const path = token.startsWith(bytesPrefix)
    ? Buffer.from(token.slice(bytesPrefix.length), 'base64')
    : Buffer.from(token);
  if (path.includes(0)) throw new AppError('wire.bad-input', { detail: 'path' });
  return path;
}

/** A path without `.`, `..`, doubled and last slashes; one that is not absolute starts at `base`. */
export function absolute(path: Buffer, base: Buffer): Buffer {
  const parts: Buffer[] = [];
  const whole = path[0] === slash ? path : Buffer.concat([base, root, path]);
  for (const part of partsOf(whole)) {
    if (part.equals(Buffer.from('..'))) parts.pop();
    else if (!part.equals(Buffer.from('.'))) parts.push(part);
  }
  return Buffer.concat(parts.length === 0 ? [root] : parts.flatMap((part) => [root, part]));
}

/** The parts of an absolute path. */
export function partsOf(path: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let start = 0; start <= path.length;) {
    const next = path.indexOf(slash, start);
    const end = next < 0 ? path.length : next;
    if (end > start) parts.push(path.subarray(start, end));
    start = end + 1;
  }
  return parts;
}

export function join(folder: Buffer, ...names: readonly Buffer[]): Buffer {
  const head = folder.length === 1 && folder[0] === slash ? [] : [folder];
  return Buffer.concat([...head, ...names.flatMap((name) => [root, name])]);
}

export function parentOf(path: Buffer): Buffer {
  const end = path.lastIndexOf(slash);
  return end <= 0 ? root : path.subarray(0, end);
}

/** Last part of a path; empty for the root. */
export function nameOf(path: Buffer): Buffer {
  return path.subarray(path.lastIndexOf(slash) + 1);
}

/**
 * A name or path for people. Where bytes do not fit the host's encoding the other likely one
 * is tried: a server in UTF-8 has files that came from Windows in GBK, and the other way round.
 */
export function decodeName(bytes: Buffer, encoding: NameEncoding): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (encoding === 'utf-8') {
    if (isUtf8(bytes)) return bytes.toString();
    return exactly(bytes, 'gb18030') ?? bytes.toString();
  }
  return (
    exactly(bytes, encoding) ?? (isUtf8(bytes) ? bytes.toString() : iconv.decode(bytes, encoding))
  );
}

/**
 * The bytes of a name that a person typed.
 *
 * @throws AppError `files.not-encodable` {character, line, encoding}; `wire.bad-input` for what
 *   cannot be a name
 */
export function encodeName(text: string, encoding: NameEncoding): Buffer {
  if (text === '' || text === '.' || text === '..' || /[/\0]/.test(text))
    throw new AppError('wire.bad-input', { detail: 'name' });
  return encode(text, encoding);
}

/**
 * A text in an encoding.
 *
 * @throws AppError `files.not-encodable` {character, line, encoding}, the first one and its line
 */
export function encode(text: string, encoding: string): Buffer {
  const bytes = iconv.encode(text, encoding, { addBOM: false });
  if (iconv.decode(bytes, encoding, { stripBOM: false }) === text) return bytes;
  let line = 1;
  for (const character of text) {
    if (character === '\n') line += 1;
    const there = iconv.decode(iconv.encode(character, encoding, { addBOM: false }), encoding, {
      stripBOM: false,
    });
    if (there !== character)
      throw new AppError('files.not-encodable', { character, line, encoding });
  }
  return bytes;
}

/** Decodes bytes that belong to an encoding wholly; null where some do not. */
export function exactly(bytes: Buffer, encoding: string): string | null {
  const text = iconv.decode(bytes, encoding, { stripBOM: false });
  return iconv.encode(text, encoding, { addBOM: false }).equals(bytes) ? text : null;
}
