import { createHash, createHmac, type Hash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../contract/errors';
import { makePrivateFolder, storageError, syncFolder } from './files';
import { newId } from './ids';
import { SealedFile } from './sealed-file';
import type { VaultKeys } from './vault';

const chunkBytes = 256 * 1024;

/** A stored blob: SHA-256 of its plain bytes, and how many they are. */
export interface Blob {
  sha256: string;
  bytes: number;
}

/**
 * Immutable encrypted contents, addressed by the SHA-256 of their plain bytes. The
 * name on disk is a keyed hash of that, so that a folder listing tells nothing about
 * the content. Equal contents are stored once.
 */
export class BlobStore {
  private readonly folder: string;
  private readonly keys: VaultKeys;

  constructor(folder: string, keys: VaultKeys) {
    this.folder = folder;
    this.keys = keys;
    makePrivateFolder(folder);
  }

  /** Stores bytes; durable when it returns. @throws AppError `profile.disk-full` */
  put(content: Uint8Array): Blob {
    const writer = this.writer();
    for (let offset = 0; offset < content.length; offset += chunkBytes) {
      writer.write(content.subarray(offset, offset + chunkBytes));
    }
    return writer.finish();
  }

  /** Stores a content piece by piece, for files larger than memory. */
  writer(): BlobWriter {
    return new BlobWriter(join(this.folder, `.${newId()}.tmp`), this.keys.files, (sha256) =>
      this.path(sha256),
    );
  }

  has(sha256: string): boolean {
    return existsSync(this.path(sha256));
  }

  /** The pieces of a content in order. @throws AppError `cases.evidence-damaged` when it is missing or changed */
  *read(sha256: string): Generator<Buffer> {
    const file = this.open(sha256);
    const hash = createHash('sha256');
    try {
      for (let index = 0; index < file.frames; index++) {
        const piece = this.frame(file, index, sha256);
        hash.update(piece);
        yield piece;
      }
    } finally {
      file.close();
    }
    // A file cut short at the end of a frame opens without complaint: only the hash tells.
    if (hash.digest('hex') !== sha256) throw new AppError('cases.evidence-damaged', { sha256 });
  }

  /** A whole content. */
  get(sha256: string): Buffer {
    return Buffer.concat([...this.read(sha256)]);
  }

  /** Whether the stored bytes still have their hash. */
  verify(sha256: string): boolean {
    try {
      for (const piece of this.read(sha256)) void piece;
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  /** Paths of all stored blobs, for the backup. */
  files(): { name: string; path: string }[] {
    return readdirSync(this.folder)
      .filter((name) => !name.startsWith('.'))
      .map((name) => ({ name, path: join(this.folder, name) }));
  }

  private open(sha256: string): SealedFile {
    const path = this.path(sha256);
    if (!existsSync(path)) throw new AppError('cases.evidence-damaged', { sha256 });
    try {
      return SealedFile.open(path, this.keys.files);
    } catch (error) {
      throw new AppError('cases.evidence-damaged', { sha256 }, { cause: error });
    }
  }

  private frame(file: SealedFile, index: number, sha256: string): Buffer {
    try {
      return file.read(index);
    } catch (error) {
      throw new AppError('cases.evidence-damaged', { sha256 }, { cause: error });
    }
  }

  private path(sha256: string): string {
    return join(this.folder, createHmac('sha256', this.keys.names).update(sha256).digest('hex'));
  }
}

/** Writes one blob; nothing is visible under its name before `finish`. */
export class BlobWriter {
  private readonly file: SealedFile;
  private readonly hash: Hash = createHash('sha256');
  private readonly temporary: string;
  private readonly pathOf: (sha256: string) => string;
  private bytes = 0;
  private closed = false;

  constructor(temporary: string, filesKey: Uint8Array, pathOf: (sha256: string) => string) {
    this.temporary = temporary;
    this.pathOf = pathOf;
    this.file = SealedFile.create(temporary, filesKey);
  }

  write(piece: Uint8Array): void {
    try {
      this.file.append(piece);
    } catch (error) {
      this.abort();
      throw error;
    }
    this.hash.update(piece);
    this.bytes += piece.length;
  }

  /** Makes the content durable and visible. @throws AppError `profile.disk-full` */
  finish(): Blob {
    const sha256 = this.hash.digest('hex');
    try {
      this.file.flush();
      this.close();
      renameSync(this.temporary, this.pathOf(sha256));
      syncFolder(join(this.temporary, '..'));
    } catch (error) {
      this.abort();
      throw storageError(error, this.temporary);
    }
    return { sha256, bytes: this.bytes };
  }

  /** Leaves nothing behind; may be called more than once. */
  abort(): void {
    this.close();
    rmSync(this.temporary, { force: true });
  }

  private close(): void {
    if (this.closed) return;
    this.closed = true;
    this.file.close();
  }
}
