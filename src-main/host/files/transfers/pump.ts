import type { Hash } from 'node:crypto';
import type { Piece, RemoteFile } from '../../ssh/index';
import type { HostFile, LocalFile, OpenFile } from './open-file';

/** What a copy tells while it runs. */
export interface PumpOptions {
  signal: AbortSignal;
  /** Takes in every byte in order. */
  hash: Hash;
  /** Bytes that have arrived at the target since the last call. */
  onBytes: (bytes: number) => void;
}

/**
 * Bytes of a local file to a host: read straight into the packets that are sent, as many on
 * their way as the window takes.
 *
 * @returns where the copy ended: `to`, or before it where the file is shorter now
 */
export async function pumpUp(
  source: LocalFile,
  target: HostFile,
  from: number,
  to: number,
  { signal, hash, onBytes }: PumpOptions,
): Promise<number> {
  const writer = new PieceWriter(target.remote, onBytes);
  const read = async (at: number): Promise<{ piece: Piece; length: number }> => {
    const piece = await writer.take();
    const wanted = Math.max(0, Math.min(piece.payload.length, to - at));
    return { piece, length: wanted && (await source.fill(piece.payload, wanted, at)) };
  };
  let at = from;
  let ahead = read(at);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { piece, length } = await ahead;
      if (length === 0) return at;
      // The disk reads while this is hashed and sent.
      ahead = read(at + length);
      hash.update(piece.payload.subarray(0, length));
      writer.send(piece, length, at);
      at += length;
    }
  } finally {
    await ahead.catch(() => undefined);
    await target.explained(() => writer.drained());
  }
}

/** Bytes of a host's file to this device; returns where the copy ended. */
export async function pumpDown(
  source: HostFile,
  target: LocalFile,
  from: number,
  to: number,
  { signal, hash, onBytes }: PumpOptions,
): Promise<number> {
  let at = from;
  let written: Promise<void> = Promise.resolve();
  try {
    for await (const bytes of source.readRange(from, to)) {
      signal.throwIfAborted();
      hash.update(bytes);
      // The disk writes while the next part comes and is hashed.
      await written;
      written = target.write(bytes, at).then(() => {
        source.recycle(bytes);
        onBytes(bytes.length);
      });
      // It may fail before anybody waits for it.
      written.catch(() => undefined);
      at += bytes.length;
    }
  } finally {
    await written;
  }
  return at;
}

/** Pieces on their way to a host's file; each is filled again once the host has it. */
export class PieceWriter {
  private readonly file: RemoteFile;
  private readonly onBytes: (bytes: number) => void;
  private readonly free: Piece[] = [];
  private made = 0;
  private under = 0;
  private failure: { error: unknown } | null = null;
  private wake: () => void = () => undefined;

  constructor(file: RemoteFile, onBytes: (bytes: number) => void) {
    this.file = file;
    this.onBytes = onBytes;
  }

  /** A piece to fill, when one is free. @throws what the host answered to an earlier one */
  async take(): Promise<Piece> {
    for (;;) {
      if (this.failure) throw this.failure.error;
      const piece = this.free.pop();
      if (piece) return piece;
      if (this.made < this.file.pieces) {
        this.made += 1;
        return this.file.newPiece();
      }
      await this.change();
    }
  }

  send(piece: Piece, length: number, position: number): void {
    this.under += 1;
    this.file
      .send(piece, length, position)
      .then(
        () => {
          this.free.push(piece);
          this.onBytes(length);
        },
        (error: unknown) => {
          this.failure ??= { error };
        },
      )
      .finally(() => {
        this.under -= 1;
        this.wake();
      });
  }

  /** Writes bytes that lie in memory; resolves when the host has them. */
  async copy(bytes: Buffer, position: number): Promise<void> {
    try {
      for (let at = 0; at < bytes.length;) {
        const piece = await this.take();
        const length = bytes.copy(piece.payload, 0, at);
        this.send(piece, length, position + at);
        at += length;
      }
    } finally {
      await this.drained();
    }
  }

  /** Resolves when the host has everything. @throws what the host answered */
  async drained(): Promise<void> {
    while (this.under > 0) await this.change();
    if (this.failure) throw this.failure.error;
  }

  private change(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }
}

/** Hashes the bytes of a file up to a place. */
export async function hashRange(
  file: OpenFile,
  to: number,
  hash: Hash,
  signal: AbortSignal,
): Promise<number> {
  let bytes = 0;
  for await (const part of file.readRange(0, to)) {
    signal.throwIfAborted();
    hash.update(part);
    bytes += part.length;
    file.recycle(part);
  }
  return bytes;
}

/** So much before the end is compared; further back if it differs. */
const comparedBytes = 256 * 1024;

/**
 * How far two files agree, as far as can be told from their last parts: a link that was cut
 * may have left less, a machine that lost power zeros. What lies before is told by the
 * checksum at the end.
 *
 * @param length the shorter one's
 */
export async function agreedLength(
  one: OpenFile,
  other: OpenFile,
  length: number,
): Promise<number> {
  let back = comparedBytes;
  for (let end = length; end > 0; back *= 4) {
    const from = Math.max(0, end - comparedBytes);
    const [a, b] = await Promise.all([bytesOf(one, from, end), bytesOf(other, from, end)]);
    if (a.length === end - from && a.equals(b)) return end;
    end = Math.max(0, end - back);
  }
  return 0;
}

async function bytesOf(file: OpenFile, from: number, to: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of file.readRange(from, to)) parts.push(part);
  return Buffer.concat(parts);
}
