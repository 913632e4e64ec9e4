import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** So many bytes leave up to three times as much garbage behind. */
const everyBytes = 1024 * 1024;

type Collect = (options: { type: 'minor' }) => void;
let collect: Collect | null | undefined;
let passed = 0;

/**
 * Lets go of the buffers in which bytes came that have passed. Each read of a socket, and each SSH
 * packet, leaves one of 32 or 64 KiB that lies outside of V8's young generation; V8 notices them
 * only by a collection of its whole heap, dozens of times a second, which took two thirds of the
 * time of a fast transfer, a third of that of a large result, and more the larger the heap. Until
 * then they stay: some 60 MB. A collection of the young generation alone, which is all that is
 * needed, takes a third of a millisecond. Where it cannot be had nothing is done.
 */
export function collectAfter(bytes: number): void {
  passed += bytes;
  if (passed < everyBytes) return;
  passed = 0;
  if (collect === undefined) collect = findCollect();
  collect?.({ type: 'minor' });
}

function findCollect(): Collect | null {
  try {
    setFlagsFromString('--expose-gc');
    const found: unknown = runInNewContext('gc');
    return typeof found === 'function' ? (found as Collect) : null;
  } catch {
    return null;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
