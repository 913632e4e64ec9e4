import { createHash, createHmac, type Hash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../contract/errors';
import { makePrivateFolder, syncFolder } from './files';
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
    try {
      for (let index = 0; index < file.frames; index++) yield file.read(index);
    } catch (error) {
      throw new AppError('cases.evidence-damaged', { sha256 }, { cause: error });
    } finally {
      file.close();
    }
  }

  /** A whole content. */
  get(sha256: string): Buffer {
    return Buffer.concat([...this.read(sha256)]);
  }

  /** Whether the stored bytes still have their hash. */
  verify(sha256: string): boolean {
    const hash = createHash('sha256');
    try {
      for (const piece of this.read(sha256)) hash.update(piece);
    } catch {
      return false;
    }
    return hash.digest('hex') === sha256;
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
    return SealedFile.open(path, this.keys.files);
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

  finish(): Blob {
    this.file.flush();
    this.file.close();
    const sha256 = this.hash.digest('hex');
    renameSync(this.temporary, this.pathOf(sha256));
    syncFolder(join(this.temporary, '..'));
    return { sha256, bytes: this.bytes };
  }

  abort(): void {
    this.file.close();
    rmSync(this.temporary, { force: true });
  }
}
