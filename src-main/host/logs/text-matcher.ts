import { decodeLine, encodeText, type LogEncoding } from './encoding';
import { lineEnd } from './line-index';

/**
 * Finds lines that contain a text, ignoring case. Works on bytes: the text is put into the
 * log's encoding and looked for there, and only lines that have it are decoded, to drop hits
 * that begin inside a character of GB18030 or UTF-16.
 */
export class TextMatcher {
  private readonly folded: string;
  private readonly encoding: LogEncoding;
  private readonly mixed: boolean;
  /** As Latin-1 in lower case; null when only decoded text can be compared. */
  private readonly needles: string[] | null;

  constructor(text: string, encoding: LogEncoding, mixed: boolean) {
    this.folded = text.toLowerCase();
    this.encoding = encoding;
    this.mixed = mixed;
    const encodings: LogEncoding[] =
      encoding === 'utf-8' && mixed ? ['utf-8', 'gb18030'] : [encoding];
    const encoded = encodings.map((each) => encodeText(text, each));
    this.needles =
      hasForeignCase(text) || encoded.includes(null)
        ? null
        : [
            ...new Set(
              encoded.map((bytes) => (bytes ?? Buffer.alloc(0)).toString('latin1').toLowerCase()),
            ),
          ];
  }

  /** Whether the bytes of one line contain the text. */
  matches(line: Buffer): boolean {
    if (this.needles && !this.needles.some((needle) => lowerLatin1(line).includes(needle)))
      return false;
    return decodeLine(line, this.encoding, this.mixed).toLowerCase().includes(this.folded);
  }

  /**
   * Goes through complete lines.
   *
   * @param bytes starts at a line's start; an unterminated end is left out
   * @param base offset of the bytes in the log
   * @param onMatch told the number of each matching line, counted from 0 in these bytes
   * @returns lines gone through, and their bytes
   */
  scan(
    bytes: Buffer,
    base: number,
    onMatch: (line: number) => void,
  ): { lines: number; bytes: number } {
    const wide = this.encoding === 'utf-16le';
    const next = this.nextHit(bytes);
    let hit = next(0);
    let line = 0;
    let start = 0;
    for (;;) {
      const end = lineEnd(bytes, start, wide, base);
      if (end < 0) return { lines: line, bytes: start };
      if (hit < end) {
        const content = bytes.subarray(start, end);
        if (decodeLine(content, this.encoding, this.mixed).toLowerCase().includes(this.folded))
          onMatch(line);
        hit = next(end);
      }
      line += 1;
      start = end;
    }
  }

  /** Where the next candidate stands at or after a place; each search goes on from the last. */
  private nextHit(bytes: Buffer): (from: number) => number {
    const { needles } = this;
    if (!needles) return (from) => from;
    const text = lowerLatin1(bytes);
    const found = needles.map(() => -1);
    return (from) => {
      let best = Infinity;
      needles.forEach((needle, index) => {
        let at = found[index] ?? -1;
        if (at < from) {
          at = text.indexOf(needle, from);
          if (at < 0) at = Infinity;
          found[index] = at;
        }
        best = Math.min(best, at);
      });
      return best;
    };
  }
}

/** Latin-1 keeps one character a byte; its lower case changes both sides of a search alike. */
function lowerLatin1(bytes: Buffer): string {
  return bytes.toString('latin1').toLowerCase();
}

/** Letters outside ASCII that have a case: their bytes do not tell. */
function hasForeignCase(text: string): boolean {
  for (const character of text) {
    if (character > '\x7f' && character.toLowerCase() !== character.toUpperCase()) return true;
  }
  return false;
}
