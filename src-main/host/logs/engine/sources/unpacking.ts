/** Packed bytes, as a decoder reads them. */
export interface PackedBytes {
  readonly length: number;
  /** Bytes [from, from + length); fewer at the end. @throws AppError `file.unreadable`, `ssh.…` */
  read(from: number, length: number): Promise<Buffer>;
}

/** Packed bytes at their origin: what the thread that unpacks them reads. */
export interface StoredBytes extends PackedBytes {
  readonly path: string;
  /** Where a thread may read the same bytes by itself; null: it asks for them. */
  readonly file: { fd: number; start: number } | null;
  close(): Promise<void>;
}

/** How bytes are packed: said to the thread that unpacks them. */
export interface Packed {
  /** `deflate`: one raw stream, as in a zip. */
  kind: 'gzip' | 'deflate' | 'zstd';
  /** Name to say in errors. */
  name: string;
  /** What a raw stream must unpack to; gzip and Zstandard have it in themselves. */
  expected: { crc32: number; size: number } | null;
}

/** Unpacks in one direction from where it was started. */
export interface Decoder {
  /** Where the next piece begins in what is unpacked. */
  readonly at: number;
  /** Share of the packed bytes that were taken in, 0 to 1. */
  readonly consumed: number;
  /**
   * The next piece, of at most some hundred KiB; null at the end. Belongs to the caller.
   *
   * @throws AppError `logs.archive-cut`, `logs.archive-damaged` where it goes no further. After
   *   any other failure it cannot be used any more.
   */
  next(): Promise<Buffer | null>;
  close(): void;
}

/** A way of packing: gives decoders that start at or before a place. */
export interface Unpacking {
  /** Where {@link start} would begin for a place. */
  startFor(at: number): number;
  start(at: number): Promise<Decoder>;
  /** The places that decoders can begin at, to be kept: plain values that can be serialized. */
  places(): unknown;
  /** Takes what {@link places} gave. @returns false, and nothing is changed, when it is none */
  restore(places: unknown): boolean;
  /** Forgets all places but the start. */
  forget(): void;
}

export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}
