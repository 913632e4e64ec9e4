import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import type { LogEncoding } from './encoding';
import { gbLength, gbStatistics } from './gb';

const newline = 0x0a;

type OneEncoding = Exclude<LogEncoding, 'mixed'>;
const decoders = new Map<OneEncoding, InstanceType<typeof TextDecoder>>();

function decoder(encoding: OneEncoding): InstanceType<typeof TextDecoder> {
  let found = decoders.get(encoding);
  if (!found) decoders.set(encoding, (found = new TextDecoder(encoding)));
  return found;
}

/**
 * Bytes of a log as text. Never throws: what is no character becomes U+FFFD; a byte order mark at
 * the start is left out.
 *
 * @param bytes whole characters, best whole lines; `mixed` decides line by line
 */
export function decodeText(bytes: Uint8Array, encoding: LogEncoding): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // An ASCII line is by far the most frequent one, and latin1 the fastest way to say it.
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be' && isAscii(buffer))
    return buffer.toString('latin1');
  if (encoding !== 'mixed') return decoder(encoding).decode(buffer);
  if (isUtf8(buffer)) return decoder('utf-8').decode(buffer);
  const parts: string[] = [];
  let start = 0;
  while (start < buffer.length) {
    const found = buffer.indexOf(newline, start);
    const end = found < 0 ? buffer.length : found + 1;
    const line = buffer.subarray(start, end);
    parts.push(decoder(lineEncoding(line)).decode(line));
    start = end;
  }
  return parts.join('');
}

/** Which of the two encodings of a mixed log a line has. */
export function lineEncoding(line: Buffer): 'utf-8' | 'gb18030' {
  if (isUtf8(line)) return 'utf-8';
  const { characters, common } = gbStatistics(line);
  if (common >= characters * 0.5) return 'gb18030';
  return broken(decoder('gb18030').decode(line)) < broken(decoder('utf-8').decode(line))
    ? 'gb18030'
    : 'utf-8';
}

function broken(text: string): number {
  let count = 0;
  for (let at = text.indexOf('�'); at >= 0; at = text.indexOf('�', at + 1)) count += 1;
  return count;
}

/**
 * The byte forms a text can have in a log; none when the encoding cannot say it. More than one in
 * `mixed` logs, and where GB18030's editions and code page 936 write a character differently.
 */
export function encodeText(text: string, encoding: LogEncoding): Buffer[] {
  const utf8 = Buffer.from(text);
  if (utf8.length === text.length && encoding !== 'utf-16le' && encoding !== 'utf-16be')
    return [utf8];
  switch (encoding) {
    case 'utf-8':
      return [utf8];
    case 'utf-16le':
      return [Buffer.from(text, 'utf16le')];
    case 'utf-16be':
      return [Buffer.from(text, 'utf16le').swap16()];
    case 'windows-1252':
      return said(text, [iconv.encode(text, 'windows-1252')], encoding);
    case 'gb18030':
      return gbForms(text);
    case 'mixed':
      return distinct([utf8, ...gbForms(text)]);
  }
}

function gbForms(text: string): Buffer[] {
  const forms = [iconv.encode(text, 'gb18030')];
  if (text.includes('€')) forms.push(iconv.encode(text, 'cp936'));
  return said(text, forms, 'gb18030');
}

/** Those forms that read as the text again: encoders write `?` for what they cannot say. */
function said(text: string, forms: Buffer[], encoding: OneEncoding): Buffer[] {
  return distinct(forms).filter(
    (form) =>
      decoder(encoding).decode(form) === text ||
      (encoding === 'gb18030' && iconv.decode(form, 'gb18030') === text),
  );
}

function distinct(forms: Buffer[]): Buffer[] {
  return forms.filter((form, index) => forms.findIndex((other) => other.equals(form)) === index);
}

/**
 * The longest beginning of at most `limit` bytes that does not end inside a character.
 *
 * @param bytes from the start of a line
 */
export function clipBytes(bytes: Buffer, limit: number, encoding: LogEncoding): Buffer {
  if (bytes.length <= limit) return bytes;
  switch (encoding) {
    case 'windows-1252':
      return bytes.subarray(0, limit);
    case 'utf-16le':
    case 'utf-16be':
      return bytes.subarray(0, wideEnd(bytes, limit - (limit % 2), encoding));
    case 'utf-8':
      return bytes.subarray(0, utf8End(bytes, limit));
    case 'gb18030':
      return bytes.subarray(0, gbEnd(bytes, limit));
    case 'mixed': {
      const clipped = bytes.subarray(0, utf8End(bytes, limit));
      return isUtf8(clipped) ? clipped : bytes.subarray(0, gbEnd(bytes, limit));
    }
  }
}

function utf8End(bytes: Buffer, limit: number): number {
  let end = limit;
  while (end > limit - 4 && end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end;
}

/** Keeps the two halves of a surrogate pair together. */
function wideEnd(bytes: Buffer, limit: number, encoding: 'utf-16le' | 'utf-16be'): number {
  const high = bytes[limit - (encoding === 'utf-16le' ? 1 : 2)] ?? 0;
  return limit >= 2 && high >= 0xd8 && high <= 0xdb ? limit - 2 : limit;
}

/** Only walking from the start tells a second byte from a first one. */
function gbEnd(bytes: Buffer, limit: number): number {
  let end = 0;
  for (;;) {
    const length = Math.max(1, gbLength(bytes, end));
    if (end + length > limit) return end;
    end += length;
  }
}
