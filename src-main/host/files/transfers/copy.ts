import { createHash } from 'node:crypto';
import { AppError } from '../../../contract/errors';
import type { HostChecksums } from '../checksum';
import { decodeName } from '../paths';
import type { RemoteSide } from '../remote-side';
import type { FileSide, FileState } from '../side';
import { closeQuietly, HostFile, LocalFile, type OpenFile } from './open-file';
import { agreedLength, hashRange, pumpDown, pumpUp } from './pump';
import type { Item } from './walk';

/** Files of unknown length, as in /proc, are read to their end. */
const endless = 2 ** 45;
/** Up to so many bytes are read back to be compared where the host cannot hash. */
const readBackBytes = 64 * 1024 * 1024;

/** A file whose place was decided. */
export interface Placed extends Item {
  /** Its final path. */
  target: Buffer;
  /** Where its bytes are written: the part file, or the file itself when that is gone on with. */
  part: Buffer;
  /** Something may be there and takes its place. */
  replaces: boolean;
  /** Nothing of an earlier attempt is to be used. */
  fresh: boolean;
}

/** A file whose bytes have all been sent. */
export interface Copied extends Placed {
  bytes: number;
  sha256: string;
  /** Bytes that were there before. */
  from: number;
  /** The source was longer at the end. */
  grew: boolean;
}

/** What a copy needs besides the file. */
export interface CopyParts {
  direction: 'upload' | 'download';
  local: FileSide;
  remote: RemoteSide;
  checksums: HostChecksums;
  signal: AbortSignal;
}

/**
 * Copies the bytes of one file into its part, going on where an earlier attempt agrees.
 *
 * @param onBytes called first with what was there already, then as bytes arrive
 * @throws AppError `files.changed-meanwhile` when the source was rewritten under the copy
 */
export async function copyBytes(
  parts: CopyParts,
  placed: Placed,
  onBytes: (bytes: number, isNew: boolean) => void,
): Promise<Copied> {
  const { direction, local, remote, signal } = parts;
  const isUpload = direction === 'upload';
  const [fromSide, toSide] = isUpload ? [local, remote] : [remote, local];
  const source: LocalFile | HostFile = isUpload
    ? await LocalFile.forReading(placed.source)
    : await HostFile.forReading(remote, placed.source);
  let target: LocalFile | HostFile | null = null;
  try {
    const before = await source.state();
    const there = await partState(toSide, placed.part);
    target = isUpload
      ? await HostFile.forWriting(remote, placed.part, there === null, firstMode(placed))
      : await LocalFile.forWriting(placed.part);
    const kept = placed.fresh || !there ? 0 : Math.min(there.bytes, before.bytes);
    const from = await agreedLength(source, target, kept);
    if (there && there.bytes > from) await target.truncate(from);
    const hash = createHash('sha256');
    await hashRange(isUpload ? source : target, from, hash, signal);
    onBytes(from, false);
    const options = { signal, hash, onBytes: (bytes: number) => onBytes(bytes, true) };
    const to = before.bytes === 0 ? endless : before.bytes;
    const bytes =
      source instanceof LocalFile && target instanceof HostFile
        ? await pumpUp(source, target, from, to, options)
        : await pumpDown(source as HostFile, target as LocalFile, from, to, options);
    const grew = compareStates(before, await source.state(), bytes, placed, fromSide);
    await target.sync();
    await target.close();
    await source.close();
    return { ...placed, bytes, sha256: hash.digest('hex'), from, grew };
  } catch (error) {
    await closeQuietly(source);
    if (target) await closeQuietly(target);
    throw error;
  }
}

/**
 * Compares copies with their sources.
 *
 * @returns how it was done; copies that differ, to be made anew
 */
export async function verify(
  parts: CopyParts,
  copies: readonly Copied[],
): Promise<{ how: 'by-host' | 'by-reading' | 'size-only'; differing: Copied[] }> {
  const { direction, checksums, remote, signal } = parts;
  const isUpload = direction === 'upload';
  const paths = copies.map(({ part, source }) => (isUpload ? part : source));
  const found = await checksums.of(paths, signal);
  if (found) {
    const differing: Copied[] = [];
    for (const [index, copy] of copies.entries()) {
      if (found[index] === copy.sha256) continue;
      // A log that was written to since: its beginning must still be what arrived.
      const [beginning] =
        (isUpload ? null : await checksums.of([copy.source], signal, copy.bytes)) ?? [];
      if (beginning === copy.sha256) copy.grew = true;
      else differing.push(copy);
    }
    return { how: 'by-host', differing };
  }
  const bytes = copies.reduce((sum, copy) => sum + copy.bytes, 0);
  if (isUpload && bytes > readBackBytes) {
    const differing: Copied[] = [];
    for (const copy of copies)
      if ((await remote.stat(copy.part)).bytes !== copy.bytes) differing.push(copy);
    return { how: 'size-only', differing };
  }
  const differing: Copied[] = [];
  for (const copy of copies)
    if ((await readBack(parts, copy)) !== copy.sha256) differing.push(copy);
  return { how: 'by-reading', differing };
}

/** Gives a verified copy its mode, its time and its name. */
export async function finish({ direction, local, remote }: CopyParts, copy: Copied): Promise<void> {
  const side = direction === 'upload' ? remote : local;
  const { part, target, state, replaces } = copy;
  // A server must not make programs here that run as this user for others.
  const bits = direction === 'upload' ? 0o7777 : 0o777;
  if (state.mode !== null) await allowed(side.setMode(part, state.mode & bits));
  if (state.changedAt !== null) await allowed(side.setTimes(part, state.changedAt));
  if (part.equals(target)) return;
  if (replaces) await side.replace(part, target);
  else await side.rename(part, target);
}

/** Removes a part that is of no use. */
export async function removePart(
  { direction, local, remote }: CopyParts,
  placed: Placed,
): Promise<void> {
  const side = direction === 'upload' ? remote : local;
  if (!placed.part.equals(placed.target)) await allowed(side.removeFile(placed.part));
}

/** What an earlier attempt left, if it is a file; a link that somebody put there is removed. */
async function partState(side: FileSide, part: Buffer): Promise<FileState | null> {
  let state: FileState;
  try {
    state = await side.lstat(part);
  } catch (error) {
    if (error instanceof AppError && error.code === 'files.missing') return null;
    throw error;
  }
  if (state.kind === 'file') return state;
  await side.removeFile(part);
  return null;
}

/** Only the owner may read a part, unless all may read the source. */
function firstMode({ state }: Item): number | null {
  return state.mode === null ? null : (state.mode & 0o777) | 0o600;
}

/** @returns whether the source grew @throws AppError `files.changed-meanwhile` */
function compareStates(
  before: FileState,
  after: FileState,
  bytes: number,
  { source }: Item,
  side: FileSide,
): boolean {
  // In /proc all sizes are 0 and times are those of the look.
  if (before.bytes === 0 && after.bytes === 0) return false;
  if (after.bytes > bytes && bytes >= before.bytes) return true;
  if (after.bytes === bytes && after.changedAt === before.changedAt) return false;
  throw new AppError('files.changed-meanwhile', {
    path: decodeName(source, side.encoding),
    host: side.host,
  });
}

async function readBack({ direction, remote, signal }: CopyParts, copy: Copied): Promise<string> {
  const file: OpenFile =
    direction === 'upload'
      ? await HostFile.forReading(remote, copy.part)
      : await LocalFile.forReading(copy.part);
  try {
    const hash = createHash('sha256');
    await hashRange(file, copy.bytes + 1, hash, signal);
    return hash.digest('hex');
  } finally {
    await closeQuietly(file);
  }
}

/** Not every disk keeps modes and times; what was copied is whole without them. */
async function allowed(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith('files.')) throw error;
  }
}
