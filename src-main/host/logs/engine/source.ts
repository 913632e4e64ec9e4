import type { AppError } from '../../../contract/errors';
import type { ScanPart } from './index/range-scan';
import type { ScanOrder } from './sources/unpack-wire';
import type { KeptPlaces } from './sources/unpacked';
import type { PackedBytes } from './sources/unpacking';

/** What a log's bytes are read from: a file, a packed file, a capture, a range of a remote file. */
export interface ByteSource {
  /** Name to show. */
  readonly name: string;
  /** Bytes that can be read now. Of a packed file that is still being unpacked: those known so far. */
  readonly size: number;
  /**
   * False while `size` is not the whole: a packed file is unpacked as it is read the first time,
   * and a read beyond `size` unpacks on.
   */
  readonly complete: boolean;
  /** It keeps what was read of it last: nobody else need. */
  readonly cached?: boolean;
  /** Path for worker threads and ripgrep where the bytes lie in a plain local file; else null. */
  readonly path: string | null;
  /**
   * Tells the same content from another one later, for the persisted index: device and inode, or
   * what stands for them. Null: never persisted.
   */
  readonly identity: string | null;
  /** Device and inode of the file it is read from, where that is another than {@link identity}: of a packed file. */
  readonly fileIdentity?: string | null;
  /** When it was last written, UTC ms; null or absent where that is not known. */
  readonly changedAt?: number | null;
  /** While not `complete`: how much of what is stored has been unpacked, 0 to 1. */
  readonly unpacked?: number;
  /**
   * Why there is less than there should be: a packed file that is cut off or damaged, a file
   * that is gone. What can be read stays readable.
   */
  readonly problem?: AppError | null;
  /**
   * Bytes [from, from + length); fewer only at the end. Never keeps a reference to what it gives.
   *
   * @throws AppError `file.…`, `logs.…`, `ssh.…`; `wire.cancelled` when the signal aborts
   */
  read(from: number, length: number, signal?: AbortSignal): Promise<Buffer>;
  /** The same into a place of the caller's, where a source can; how many bytes there were. */
  readInto?(target: Uint8Array, from: number, signal?: AbortSignal): Promise<number>;
  /** Looks whether it changed. `grown` and `same` keep what is known; the others begin anew. */
  refresh(): Promise<SourceChange>;
  close(): Promise<void>;
}

/** A source whose bytes are made elsewhere: it is scanned there, so that they need not come here. */
export interface Scannable {
  /** What it is made of, by which it is told from another one. */
  readonly stored: PackedBytes;
  /**
   * Scans from the begin of a line to the end; the parts follow each other.
   *
   * @throws AppError `file.…`, `logs.…`, `ssh.…`; `wire.cancelled` when the signal aborts
   */
  scan(order: ScanOrder, onPart: (part: ScanPart) => void, signal?: AbortSignal): Promise<void>;
  /** What lets any place be read at the next opening without reading all before; null: not known yet. */
  keepPlaces(): Promise<KeptPlaces | null>;
  /** Takes up what {@link keepPlaces} gave for the same `stored` bytes, before anything is read. */
  recallPlaces(kept: KeptPlaces): void;
}

export function isScannable(source: ByteSource): source is ByteSource & Scannable {
  return 'scan' in source;
}

/** `gone`: no longer there under its name; what was opened can still be read. */
export type SourceChange = 'same' | 'grown' | 'truncated' | 'replaced' | 'gone';
