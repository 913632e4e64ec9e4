import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Packets of so many bytes leave about three times as much garbage behind. */
const everyBytes = 1024 * 1024;

type Collect = (options: { type: 'minor' }) => void;
let collect: Collect | null | undefined;
let passed = 0;

/**
 * Lets go of the buffers of packets that have passed. Each SSH packet leaves some of 32 KiB
 * that lie outside of V8's young generation; V8 notices them only by a collection of its whole
 * heap, dozens of times a second, which took two thirds of the time of a fast transfer and
 * more the larger the heap. A collection of the young generation alone, which is all that is
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
