import type { Hir, HirKind } from 'rregex';
import { decodeText, encodeText, type LogEncoding } from '../engine/text/index';
import type { Expression } from '../engine/search/index';
import { asciiBracket, bracket, bytes, complement, has, hasAllBeyond, Unsayable } from './brackets';
import { utf8Sequences, type ByteRange } from './utf8-ranges';

/** How a host's `grep` is to find what an expression finds. */
export type HostPattern =
  /** One of these byte strings, as they are. */
  | { kind: 'fixed'; forms: Buffer[]; exact: Buffer | null }
  /** An extended regular expression on bytes, for the locale C. */
  | { kind: 'extended'; pattern: Buffer; exact: null };

/** A class is not written out with more alternatives; nor a pattern made longer: it must fit a command. */
const mostSequences = 300;
const longestPattern = 12_000;
/** RE_DUP_MAX, POSIX. */
const mostRepeats = 255;

/**
 * What may stand before a match in GB18030 so that it begins with a character; see
 * `engine/search/gb-pattern.ts`.
 */
export const gbBoundary = bracket([
  [0x00, 0x2f],
  [0x3a, 0x7f],
]);
export const gbStart = `(^|${gbBoundary})`;
const gbAligned = [
  gbStart,
  '(',
  bracket([[0x30, 0x39]]),
  '|',
  bracket([[0x81, 0xfe]]),
  bracket([[0x80, 0xff]]),
  '|',
  bracket([
    [0x80, 0x80],
    [0xff, 0xff],
  ]),
  '|',
  gbFour(),
  ')*',
].join('');
const gbAny = `(${bracket([
  [0x00, 0x09],
  [0x0b, 0x80],
  [0xff, 0xff],
])}|${bracket([[0x81, 0xfe]])}${bracket([
  [0x40, 0x7e],
  [0x80, 0xfe],
])}|${gbFour()})`;

/**
 * Says an expression in the bytes of a log, for `grep` in the locale C. Only what finds exactly
 * the same lines as ripgrep's syntax on the decoded text.
 *
 * @throws Unsayable with the part that POSIX cannot say
 */
export function hostPattern(expression: Expression, encoding: LogEncoding): HostPattern {
  const { words, traits, syntax } = expression;
  if (encoding === 'utf-16le' || encoding === 'utf-16be')
    throw new Unsayable(encoding.toUpperCase());
  if (traits.literal !== null && traits.literal !== '') {
    const forms = encodeText(traits.literal, encoding);
    if (forms.length === 0 || forms.some((form) => form.includes(0)))
      throw new Unsayable(words.text);
    if (encoding !== 'gb18030') return { kind: 'fixed', forms, exact: null };
    // Its bytes may stand across two other characters: a second look tells.
    return { kind: 'fixed', forms, exact: latin(`${gbAligned}(${forms.map(bytes).join('|')})`) };
  }
  const written = new Writer(words.text, encoding, traits.end).write(syntax);
  const pattern = latin(encoding === 'gb18030' ? `${gbAligned}(${written})` : written);
  if (pattern.length > longestPattern || pattern.length === 0) throw new Unsayable(words.text);
  return { kind: 'extended', pattern, exact: null };
}

/** Writes an expression; each character of what it gives stands for a byte. */
class Writer {
  private readonly source: string;
  private readonly encoding: LogEncoding;
  /** `$` is in it: a CR before the line's end is not of the line. */
  private readonly looksAtEnd: boolean;

  constructor(source: string, encoding: LogEncoding, looksAtEnd: boolean) {
    this.source = source;
    this.encoding = encoding;
    this.looksAtEnd = looksAtEnd;
  }

  write({ kind }: Hir): string {
    return this.node(kind);
  }

  private node(kind: HirKind): string {
    switch (kind['@variant']) {
      case 'Empty':
        return '';
      case 'Literal':
        return this.text(Buffer.from(kind['@values'][0]['@values'][0]).toString());
      case 'Class':
        return this.character(this.rangesOf(kind), 1);
      case 'Look':
        return this.look(kind['@values'][0]['@variant']);
      case 'Capture':
        return `(${this.node(kind['@values'][0].sub.kind)})`;
      case 'Repetition':
        return this.repetition(kind['@values'][0]);
      case 'Concat':
        return kind['@values'][0].map((each) => this.node(each.kind)).join('');
      case 'Alternation': {
        const parts = kind['@values'][0].map((each) => this.node(each.kind));
        const full = parts.filter((part) => part !== '');
        // POSIX knows no empty alternative.
        return `(${full.join('|')})${full.length < parts.length ? '?' : ''}`;
      }
    }
  }

  private look(look: string): string {
    if (look.startsWith('Start')) {
      if (this.encoding === 'gb18030') throw new Unsayable('^');
      return '^';
    }
    if (look.startsWith('End')) {
      if (this.encoding === 'gb18030') throw new Unsayable('$');
      return '\r?$';
    }
    // What is a word there is told by ASCII alone.
    throw this.unsayable(/\\[bB]/);
  }

  private repetition({
    min,
    max: most,
    sub,
  }: {
    min: number;
    max?: number | null;
    sub: Hir;
  }): string {
    const max = most ?? null;
    if (min > mostRepeats || (max ?? 0) > mostRepeats) throw this.unsayable(/\{[\d,]+\}/);
    const times =
      max === null
        ? min <= 1
          ? min === 0
            ? '*'
            : '+'
          : `{${min},}`
        : min === 0 && max === 1
          ? '?'
          : `{${min},${max}}`;
    const { kind } = sub;
    if (kind['@variant'] === 'Class' && max === null && min <= 1) {
      const ranges = this.rangesOf(kind);
      const free = this.bytesOf(ranges, min);
      if (free !== null) return `${free}${times}`;
      return `${group(this.character(ranges, min))}${times}`;
    }
    if (kind['@variant'] === 'Class')
      return `${group(this.character(this.rangesOf(kind), min))}${times}`;
    const inner = this.node(kind);
    return inner === '' ? '' : `(${inner})${times}`;
  }

  /**
   * A class that has all characters beyond ASCII, any number of them: in UTF-8 and code page
   * 1252 any number of bytes.
   */
  private bytesOf(ranges: readonly ByteRange[], min: number): string | null {
    if (this.encoding === 'gb18030' || !hasAllBeyond(ranges)) return null;
    this.checkCr(ranges, min);
    const absent = complement(
      ranges.filter(([from]) => from < 0x80),
      0x7f,
    );
    return absent.length === 0 ? '.' : bracket(absent, true);
  }

  /** One character of a class. */
  private character(ranges: readonly ByteRange[], min: number): string {
    this.checkCr(ranges, min);
    switch (this.encoding) {
      case 'windows-1252': {
        const found = Array.from({ length: 256 }, (_, byte): ByteRange => [byte, byte]).filter(
          ([byte]) => has(ranges, decodeText(Buffer.of(byte), 'windows-1252').codePointAt(0) ?? -1),
        );
        if (found.length === 0) throw this.unsayable(/\[[^\]]*\]/);
        return bracket(found);
      }
      case 'gb18030':
        return this.gbCharacter(ranges);
      default: {
        const ascii = ranges
          .filter(([from]) => from < 0x80)
          .map(([from, to]): ByteRange => [from, Math.min(to, 0x7f)]);
        const parts = ascii.length > 0 ? [asciiBracket(ascii)] : [];
        for (const [from, to] of ranges) {
          if (to < 0x80) continue;
          for (const sequence of utf8Sequences(Math.max(from, 0x80), to)) {
            parts.push(sequence.map((range) => bracket([range])).join(''));
            if (parts.length > mostSequences)
              throw this.unsayable(/\\[wWdDsSpP](\{[^}]*\})?|\[[^\]]*\]/);
          }
        }
        if (parts.length === 0) throw this.unsayable(/\[[^\]]*\]/);
        return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join('|')})`;
      }
    }
  }

  private gbCharacter(ranges: readonly ByteRange[]): string {
    if (
      hasAllBeyond(ranges) &&
      complement(ranges, 0x7f).every(([from, to]) => from === 10 && to === 10)
    )
      return gbAny;
    const ascii = ranges
      .filter(([from]) => from < 0x80)
      .map(([from, to]): ByteRange => [from, Math.min(to, 0x7f)]);
    const parts = ascii.length > 0 ? [asciiBracket(ascii)] : [];
    for (const [from, to] of ranges) {
      if (to - Math.max(from, 0x80) > mostSequences)
        throw this.unsayable(/\\[wWdDsSpP](\{[^}]*\})?|\[[^\]]*\]/);
      for (let code = Math.max(from, 0x80); code <= to; code += 1) {
        const forms = encodeText(String.fromCodePoint(code), 'gb18030');
        if (code !== 0xfffd) parts.push(...forms.map(bytes));
      }
    }
    if (parts.length === 0 || parts.length > mostSequences) throw this.unsayable(/\[[^\]]*\]/);
    return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join('|')})`;
  }

  /** Before `$` a class that must have a character must not take the CR of CRLF for it. */
  private checkCr(ranges: readonly ByteRange[], min: number): void {
    if (this.looksAtEnd && min > 0 && has(ranges, 0x0d)) throw new Unsayable('$');
  }

  private text(text: string): string {
    let written = '';
    for (const character of text) {
      const forms = encodeText(character, this.encoding);
      const mixed = this.encoding === 'mixed' && forms.length > 1;
      if (forms.length === 0 || mixed || forms.some((form) => form.includes(0)))
        throw new Unsayable(character);
      written +=
        forms.length === 1 ? bytes(forms[0] ?? Buffer.alloc(0)) : `(${forms.map(bytes).join('|')})`;
    }
    return written;
  }

  private rangesOf(kind: Extract<HirKind, { '@variant': 'Class' }>): ByteRange[] {
    const [set] = kind['@values'];
    const code = (bound: string | number): number =>
      typeof bound === 'number' ? bound : (bound.codePointAt(0) ?? 0);
    // A line feed in a pattern would begin another one; no line has one.
    const ranges = set['@values'][0].ranges
      .map(({ start, end }): ByteRange => [code(start), code(end)])
      .flatMap(([from, to]): ByteRange[] =>
        from <= 0x0a && to >= 0x0a
          ? [
              [from, 0x09],
              [0x0b, to],
            ]
          : [[from, to]],
      )
      .filter(([from, to]) => from <= to);
    if (this.encoding === 'mixed' && ranges.some(([, to]) => to >= 0x80) && !hasAllBeyond(ranges))
      throw this.unsayable(/\\[wWdDsSpP](\{[^}]*\})?|\[[^\]]*\]/);
    return ranges;
  }

  /** Names the part of what was typed that cannot be said. */
  private unsayable(pattern: RegExp): Unsayable {
    return new Unsayable(pattern.exec(this.source)?.[0] ?? this.source);
  }
}

function latin(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function gbFour(): string {
  return [
    [0x81, 0xfe],
    [0x30, 0x39],
    [0x81, 0xfe],
    [0x30, 0x39],
  ]
    .map(([from = 0, to = 0]) => bracket([[from, to]]))
    .join('');
}

function group(written: string): string {
  return /^(\[[^[\]]*\]|\([^()]*\)|[A-Za-z0-9])$/.test(written) ? written : `(${written})`;
}
