import { deserialize, serialize } from 'node:v8';
import { GrowingIndex, type SavedIndex } from './growing-index';

/** Counts up when what is written looks otherwise. */
const version = 2;

/** An index as bytes, to be kept. */
export function writeIndex(index: GrowingIndex): Buffer[] {
  return [serialize({ version, ...index.save() })];
}

/** An index from bytes that `writeIndex` gave; null for any others. */
export function readIndex(bytes: Buffer): GrowingIndex | null {
  try {
    const saved = deserialize(bytes) as SavedIndex & { version: number };
    return saved.version === version ? GrowingIndex.restore(saved) : null;
  } catch {
    // Cut off or of another kind: as good as none.
    return null;
  }
}
