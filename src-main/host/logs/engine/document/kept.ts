import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { isScannable, type ByteSource } from '../source';
import type { KeptPlaces } from '../sources/unpacked';

/** Counts up when what is kept of an index looks otherwise. */
const layout = 1;
const witnessBytes = 64 * 1024;
/** Stands for the program where places of a packed log are kept; counts up when they look otherwise. */
const ofPlaces = 'places 1';

/** For which bytes and which reading of them something was kept. */
export interface KeptFor {
  layout: number;
  size: number;
  changedAt: number | null;
  /** SHA-256 of the first 64 KiB, and of the last ones before the end; of a packed log as it is packed. */
  head: string;
  tail: string;
  /** Size of what is packed; absent where nothing is. */
  packed?: number | undefined;
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
  const stored = isScannable(source) ? source.stored : null;
  const seen = await witnesses(stored ?? source, stored?.length ?? size);
  return { layout, size, changedAt, ...seen, packed: stored?.length, program };
}

/** An index, or places, as it is kept. */
export function packKept(made: KeptFor, content: readonly Buffer[]): Buffer[] {
  const head = Buffer.from(JSON.stringify(made));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return [length, head, ...content];
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
  const stored = isScannable(source) ? source.stored : null;
  if (size > source.size || made.packed !== stored?.length) return null;
  const whole = size === source.size;
  // What is packed is packed anew when there is more of it.
  if (whole ? made.changedAt !== (source.changedAt ?? null) : stored) return null;
  const now = await witnesses(stored ?? source, stored?.length ?? size);
  if (now.head !== made.head || now.tail !== made.tail) return null;
  return { index: contentOf(bytes), match: whole ? 'whole' : 'prefix', size };
}

/** Under what the places of a packed log are kept; its index has the identity itself. */
export function placesKey(identity: string): string {
  return `${identity} places`;
}

/** The places of a packed log as they are kept; null before its end was seen. @throws AppError */
export async function packPlaces(source: ByteSource): Promise<Buffer[] | null> {
  const places = isScannable(source) ? await source.keepPlaces() : null;
  if (!places) return null;
  return packKept(await keptFor(source, source.size, ofPlaces), [serialize(places)]);
}

/**
 * Hands a packed log the places that were kept, if they are of the same bytes: its size is known
 * then, and any place can be read.
 *
 * @throws AppError what the source throws
 */
export async function unpackPlaces(bytes: Buffer, source: ByteSource): Promise<void> {
  const made = headerOf(bytes);
  if (!isScannable(source) || made?.layout !== layout || made.program !== ofPlaces) return;
  const { stored } = source;
  if (made.packed !== stored.length || made.changedAt !== (source.changedAt ?? null)) return;
  const now = await witnesses(stored, stored.length);
  if (now.head !== made.head || now.tail !== made.tail) return;
  try {
    const places = deserialize(contentOf(bytes)) as KeptPlaces;
    if (places.state.complete && places.state.size === made.size) source.recallPlaces(places);
  } catch {
    // Cut off or of another kind: as good as none.
  }
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

function contentOf(bytes: Buffer): Buffer {
  return bytes.subarray(4 + bytes.readUInt32LE(0));
}

async function witnesses(
  of: { read(from: number, length: number): Promise<Buffer> },
  size: number,
): Promise<Pick<KeptFor, 'head' | 'tail'>> {
  const [head, tail] = await Promise.all([
    of.read(0, Math.min(witnessBytes, size)),
    of.read(Math.max(0, size - witnessBytes), Math.min(witnessBytes, size)),
  ]);
  const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  return { head: hash(head), tail: hash(tail) };
}
