import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../contract/errors';

/**
 * Writes a file so that after a crash either the old or the new content is there,
 * never a part: temporary file beside it, fsync, rename.
 *
 * @throws AppError `profile.disk-full`, `profile.read-only`
 */
export function writeFileAtomically(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      let offset = 0;
      while (offset < bytes.length) offset += writeSync(descriptor, bytes, offset);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw storageError(error, path);
  }
}

/** A temporary file that nobody has written to for so long belongs to a process that is gone. */
const abandonedMs = 24 * 3600 * 1000;

/** Removes temporary files (`.….tmp`) that a crash left in a folder long ago. */
export function dropAbandoned(folder: string, now = Date.now()): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith('.') || !name.endsWith('.tmp')) continue;
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats?.isFile() || now - stats.mtimeMs < abandonedMs) continue;
    try {
      rmSync(path, { force: true });
    } catch (error) {
      // A read-only profile opens all the same.
      if (!(storageError(error, path) instanceof AppError)) throw error;
    }
  }
}

/** Makes a rename durable. Windows cannot open folders; its renames are journaled. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes a private folder (0700) and its parents. */
export function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    // A file stands where the folder should be; or, as Node says ENOENT for it, the disk is read-only.
    if (
      error instanceof Error &&
      'code' in error &&
      ['EEXIST', 'ENOENT'].includes(String(error.code))
    )
      throw new AppError('profile.read-only', { path: folder }, { cause: error });
    throw storageError(error, folder);
  }
}

const readOnlyCodes = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN'];
const fullCodes = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'];

/** Names the cause when the disk refuses; other errors come back as they are. */
export function storageError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (fullCodes.includes(code))
    return new AppError('profile.disk-full', { path }, { cause: error, retry: true });
  if (readOnlyCodes.some((known) => code.startsWith(known))) {
    return new AppError('profile.read-only', { path }, { cause: error });
  }
  return error;
}
