/** Shorter values would blot out ordinary words. */
const shortest = 4;

const stars = Buffer.from('***');

/**
 * Takes secrets out of a stream of bytes, also where one lies across two pieces. Bytes that
 * may begin a secret wait for the next piece; all others go on at once.
 */
export class SecretMask {
  private readonly secrets: readonly Buffer[];
  private waiting = Buffer.alloc(0);

  /** @param secrets as the bytes they would be in the stream */
  constructor(secrets: readonly Buffer[]) {
    this.secrets = secrets
      .filter(({ length }) => length >= shortest)
      // One may contain another.
      .sort((left, right) => right.length - left.length);
  }

  push(piece: Buffer): Buffer {
    if (this.secrets.length === 0) return piece;
    const { done, rest } = this.replace(Buffer.concat([this.waiting, piece]));
    const held = heldBack(rest, this.secrets);
    this.waiting = Buffer.from(rest.subarray(rest.length - held));
    return Buffer.concat([done, rest.subarray(0, rest.length - held)]);
  }

  /** What still waited. */
  end(): Buffer {
    const rest = this.waiting;
    this.waiting = Buffer.alloc(0);
    return rest;
  }

  private replace(bytes: Buffer): { done: Buffer; rest: Buffer } {
    const parts: Buffer[] = [];
    let rest = bytes;
    for (;;) {
      let first = -1;
      let length = 0;
      for (const secret of this.secrets) {
        const at = rest.indexOf(secret);
        if (at >= 0 && (first < 0 || at < first)) {
          first = at;
          length = secret.length;
        }
      }
      if (first < 0) return { done: Buffer.concat(parts), rest };
      parts.push(rest.subarray(0, first), stars);
      rest = rest.subarray(first + length);
    }
  }
}

/** How many bytes at the end of a piece may be the beginning of one of the texts. */
export function heldBack(bytes: Buffer, texts: readonly Buffer[]): number {
  let most = 0;
  for (const text of texts)
    for (let length = Math.min(text.length - 1, bytes.length); length > most; length -= 1)
      if (bytes.subarray(bytes.length - length).equals(text.subarray(0, length))) {
        most = length;
        break;
      }
  return most;
}
