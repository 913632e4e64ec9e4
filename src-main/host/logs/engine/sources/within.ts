import { AppError } from '../../../../contract/errors';
import type { ByteSource } from '../source';
import { PackedSource, type PackedParts } from './packed';
import { packingOf, type Packing } from './packing';
import type { StoredBytes } from './unpacking';

/**
 * A source as what is in it: where its bytes are packed with gzip or Zstandard, these are unpacked
 * as they are read; else the source itself.
 *
 * @throws AppError `logs.archive-kind` for other packings, what the source throws; it is closed then
 */
export async function openPacked(source: ByteSource): Promise<ByteSource> {
  try {
    const kind = packingOf(await source.read(0, 8));
    if (kind === null) return source;
    if (!isUnpackable(kind)) throw new AppError('logs.archive-kind', { path: source.name, kind });
    const look = (): Promise<null> => Promise.resolve(null);
    return await PackedSource.open(() => Promise.resolve(partsWithin(source, kind, { look })));
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** What a source does not know of itself. */
interface Within extends Pick<PackedParts, 'look'> {
  /** Device and inode of the file that holds it. */
  file?: string;
  length?: number;
}

export function isUnpackable(kind: Packing | null): kind is 'gzip' | 'zstd' {
  return kind === 'gzip' || kind === 'zstd';
}

/** What is packed once more within a source; nothing is kept of it. */
export function partsWithin(
  source: ByteSource,
  kind: 'gzip' | 'zstd',
  { look, file = '', length = source.size }: Within,
): PackedParts {
  const { name, changedAt } = source;
  const facts = { identity: file, size: length, changedAt: changedAt ?? 0 };
  const stored: StoredBytes = {
    path: name,
    length,
    file: null,
    read: (from, wanted) => source.read(from, Math.max(0, Math.min(wanted, length - from))),
    close: () => source.close(),
  };
  return { name, facts, identity: null, stored, packed: { kind, name, expected: null }, look };
}
