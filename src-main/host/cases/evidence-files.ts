import { createReadStream, statSync } from 'node:fs';
import { extname } from 'node:path';
import { AppError } from '../../contract/errors';
import { storageError } from '../../kit/files';

const mediaTypes: Record<string, string> = {
  '.txt': 'text/plain',
  '.log': 'text/plain',
  '.trc': 'text/plain',
  '.out': 'text/plain',
  '.conf': 'text/plain',
  '.cfg': 'text/plain',
  '.ini': 'text/plain',
  '.ora': 'text/plain',
  '.properties': 'text/plain',
  '.yaml': 'text/plain',
  '.yml': 'text/plain',
  '.sh': 'text/plain',
  '.md': 'text/markdown',
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.xml': 'text/xml',
  '.sql': 'text/plain',
  '.json': 'application/json',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf',
  '.zip': 'application/zip',
};

/** By the ending of its name; what it really is, is not looked at. */
export function mediaTypeOf(name: string): string {
  return mediaTypes[extname(name).toLowerCase()] ?? 'application/octet-stream';
}

/** The file is the user's own choice of place, so it is not the profile that cannot be written. */
export function writeError(error: unknown, path: string): unknown {
  const known = storageError(error, path);
  if (known instanceof AppError && known.code !== 'profile.read-only') return known;
  const isSystem = error instanceof Error && 'syscall' in error;
  return isSystem ? new AppError('file.unwritable', { path }, { cause: error }) : error;
}

/** @throws AppError `file.missing`, `file.unreadable` */
export function requireFile(path: string): void {
  let isFile: boolean;
  try {
    isFile = statSync(path).isFile();
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new AppError(gone ? 'file.missing' : 'file.unreadable', { path }, { cause: error });
  }
  if (!isFile) throw new AppError('file.unreadable', { path });
}

/** The bytes of a file. @throws AppError `file.unreadable` */
export async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw new AppError('file.unreadable', { path }, { cause: error });
  }
}
