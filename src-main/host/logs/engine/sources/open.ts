import { basename, dirname, relative, sep } from 'node:path';
import { AppError } from '../../../../contract/errors';
import type { ByteSource } from '../source';
import { LocalSource } from './local';
import { openPlain, readAt } from './local-file';
import { PackedSource, type PackedParts } from './packed';
import { packingOf, type Packing } from './packing';
import { StoredRange } from './stored-range';
import type { Packed } from './unpacking';
import { openZip } from './zip';

/** What of a packed file is meant. */
export interface OpenOptions {
  /** Name of a file in a zip; without it the only one. */
  entry?: string | undefined;
}

/**
 * Opens a log of this machine: a plain file, or one packed with gzip, Zstandard or zip, which is
 * told by its first bytes and read in place.
 *
 * @throws AppError `file.missing`, `file.unreadable`, `logs.is-folder`, `logs.not-a-file`,
 *   `logs.archive-…`
 */
export async function openLocal(path: string, options: OpenOptions = {}): Promise<ByteSource> {
  const packing = await packingAt(path);
  switch (packing) {
    case null:
      return await LocalSource.open(path);
    case 'gzip':
      return await openWhole(path, 'gzip');
    case 'zstd':
      return await openWhole(path, 'zstd');
    case 'zip':
      return await openZip(path, options.entry ?? null);
    case 'bzip2':
    case 'xz':
    case 'compress':
    case '7z':
    case 'rar':
      throw new AppError('logs.archive-kind', { path, kind: packing });
  }
}

/**
 * The same for a path that a person typed: `mail.zip/logs/a.log` is the file `logs/a.log` in
 * `mail.zip`.
 *
 * @throws AppError as {@link openLocal}
 */
export async function openTyped(path: string): Promise<ByteSource> {
  try {
    return await openLocal(path);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'file.missing') throw error;
    const zip = await zipAbove(path);
    if (zip === null) throw error;
    return await openLocal(zip, { entry: relative(zip, path).split(sep).join('/') });
  }
}

/** The zip that stands in a path where others have a folder; null where there is none. */
async function zipAbove(path: string): Promise<string | null> {
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) {
    try {
      return (await packingAt(at)) === 'zip' ? at : null;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'file.missing') return null;
    }
  }
  return null;
}

/** What a file is packed with, as its first bytes tell. */
async function packingAt(path: string): Promise<Packing | null> {
  const { handle } = await openPlain(path);
  try {
    return packingOf(await readAt(handle, path, 0, 8));
  } finally {
    await handle.close();
  }
}

/** A file that is packed as a whole. */
async function openWhole(path: string, kind: Packed['kind']): Promise<ByteSource> {
  return await PackedSource.open(async (): Promise<PackedParts> => {
    const { handle, facts } = await openPlain(path);
    const stored = new StoredRange(handle, path, 0, facts.size);
    const name = basename(path);
    const packed = { kind, name, expected: null };
    return { name, facts, identity: facts.identity, stored, packed };
  });
}
