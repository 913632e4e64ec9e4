import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import type { Readable, Transform } from 'node:stream';
import { AppError } from '../../../contract/errors';

/** Endings of packed files, and the program that unpacks them to its output. */
const programs: Record<string, string> = { gz: 'gzip', zst: 'zstd', xz: 'xz', bz2: 'bzip2' };

/** The ending of a packed file, without its dot; null for others. */
export function packing(path: string): string | null {
  const ending = /\.(gz|zst|xz|bz2)$/.exec(path)?.[1];
  return ending ?? null;
}

/** A path without the ending that packing gave it. */
export function unpackedName(path: string): string {
  const ending = packing(path);
  return ending === null ? path : path.slice(0, -ending.length - 1);
}

/** The program that unpacks a file on its host. */
export function unpacker(path: string): string | null {
  return programs[packing(path) ?? ''] ?? null;
}

/**
 * Unpacks here what comes packed.
 *
 * @throws AppError `logs.unpack-failed` {path, detail} also after some content, when the file ends
 *   early or is damaged
 */
export async function* unpackHere(
  path: string,
  packed: Readable,
  from: number,
): AsyncGenerator<Buffer, void> {
  const ending = packing(path);
  const unpack = ending === 'gz' ? createGunzip() : ending === 'zst' ? zstd() : null;
  if (!unpack) throw failed(path, ending ?? '');
  let broken: Error | null = null;
  packed.on('error', (error) => unpack.destroy((broken = error)));
  packed.pipe(unpack);
  try {
    yield* dropFirst(unpack, from);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw broken ?? failed(path, error instanceof Error ? error.message : String(error));
  } finally {
    packed.destroy();
    unpack.destroy();
  }
}

/** What comes after so many bytes. */
export async function* dropFirst(
  chunks: AsyncIterable<Buffer>,
  count: number,
): AsyncGenerator<Buffer, void> {
  let at = 0;
  for await (const chunk of chunks) {
    const skip = Math.max(0, count - at);
    at += chunk.length;
    if (skip < chunk.length) yield chunk.subarray(skip);
  }
}

/** What could not be unpacked, wholly or at all. */
export function failed(path: string, detail: string): AppError {
  return new AppError('logs.unpack-failed', { path, detail });
}

function zstd(): Transform {
  return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 27 } });
}
