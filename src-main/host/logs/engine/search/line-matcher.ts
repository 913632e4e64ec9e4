import { decodeText, lineEncoding, type LogEncoding } from '../text/index';
import type { Expression } from './expression';
import type { LineChunk } from './line-chunks';

/** Pieces of a long line share so much, for a match over their seam. */
const seamCharacters = 64 * 1024;

/** Tells which lines match, in this process: for few bytes, and where ripgrep is missing. */
export class LineMatcher {
  private readonly expression: Expression;
  private readonly encoding: LogEncoding;

  constructor(expression: Expression, encoding: LogEncoding) {
    this.expression = expression;
    this.encoding = encoding;
  }

  /**
   * Goes through whole lines.
   *
   * @param onLine told the index of each line that matches, from 0
   * @returns lines there are
   */
  match(bytes: Buffer, onLine: (index: number) => void): number {
    let text = decodeText(bytes, this.encoding);
    if (text.includes('\r')) text = text.replaceAll('\r\n', '\n');
    const possible = this.expression.anywhere(text);
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    if (possible) {
      lines.forEach((line, index) => {
        if (this.expression.matches(line)) onLine(index);
      });
    }
    return lines.length;
  }
}

/** Tells whether a line matches that comes in pieces. */
export class LongLineMatcher {
  private readonly expression: Expression;
  private readonly encoding: LogEncoding;
  private decoder: InstanceType<typeof TextDecoder> | null = null;
  private held = '';
  private first = true;
  private found = false;

  constructor(expression: Expression, encoding: LogEncoding) {
    this.expression = expression;
    this.encoding = encoding;
  }

  /** Takes the next piece. @returns whether the line matches, as far as it is known */
  push({ bytes, long }: LineChunk): boolean {
    if (this.found) return true;
    this.decoder ??= new TextDecoder(
      this.encoding === 'mixed' ? lineEncoding(bytes) : this.encoding,
    );
    const last = long?.last ?? true;
    let text = this.held + this.decoder.decode(bytes, { stream: !last });
    if (last) text = text.replace(/\r?\n$/, '');
    this.found = this.expression.matchesPiece(text, this.first, last);
    this.held = text.slice(-seamCharacters);
    // The whole line so far is within what is kept: it is still its begin.
    if (text.length > seamCharacters) this.first = false;
    return this.found;
  }
}
