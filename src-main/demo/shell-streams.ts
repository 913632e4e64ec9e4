import { PassThrough } from 'node:stream';

/** Takes bytes; resolves when the reader can take more. Rejects with Stopped when it is gone. */
export type Sink = (bytes: Buffer) => Promise<void>;

/** The reader of the output is gone or the command was interrupted. */
export class Stopped extends Error {}

const NEW_LINE = 0x0a;

/** The input of a command: read whole, or a piece, the rest of which is for the next command. */
export class ByteInput implements AsyncIterable<Buffer> {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  static of(bytes: Buffer): ByteInput {
    return new ByteInput(
      (async function* () {
        if (bytes.length > 0) yield bytes;
      })(),
    );
  }

  /** The next bytes as they come; undefined at the end. */
  async next(): Promise<Buffer | undefined> {
    if (this.#rest.length > 0) {
      const rest = this.#rest;
      this.#rest = Buffer.alloc(0);
      return rest;
    }
    // Whoever wrote it is gone: there is no more.
    const { done, value } = await this.#source
      .next()
      .catch(() => ({ done: true as const, value: undefined }));
    return done ? undefined : value;
  }

  /** Up to so many bytes; fewer only at the end. */
  async take(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let left = count; left > 0;) {
      const bytes = await this.next();
      if (bytes === undefined) break;
      pieces.push(bytes.subarray(0, left));
      this.#rest = bytes.subarray(left);
      left -= Math.min(left, bytes.length);
    }
    return Buffer.concat(pieces);
  }

  /** One line without its end; undefined at the end of the input. */
  async line(): Promise<Buffer | undefined> {
    const pieces: Buffer[] = [];
    for (;;) {
      const bytes = await this.next();
      if (bytes === undefined) return pieces.length > 0 ? Buffer.concat(pieces) : undefined;
      const end = bytes.indexOf(NEW_LINE);
      if (end < 0) {
        pieces.push(bytes);
        continue;
      }
      this.#rest = bytes.subarray(end + 1);
      return Buffer.concat([...pieces, bytes.subarray(0, end)]);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void> {
    for (let bytes = await this.next(); bytes !== undefined; bytes = await this.next()) yield bytes;
  }
}

/** Where a command reads and writes. */
export interface Streams {
  input: ByteInput;
  out: Sink;
  error: Sink;
}

/** A pipe with the back-pressure of a Node stream; closing it stops the writer. */
export function openPipe(): {
  sink: Sink;
  end: () => void;
  close: () => void;
  input: ByteInput;
} {
  const pipe = new PassThrough();
  pipe.on('error', () => undefined);
  const sink: Sink = async (bytes) => {
    if (pipe.destroyed) throw new Stopped();
    if (pipe.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        pipe.off('drain', done).off('close', done);
        resolve();
      };
      pipe.on('drain', done).on('close', done);
    });
  };
  return {
    sink,
    end: () => pipe.end(),
    close: () => pipe.destroy(),
    input: new ByteInput(pipe),
  };
}
