/** A command with the names of files is not made longer: hosts take 128 KiB, and quoting grows it. */
const commandBytes = 16_000;

/** Cuts an output at lines of `token status`. */
export class Answers {
  private parts: Buffer[] = [];
  private last: Buffer = Buffer.alloc(0);
  private readonly token: Buffer;

  constructor(token: string) {
    this.token = Buffer.from(token);
  }

  /** What came after the last such line. */
  get rest(): Buffer {
    return Buffer.concat([...this.parts, this.last]);
  }

  take(chunk: Buffer): { status: string; body: Buffer }[] {
    const found: { status: string; body: Buffer }[] = [];
    // Only the seam and what is new is looked through.
    this.last = Buffer.concat([this.last, chunk]);
    for (;;) {
      const at = this.last.indexOf(this.token);
      const end = at < 0 ? -1 : this.last.indexOf(10, at);
      if (end < 0) break;
      const status = this.last.toString('latin1', at + this.token.length, end).trim();
      found.push({ status, body: Buffer.concat([...this.parts, this.last.subarray(0, at)]) });
      this.parts = [];
      this.last = this.last.subarray(end + 1);
    }
    const seam = this.token.length + 16;
    if (this.last.length > seam) {
      this.parts.push(this.last.subarray(0, -seam));
      this.last = this.last.subarray(-seam);
    }
    return found;
  }
}

/** Names of files in parts of which each fits into one command. */
export function* batches(paths: readonly string[]): Generator<string[], void> {
  let batch: string[] = [];
  let bytes = 0;
  for (const path of paths) {
    const length = Buffer.byteLength(path) * 2 + 100;
    if (batch.length > 0 && bytes + length > commandBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(path);
    bytes += length;
  }
  if (batch.length > 0) yield batch;
}
