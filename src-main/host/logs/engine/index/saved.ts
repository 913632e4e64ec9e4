import { deserialize, serialize } from 'node:v8';
import { kernelHash } from '../kernel/wasm';
import { GrowingIndex, type SavedIndex } from './growing-index';

/** Counts up when what is written looks otherwise. */
const version = 3;

/** An index as bytes, to be kept. */
export function writeIndex(index: GrowingIndex): Buffer[] {
  return [serialize({ version, kernel: kernelHash(), ...index.save() })];
}

/** An index from bytes that `writeIndex` gave with this kernel; null for any others. */
export function readIndex(bytes: Buffer): GrowingIndex | null {
  try {
    const saved = deserialize(bytes) as SavedIndex & { version: number; kernel: string };
    const same = saved.version === version && saved.kernel === kernelHash();
    return same ? GrowingIndex.restore(saved) : null;
  } catch {
    // Cut off or of another kind: as good as none.
    return null;
  }
}
