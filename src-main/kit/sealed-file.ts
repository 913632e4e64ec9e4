import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  writev,
  writevSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../contract/errors';
import { storageError, syncFolder } from './files';
import { deriveKey, nonceBytes, sealedPieces, tagBytes, unseal } from './keys';

const writeSoon = promisify(writev);

const magic = Buffer.from('FBSEAL1\n');
const saltBytes = 16;
const headerBytes = magic.length + saltBytes;
/** Frames stay well below this; a larger length on disk means damage. */
const maxFrame = 64 * 1024 * 1024;

/**
 * An encrypted append-only file of frames that can be read at random: captures,
 * result spills, attachments. Each frame is AES-256-GCM under a key of its own file
 * and bound to its position, so that frames cannot be moved between files or places.
 * After a crash an incomplete last frame is dropped when the file is opened again.
 */
export class SealedFile {
  private descriptor: number;
  private readonly key: Buffer;
  private place: string;
  /** Where each frame's sealed bytes begin, and its sealed length. */
  private readonly offsets: number[] = [];
  private readonly lengths: number[] = [];
  private end = headerBytes;
  /** Whether an {@link appendSoon} is under way. */
  private writing = false;

  private constructor(path: string, descriptor: number, key: Buffer) {
    this.place = path;
    this.descriptor = descriptor;
    this.key = key;
  }

  /** Creates a new file; it must not exist. */
  static create(path: string, filesKey: Uint8Array): SealedFile {
    let descriptor: number;
    try {
      descriptor = openSync(path, 'wx+', 0o600);
    } catch (error) {
      throw storageError(error, path);
    }
    try {
      const salt = randomBytes(saltBytes);
      writeSync(descriptor, Buffer.concat([magic, salt]), 0, headerBytes, 0);
      return new SealedFile(path, descriptor, deriveKey(filesKey, 'sealed-file', salt));
    } catch (error) {
      closeSync(descriptor);
      rmSync(path, { force: true });
      throw storageError(error, path);
    }
  }

  /** Opens for reading, or for appending too. @throws AppError `file.missing`; `file.unreadable` when it is none of ours */
  static open(path: string, filesKey: Uint8Array, mode: 'read' | 'append' = 'read'): SealedFile {
    let descriptor: number;
    try {
      descriptor = openSync(path, mode === 'read' ? 'r' : 'r+');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        throw new AppError('file.missing', { path }, { cause: error });
      throw storageError(error, path);
    }
    const header = Buffer.alloc(headerBytes);
    if (
      readSync(descriptor, header, 0, headerBytes, 0) < headerBytes ||
      !header.subarray(0, magic.length).equals(magic)
    ) {
      closeSync(descriptor);
      throw new AppError('file.unreadable', { path });
    }
    const file = new SealedFile(
      path,
      descriptor,
      deriveKey(filesKey, 'sealed-file', header.subarray(magic.length)),
    );
    file.scan();
    if (mode === 'append') ftruncateSync(descriptor, file.end);
    return file;
  }

  get path(): string {
    return this.place;
  }

  /** Another file stands at its path now, see {@link takePlaceOf}; this one is read on. */
  get replaced(): boolean {
    const now = statSync(this.place, { bigint: true, throwIfNoEntry: false });
    const mine = fstatSync(this.descriptor, { bigint: true });
    return now !== undefined && (now.ino !== mine.ino || now.dev !== mine.dev);
  }

  /** Another one has appended to it since it was looked at. */
  get extended(): boolean {
    return fstatSync(this.descriptor).size > this.end;
  }

  get frames(): number {
    return this.offsets.length;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.end;
  }

  /** Plain length of a frame in bytes. */
  frameLength(index: number): number {
    return (this.lengths[index] ?? nonceBytes + tagBytes) - nonceBytes - tagBytes;
  }

  /** Appends one frame and returns its number. @throws AppError `profile.disk-full` */
  append(plain: Uint8Array): number {
    if (this.writing) throw new Error('frames are appended one after the other');
    try {
      let at = this.end;
      for (let rest = this.record(plain); rest.length > 0;) {
        const written = writevSync(this.descriptor, rest, at);
        at += written;
        rest = behind(rest, written);
      }
    } catch (error) {
      this.dropTail();
      throw storageError(error, this.path);
    }
    return this.appended(plain);
  }

  /** The same without holding this thread while the disk takes it; the frame is there when it resolves. */
  async appendSoon(plain: Uint8Array): Promise<number> {
    if (this.writing) throw new Error('frames are appended one after the other');
    const { descriptor } = this;
    this.writing = true;
    try {
      let at = this.end;
      for (let rest = this.record(plain); rest.length > 0;) {
        const { bytesWritten } = await writeSoon(descriptor, rest, at);
        at += bytesWritten;
        rest = behind(rest, bytesWritten);
      }
      return this.appended(plain);
    } catch (error) {
      this.dropTail();
      throw storageError(error, this.path);
    } finally {
      this.writing = false;
      if (this.descriptor < 0) closeSync(descriptor);
    }
  }

  /** Reads one frame. @throws AppError `file.unreadable` when its bytes were changed */
  read(index: number): Buffer {
    const offset = this.offsets[index];
    const length = this.lengths[index];
    if (offset === undefined || length === undefined) throw new RangeError(`no frame ${index}`);
    const sealed = Buffer.allocUnsafe(length);
    readSync(this.descriptor, sealed, 0, length, offset);
    const plain = unseal(this.key, sealed, context(index));
    if (!plain) throw new AppError('file.unreadable', { path: this.path });
    return plain;
  }

  /** Makes everything appended durable. */
  flush(): void {
    try {
      fsyncSync(this.descriptor);
    } catch (error) {
      throw storageError(error, this.path);
    }
  }

  /** The same without holding this thread: what was appended before the call is durable after it. */
  flushSoon(): Promise<void> {
    return new Promise((resolve, reject) =>
      fdatasync(this.descriptor, (error) => {
        if (!error) return resolve();
        const named = storageError(error, this.path);
        reject(named instanceof Error ? named : error);
      }),
    );
  }

  /**
   * Stands at the path of another file from here on, which is gone then; a crash leaves one of
   * the two there, whole.
   *
   * @throws AppError `profile.disk-full`; then both are where they were
   */
  takePlaceOf(path: string): void {
    this.flush();
    try {
      renameSync(this.place, path);
      this.place = path;
      syncFolder(dirname(path));
    } catch (error) {
      throw storageError(error, path);
    }
  }

  /** Takes in the frames that another one appended since this file was opened for reading. */
  catchUp(): void {
    this.scan();
  }

  /** Drops the last frames; only in a file opened for appending. */
  cutTo(frames: number): void {
    if (frames >= this.offsets.length) return;
    this.end = (this.offsets[frames] ?? headerBytes + 4) - 4;
    this.offsets.length = frames;
    this.lengths.length = frames;
    try {
      ftruncateSync(this.descriptor, this.end);
    } catch (error) {
      throw storageError(error, this.path);
    }
  }

  close(): void {
    // The number may be that of another file soon: a write that is under way has it until it ends.
    if (this.descriptor >= 0 && !this.writing) closeSync(this.descriptor);
    this.descriptor = -1;
  }

  /** The next frame as it stands in the file. */
  private record(plain: Uint8Array): Buffer[] {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(plain.length + nonceBytes + tagBytes);
    const pieces = [length, ...sealedPieces(this.key, plain, context(this.offsets.length))];
    return pieces.filter((piece) => piece.length > 0);
  }

  /** Takes in the frame that was written, and gives its number. */
  private appended(plain: Uint8Array): number {
    const sealed = plain.length + nonceBytes + tagBytes;
    this.offsets.push(this.end + 4);
    this.lengths.push(sealed);
    this.end += 4 + sealed;
    return this.offsets.length - 1;
  }

  /** Gives back what a part of a frame took of a disk that is full: others have an end to write. */
  private dropTail(): void {
    try {
      ftruncateSync(this.descriptor, this.end);
    } catch {
      // The part is written over by the next frame, or dropped when the file is opened again.
    }
  }

  private scan(): void {
    const size = fstatSync(this.descriptor).size;
    const length = Buffer.alloc(4);
    while (this.end + 4 <= size) {
      readSync(this.descriptor, length, 0, 4, this.end);
      const sealed = length.readUInt32LE();
      if (sealed < nonceBytes + tagBytes || sealed > maxFrame || this.end + 4 + sealed > size)
        break;
      this.offsets.push(this.end + 4);
      this.lengths.push(sealed);
      this.end += 4 + sealed;
    }
  }
}

/** What is left of pieces: a disk that has room for a part of them took only that. */
function behind(pieces: readonly Buffer[], written: number): Buffer[] {
  let taken = written;
  return pieces.flatMap((piece) => {
    const left = piece.subarray(taken);
    taken = Math.max(0, taken - piece.length);
    return left.length > 0 ? [left] : [];
  });
}

function context(index: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(index));
  return bytes;
}
