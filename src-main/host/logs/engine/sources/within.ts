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

export function isUnpackable(kind: Packing | null): kind is 'gzip' | 'zstd' {
  return kind === 'gzip' || kind === 'zstd';
}

/**
 * What is packed once more within a source; nothing is kept of it.
 *
 * @param options `length`: bytes of the source where it does not know them yet
 */
export function partsWithin(
  source: ByteSource,
  kind: 'gzip' | 'zstd',
  { look, length = source.size }: Pick<PackedParts, 'look'> & { length?: number },
): PackedParts {
  const { name, changedAt } = source;
  const facts = { identity: '', size: length, changedAt: changedAt ?? 0 };
  const stored: StoredBytes = {
    path: name,
    length,
    file: null,
    read: (from, wanted) => source.read(from, Math.max(0, Math.min(wanted, length - from))),
    close: () => source.close(),
  };
  return { name, facts, identity: null, stored, packed: { kind, name, expected: null }, look };
}
