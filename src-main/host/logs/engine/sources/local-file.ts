import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../../../contract/errors';

/** What tells a file from another one and shows that it was written to. */
export interface FileFacts {
  /** Device and inode (Windows: volume and file id). */
  identity: string;
  size: number;
  /** UTC ms. */
  changedAt: number;
}

/** Never waits for a writer of a pipe; such a thing is refused once it is open. Not known on Windows. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a plain file for reading.
 *
 * @throws AppError `file.missing`, `file.unreadable`, `logs.is-folder`, `logs.not-a-file`
 */
export async function openPlain(path: string): Promise<{ handle: FileHandle; facts: FileFacts }> {
  let handle: FileHandle;
  try {
    handle = await open(path, openFlags);
  } catch (error) {
    throw asFileError(error, path);
  }
  try {
    return { handle, facts: await factsOf(handle, path) };
  } catch (error) {
    await handle.close();
    throw asFileError(error, path);
  }
}

/** Facts of an open file, or of what stands at a path now. @throws AppError as {@link openPlain} */
export async function factsOf(handle: FileHandle | null, path: string): Promise<FileFacts> {
  try {
    const found = handle ? await handle.stat({ bigint: true }) : await stat(path, { bigint: true });
    if (found.isDirectory()) throw new AppError('logs.is-folder', { path });
    if (!found.isFile()) throw new AppError('logs.not-a-file', { path });
    return {
      identity: `${found.dev}:${found.ino}`,
      size: Number(found.size),
      changedAt: Number(found.mtimeNs / 1_000_000n),
    };
  } catch (error) {
    throw asFileError(error, path);
  }
}

/** What the operating system said about a file, in the program's words. */
export function asFileError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError('file.missing', { path }, { cause: error });
  }
  if (code === 'EISDIR') return new AppError('logs.is-folder', { path }, { cause: error });
  // A socket cannot be opened at all, nor a device without its driver.
  if (code === 'ENXIO' || code === 'ENODEV' || code === 'EOPNOTSUPP') {
    return new AppError('logs.not-a-file', { path }, { cause: error });
  }
  return new AppError('file.unreadable', { path }, { cause: error });
}

/** Bytes [from, from + length) of an open file; fewer at its end. @throws AppError as {@link asFileError} */
export async function readAt(
  handle: FileHandle,
  path: string,
  from: number,
  length: number,
  signal?: AbortSignal,
): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    if (signal?.aborted) throw new AppError('wire.cancelled');
    let read: number;
    try {
      read = (await handle.read(bytes, filled, length - filled, from + filled)).bytesRead;
    } catch (error) {
      throw asFileError(error, path);
    }
    if (read === 0) break;
    filled += read;
  }
  return filled === length ? bytes : bytes.subarray(0, filled);
}
