import type { ByteRange } from './utf8-ranges';

/** What of an expression POSIX cannot say the same way. */
export class Unsayable extends Error {
  readonly part: string;

  constructor(part: string) {
    super(part);
    this.part = part;
  }
}

/** Bytes that mean themselves. */
export function bytes(form: Buffer): string {
  return [...form]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (character === '^') return '\\^';
      return /[.[\]{}()\\*+?$|]/.test(character)
        ? `[${character}]`.replace('[\\]', '[\\\\]')
        : character;
    })
    .join('');
}

export function has(ranges: readonly ByteRange[], code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to);
}

/** Whether a class has every character beyond ASCII. */
export function hasAllBeyond(ranges: readonly ByteRange[]): boolean {
  const last = ranges.at(-1);
  return last !== undefined && last[0] <= 0x80 && last[1] === 0x10ffff;
}

/** The codes up to `top` that are in none of the ranges. */
export function complement(ranges: readonly ByteRange[], top: number): ByteRange[] {
  const absent: ByteRange[] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) absent.push([next, Math.min(top, from - 1)]);
    next = Math.max(next, to + 1);
    if (next > top) break;
  }
  if (next <= top) absent.push([next, top]);
  // Lines have no line feed in them.
  return absent.filter(([from, to]) => !(from === 0x0a && to === 0x0a));
}

/** A bracket of ASCII; one that has the zero byte, which no command can hold, says what is not in it. */
export function asciiBracket(ascii: readonly ByteRange[]): string {
  if (!has(ascii, 0)) return bracket(ascii);
  return bracket([...complement(ascii, 0x7f), [0x80, 0xff]], true);
}

/**
 * A bracket expression of bytes. Those with a meaning in one stand where they have none: `]`
 * first, `-` last, `^` not first.
 */
export function bracket(ranges: readonly ByteRange[], negated = false): string {
  if (has(ranges, 0)) {
    if (negated) throw new Unsayable('\\0');
    const absent = complement(ranges, 0xff);
    return absent.length === 0 ? '.' : bracket(absent, true);
  }
  let plain = '';
  const special = new Set<string>();
  const one = (byte: number): void => {
    const character = String.fromCharCode(byte);
    if (/[\]\-^[\\]/.test(character)) special.add(character);
    else plain += character;
  };
  for (const range of ranges) {
    let [from, to] = range;
    while (from <= to && /[\]\-^[\\]/.test(String.fromCharCode(from))) one(from++);
    while (to >= from && /[\]\-^[\\]/.test(String.fromCharCode(to))) one(to--);
    if (to < from) continue;
    if (to - from < 2) for (let byte = from; byte <= to; byte += 1) one(byte);
    else plain += `${String.fromCharCode(from)}-${String.fromCharCode(to)}`;
  }
  const put = (character: string): string => (special.has(character) ? character : '');
  const body = `${put(']')}${plain}${special.has('\\') ? '\\\\' : ''}${put('[')}${put('^')}${put('-')}`;
  if (!negated && body === '^') return '\\^';
  if (!negated && body.startsWith('^')) return `[-^]`;
  return `[${negated ? '^' : ''}${body}]`;
}
