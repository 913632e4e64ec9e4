const lineFeed = 0x0a;
const colon = 0x3a;
const zero = 0x30;
/** What ripgrep writes in place of a line that is wider than asked for. */
const omitted = Buffer.from('[Omitted long matching line]');

/** Reads `line:offset:…` as ripgrep writes it, a piece at a time, millions a second. */
export class HitParser {
  private readonly onHit: (line: number, offset: number) => void;
  /** 0: in the number of the line, 1: in the offset, 2: behind both. */
  private state = 0;
  private line = 0;
  private offset = 0;

  /** @param onHit told the number of a line, from 1, and where it begins, in ascending order */
  constructor(onHit: (line: number, offset: number) => void) {
    this.onHit = onHit;
  }

  push(bytes: Buffer): void {
    let { state, line, offset } = this;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (state === 2) {
        if (byte === lineFeed) state = 0;
        // A line that is shown has one byte: where two stand, it was left out.
        else if (
          byte === omitted[0] &&
          bytes[at + 1] === omitted[1] &&
          bytes[at + omitted.length] === lineFeed
        ) {
          at += omitted.length;
          state = 0;
        }
      } else if (byte !== colon) {
        const digit = byte - zero;
        if (state === 0) line = line * 10 + digit;
        else offset = offset * 10 + digit;
      } else if (state === 0) {
        state = 1;
      } else {
        this.onHit(line, offset);
        line = 0;
        offset = 0;
        state = 2;
      }
    }
    this.state = state;
    this.line = line;
    this.offset = offset;
  }
}
