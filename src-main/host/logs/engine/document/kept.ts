import { createHash } from 'node:crypto';
import type { ByteSource } from '../source';

/** Counts up when what is kept of an index looks otherwise. */
const layout = 1;
const witnessBytes = 64 * 1024;

/** For which bytes and which reading of them an index was made. */
export interface KeptFor {
  layout: number;
  size: number;
  changedAt: number | null;
  /** SHA-256 of the first 64 KiB, and of the last ones before `size`. */
  head: string;
  tail: string;
  /** Hash of the program that read them: format, encoding, zone, and the version of the kernel. */
  program: string;
}

/** An index that was kept, and whether it still covers all of the log or only its begin. */
export interface Kept {
  index: Buffer;
  match: 'whole' | 'prefix';
  /** Bytes of the log that it was made for. */
  size: number;
}

/** For which bytes the index of a source is. @throws AppError what the source throws */
export async function keptFor(source: ByteSource, size: number, program: string): Promise<KeptFor> {
  const changedAt = source.changedAt ?? null;
  return { layout, size, changedAt, ...(await witnesses(source, size)), program };
}

/** An index as it is kept. */
export function packKept(made: KeptFor, index: readonly Buffer[]): Buffer[] {
  const head = Buffer.from(JSON.stringify(made));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return [length, head, ...index];
}

/**
 * An index that was kept, if it is of the same bytes read in the same way, or of what the log
 * was before it grew.
 *
 * @throws AppError what the source throws
 */
export async function unpackKept(
  bytes: Buffer,
  source: ByteSource,
  program: string,
): Promise<Kept | null> {
  const made = headerOf(bytes);
  if (!made || made.layout !== layout || made.program !== program) return null;
  const { size } = made;
  if (size > source.size) return null;
  const whole = size === source.size;
  if (whole && made.changedAt !== (source.changedAt ?? null)) return null;
  const now = await witnesses(source, size);
  if (now.head !== made.head || now.tail !== made.tail) return null;
  const index = bytes.subarray(4 + bytes.readUInt32LE(0));
  return { index, match: whole ? 'whole' : 'prefix', size };
}

function headerOf(bytes: Buffer): KeptFor | null {
  try {
    const length = bytes.readUInt32LE(0);
    return JSON.parse(bytes.toString('utf8', 4, 4 + length)) as KeptFor;
  } catch {
    // Cut off or of another kind: as good as none.
    return null;
  }
}

async function witnesses(
  source: ByteSource,
  size: number,
): Promise<Pick<KeptFor, 'head' | 'tail'>> {
  const [head, tail] = await Promise.all([
    source.read(0, Math.min(witnessBytes, size)),
    source.read(Math.max(0, size - witnessBytes), Math.min(witnessBytes, size)),
  ]);
  const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  return { head: hash(head), tail: hash(tail) };
}
