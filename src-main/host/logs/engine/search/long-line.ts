import { isAscii } from 'node:buffer';
import { lineBreakBytes, unitBytes } from '../document/lines';
import { lineEncoding, type LogEncoding } from '../text/index';

/** The text of a line that comes in pieces, none of which is kept. */
export class LongLineText {
  private readonly encoding: LogEncoding;
  private decoder: InstanceType<typeof TextDecoder> | null = null;
  /** What may be the begin of the line break. */
  private held: Buffer = Buffer.alloc(0);
  private first = true;

  constructor(encoding: LogEncoding) {
    this.encoding = encoding;
  }

  /** The text of the next piece; without the line break that the last one may end with. */
  push(piece: Buffer, last: boolean): string {
    const bytes = Buffer.concat([this.held, piece]);
    const tail = bytes.subarray(-2 * unitBytes(this.encoding));
    const end = bytes.length - (last ? lineBreakBytes(tail, this.encoding) : tail.length);
    this.held = bytes.subarray(end);
    return this.decode(bytes.subarray(0, end), last);
  }

  private decode(bytes: Buffer, last: boolean): string {
    const { encoding, first } = this;
    this.first = false;
    // Which of two encodings it has is not told by a begin of ASCII.
    if (!this.decoder && unitBytes(encoding) === 1 && isAscii(bytes))
      return bytes.toString('latin1');
    this.decoder ??= new TextDecoder(encoding === 'mixed' ? lineEncoding(bytes) : encoding, {
      ignoreBOM: !first,
    });
    return this.decoder.decode(bytes, { stream: !last });
  }
}
