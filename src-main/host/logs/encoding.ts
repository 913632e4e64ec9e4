import { isAscii, isUtf8 } from 'node:buffer';

/** Encodings a log can have here. */
export type LogEncoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'windows-1252';

const newline = 0x0a;
/** So many lines beyond ASCII settle the question. */
const enoughVotes = 200;
/** UTF-16 is looked for in so many bytes at the start. */
export const wideSampleBytes = 4096;

/**
 * Whether bytes look like UTF-16LE: a byte order mark, or every second byte zero more often
 * than chance (line ends, digits and Latin letters have a zero high byte), and no other zeros.
 *
 * @param sample from an even offset of the file
 */
export function looksWide(sample: Buffer): boolean {
  if (sample.length >= 2 && sample[0] === 0xff && sample[1] === 0xfe) return true;
  if (sample.length < 16) return false;
  const pairs = Math.floor(sample.length / 2);
  let lowZeros = 0;
  let highZeros = 0;
  for (let index = 0; index < pairs * 2; index += 2) {
    if (sample[index] === 0) lowZeros += 1;
    if (sample[index + 1] === 0) highZeros += 1;
  }
  return highZeros > pairs * 0.2 && lowZeros < highZeros * 0.05;
}

/**
 * Decides between UTF-8 and GB18030 from the lines that are not plain ASCII. A GBK line is
 * valid UTF-8 by accident now and then, and an UTF-8 log may hold a damaged line, so lines
 * vote. Until one votes it is UTF-8.
 */
export class EncodingVote {
  private valid = 0;
  private invalid = 0;

  get encoding(): 'utf-8' | 'gb18030' {
    return this.invalid > this.valid ? 'gb18030' : 'utf-8';
  }

  /** Takes in bytes from the log; incomplete lines at both ends do not vote. */
  add(chunk: Buffer): void {
    if (this.valid + this.invalid >= enoughVotes || isAscii(chunk)) return;
    let start = chunk.indexOf(newline) + 1;
    while (start > 0 && this.valid + this.invalid < enoughVotes) {
      const end = chunk.indexOf(newline, start);
      if (end < 0) return;
      const line = chunk.subarray(start, end);
      if (!isAscii(line)) {
        if (isUtf8(line)) this.valid += 1;
        else this.invalid += 1;
      }
      start = end + 1;
    }
  }

  /** A first line that is complete, which {@link add} cannot know. */
  addLine(line: Buffer): void {
    if (isAscii(line)) return;
    if (isUtf8(line)) this.valid += 1;
    else this.invalid += 1;
  }
}

const decoders = new Map<LogEncoding, InstanceType<typeof TextDecoder>>();

function decoder(encoding: LogEncoding): InstanceType<typeof TextDecoder> {
  let found = decoders.get(encoding);
  if (!found) decoders.set(encoding, (found = new TextDecoder(encoding)));
  return found;
}

/**
 * Decodes one line.
 *
 * @param mixed whether a line that is no UTF-8 may be GB18030 in an UTF-8 log, as where two
 *   programs write the same file
 */
export function decodeLine(bytes: Buffer, encoding: LogEncoding, mixed: boolean): string {
  if (encoding === 'utf-8' && mixed && !isUtf8(bytes)) return decoder('gb18030').decode(bytes);
  return decoder(encoding).decode(bytes);
}

/**
 * The longest beginning of at most `limit` bytes that does not end inside a character, so
 * that a clipped line shows no broken one.
 */
export function clipBytes(bytes: Buffer, limit: number, encoding: LogEncoding): Buffer {
  if (bytes.length <= limit) return bytes;
  if (encoding === 'utf-16le') return bytes.subarray(0, limit - (limit % 2));
  if (encoding === 'windows-1252') return bytes.subarray(0, limit);
  if (encoding === 'utf-8') {
    let end = limit;
    while (end > limit - 4 && end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    return bytes.subarray(0, end);
  }
  // GB18030: only walking from the start tells a second byte from a first one.
  let end = 0;
  for (;;) {
    const first = bytes[end] ?? 0;
    const second = bytes[end + 1] ?? 0;
    const length = first < 0x81 ? 1 : second >= 0x30 && second <= 0x39 ? 4 : 2;
    if (end + length > limit) return bytes.subarray(0, end);
    end += length;
  }
}

let gbCodes: Map<string, number> | null = null;

/** Two-byte characters of GB18030, from the decoder itself; made on first use (23,940 entries). */
function gbTable(): Map<string, number> {
  if (gbCodes) return gbCodes;
  gbCodes = new Map();
  for (let high = 0x81; high <= 0xfe; high += 1) {
    const pairs = Buffer.alloc(2 * 190);
    let length = 0;
    for (let low = 0x40; low <= 0xfe; low += 1) {
      if (low === 0x7f) continue;
      pairs[length] = high;
      pairs[length + 1] = low;
      length += 2;
    }
    const characters = [...decoder('gb18030').decode(pairs)];
    if (characters.length * 2 !== length) continue;
    characters.forEach((character, index) =>
      gbCodes?.set(character, pairs.readUInt16BE(index * 2)),
    );
  }
  return gbCodes;
}

/** Bytes of a text in a log's encoding; null when it cannot be said there in short form. */
export function encodeText(text: string, encoding: LogEncoding): Buffer | null {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-16le':
      return Buffer.from(text, 'utf16le');
    case 'windows-1252': {
      const bytes = [...text].map((character) => windowsByte(character));
      return bytes.includes(-1) ? null : Buffer.from(bytes);
    }
    case 'gb18030': {
      const bytes: number[] = [];
      for (const character of text) {
        const code = character.codePointAt(0) ?? 0;
        if (code < 0x80) {
          bytes.push(code);
          continue;
        }
        const pair = gbTable().get(character);
        if (pair === undefined) return null;
        bytes.push(pair >> 8, pair & 0xff);
      }
      return Buffer.from(bytes);
    }
  }
}

function windowsByte(character: string): number {
  const all = decoder('windows-1252').decode(Buffer.from(Array.from({ length: 256 }, (_, i) => i)));
  return all.indexOf(character);
}
