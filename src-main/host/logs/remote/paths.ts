import iconv from 'iconv-lite';
import { shellQuote } from '../../ssh/index';

/** How a host writes the names of its files. */
export type NameEncoding = string;

/** Whether a path names several files. */
export function isGlob(path: string): boolean {
  return /[*?[]/.test(path);
}

/** How a path begins that the host's encoding cannot say: its bytes, as in the places of files. */
const bytesPrefix = 'bytes:';

/** A path as the bytes the host has for it. */
export function pathBytes(path: string, encoding: NameEncoding): Buffer {
  if (path.startsWith(bytesPrefix)) return Buffer.from(path.slice(bytesPrefix.length), 'base64');
  return encoding === 'utf-8' ? Buffer.from(path) : iconv.encode(path, encoding);
}

/** A name of the host as text. */
export function pathText(bytes: Buffer, encoding: NameEncoding): string {
  return encoding === 'utf-8' ? bytes.toString('utf8') : iconv.decode(bytes, encoding);
}

/** A path of the host such that {@link pathBytes} gives the same bytes again. */
export function pathOfBytes(bytes: Buffer, encoding: NameEncoding): string {
  const text = pathText(bytes, encoding);
  return !text.startsWith(bytesPrefix) && pathBytes(text, encoding).equals(bytes)
    ? text
    : bytesPrefix + bytes.toString('base64');
}

/** A path or name for people: where it does not fit the host's encoding, as GB18030 if it is that. */
export function shownPath(path: string): string {
  return path.startsWith(bytesPrefix) ? shownName(pathBytes(path, 'utf-8'), 'utf-8') : path;
}

/** The same of a name's bytes. */
export function shownName(bytes: Buffer, encoding: NameEncoding): string {
  for (const tried of [encoding, 'utf-8', 'gb18030']) {
    const text = pathText(bytes, tried);
    if (pathBytes(text, tried).equals(bytes)) return text;
  }
  return bytes.toString();
}

/** A path as one shell word; `~` and a leading `~/` are the home folder there. */
export function pathWord(path: string, encoding: NameEncoding = 'utf-8'): string {
  if (path === '~' || path === '~/') return '"$HOME"';
  return path.startsWith('~/')
    ? `"$HOME"/${textWord(path.slice(2), encoding)}`
    : textWord(path, encoding);
}

/**
 * A pattern as one shell word: `*`, `?` and simple `[a-z]` sets stay alive, all else is
 * quoted, so that a path cannot become a command.
 */
export function globWord(pattern: string, encoding: NameEncoding = 'utf-8'): string {
  const home = pattern.startsWith('~/');
  const parts = (home ? pattern.slice(2) : pattern).split(/([*?]|\[[\w.^!-]+\])/);
  const word = parts
    .map((part, index) => (index % 2 === 1 ? part : part === '' ? '' : textWord(part, encoding)))
    .join('');
  return home ? `"$HOME"/${word}` : word;
}

/** A text in the host's encoding as one shell word. SSH sends commands as UTF-8: other bytes are printed there. */
function textWord(text: string, encoding: NameEncoding): string {
  return bytesWord(pathBytes(text, encoding));
}

/** Bytes as one shell word; no zero byte can be in one. A line break at the end would be lost. */
export function bytesWord(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (Buffer.from(text).equals(bytes)) return shellQuote(text);
  const octal = [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return `"$(printf '${octal}')"`;
}

/** The same for people: bytes that are no text show as escapes. */
export function shownWord(given: string): string {
  const path = shownPath(given);
  return /^[\w@%+=:,./-]+$/.test(path) ? path : shellQuote(path);
}
