import { type Sink } from './shell-types';
/** The input of a command: read whole, or a piece, the rest of which is for the next command. */
export declare class ByteInput implements AsyncIterable<Buffer> {
  #private;
  constructor(source: AsyncIterable<Buffer>);
  static of(bytes: Buffer): ByteInput;
  /** The next bytes as they come; undefined at the end. */
  next(): Promise<Buffer | undefined>;
  /** Up to so many bytes; fewer only at the end. */
  take(count: number): Promise<Buffer>;
  /** One line without its end; undefined at the end of the input. */
  line(): Promise<Buffer | undefined>;
  [Symbol.asyncIterator](): AsyncGenerator<Buffer, void>;
}
/** Where a command reads and writes. */
export interface Streams {
  input: ByteInput;
  out: Sink;
  error: Sink;
}
/** A pipe with the back-pressure of a Node stream; closing it stops the writer. */
export declare function openPipe(): {
  sink: Sink;
  end: () => void;
  close: () => void;
  input: ByteInput;
};
