import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { basename } from 'node:path';
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl';
import { AppError } from '../../../../contract/errors';
import type { ByteSource } from '../source';
import { asFileError, factsOf, openPlain, readAt, type FileFacts } from './local-file';
import { PackedSource, type PackedParts } from './packed';
import { packingOf } from './packing';
import { StoredPartSource } from './stored-part';
import { StoredRange } from './stored-range';
import type { Packed } from './unpacking';
import { isUnpackable, partsWithin } from './within';

/** A file in a zip. */
export interface ZipEntry {
  /** Its name with folders, as it is asked for. */
  name: string;
  /** Unpacked, as the zip states it. */
  bytes: number;
  /** UTC ms; the zip has it in local time, to two seconds. */
  changedAt: number | null;
  encrypted: boolean;
}

/** More entries of one zip are not looked at. */
const mostEntries = 20_000;
/** Names said in an error. */
const namesTold = 5;
/** The zip says that the name is UTF-8 (APPNOTE.TXT 4.4.4, bit 11). */
const utf8Flag = 0x800;
/** "Info-ZIP Unicode Path Extra Field" (APPNOTE.TXT 4.6.9). */
const unicodePathField = 0x7075;

/** Unix and macOS (APPNOTE.TXT 4.4.2). */
const madeOnUnix = new Set([3, 19]);

const methods = { stored: 0, deflated: 8, zstandard: 93 };

/**
 * The files in a zip, in its order; none of what is no zip.
 *
 * @throws AppError `file.…`, `logs.is-folder`, `logs.not-a-file`, `logs.archive-damaged`
 */
export async function zipEntries(
  path: string,
): Promise<{ members: ZipEntry[]; truncated: boolean }> {
  const { handle } = await openPlain(path);
  try {
    const members: ZipEntry[] = [];
    if (packingOf(await readAt(handle, path, 0, 8)) !== 'zip') return { members, truncated: false };
    const listing = entriesOf(handle.fd, path);
    for (;;) {
      const { value, done } = await listing.next();
      if (done) return { members, truncated: value };
      const { entry, name } = value;
      const changed = entry.getLastModDate().getTime();
      members.push({
        name,
        bytes: entry.uncompressedSize,
        changedAt: Number.isNaN(changed) ? null : changed,
        encrypted: entry.isEncrypted(),
      });
    }
  } finally {
    await handle.close();
  }
}

/**
 * Opens a file in a zip.
 *
 * @param wanted its name; null: the only one
 * @throws AppError `file.…`, `logs.archive-damaged`, `logs.archive-encrypted`,
 *   `logs.archive-method`, `logs.archive-entry`, `logs.archive-entries`
 */
export async function openZip(path: string, wanted: string | null): Promise<ByteSource> {
  const found = await locate(path, wanted);
  if (!('packed' in found)) return found;
  const { facts } = found;
  let first: PackedParts | null = found;
  const source = await PackedSource.open(async () => {
    const parts = first ?? (await locate(path, wanted));
    first = null;
    if ('packed' in parts) return parts;
    await parts.close();
    throw new AppError('logs.archive-changed', { path });
  });
  try {
    const { expected } = found.packed;
    const kind = expected ? packingOf(await source.read(0, 8)) : null;
    if (!expected || !isUnpackable(kind)) return source;
    // A rotated log that was packed already.
    const look = (): Promise<AppError | null> => changeOf(path, facts);
    const parts = partsWithin(source, kind, {
      look,
      file: facts.identity,
      length: expected.size,
    });
    return await PackedSource.open(() => Promise.resolve(parts));
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** What has become of a zip that is open; null: nothing. */
async function changeOf(path: string, before: FileFacts): Promise<AppError | null> {
  try {
    const now = await factsOf(null, path);
    const same = now.identity === before.identity && now.size === before.size;
    return same ? null : new AppError('logs.archive-changed', { path });
  } catch (error) {
    return asFileError(error, path);
  }
}

/** The wanted file, ready to be read. */
async function locate(
  path: string,
  wanted: string | null,
): Promise<PackedParts | StoredPartSource> {
  const { handle, facts } = await openPlain(path);
  try {
    const { zip, entry, name } = await find(handle.fd, path, wanted);
    if (entry.isEncrypted()) throw new AppError('logs.archive-encrypted', { path, name });
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const length = Math.min(entry.compressedSize, Math.max(0, facts.size - fileDataStart));
    const stored = new StoredRange(handle, path, fileDataStart, length);
    const shown = basename(name);
    const identity = `${facts.identity}:${fileDataStart}`;
    if (entry.compressionMethod === methods.stored) {
      const kind = packingOf(await stored.read(0, 8));
      if (!isUnpackable(kind)) return new StoredPartSource(shown, stored, facts);
      return { name: shown, facts, identity, stored, packed: { kind, name, expected: null } };
    }
    return { name: shown, facts, identity, stored, packed: packedAs(entry, name, path) };
  } catch (error) {
    await handle.close();
    throw asZipError(error, path);
  }
}

function packedAs(entry: Entry, name: string, path: string): Packed {
  const { compressionMethod, crc32: sum, uncompressedSize: size } = entry;
  if (compressionMethod === methods.deflated)
    return { kind: 'deflate', name, expected: { crc32: sum, size } };
  if (compressionMethod === methods.zstandard) return { kind: 'zstd', name, expected: null };
  throw new AppError('logs.archive-method', { path, method: compressionMethod });
}

async function find(
  fd: number,
  path: string,
  wanted: string | null,
): Promise<{ zip: ZipFile; entry: Entry; name: string }> {
  const all: { zip: ZipFile; entry: Entry; name: string }[] = [];
  for await (const found of entriesOf(fd, path)) {
    if (wanted === null || found.name === wanted) all.push(found);
    if (wanted !== null && all.length > 0) break;
  }
  const [only] = all;
  if (!only) throw new AppError('logs.archive-entry', { path, name: wanted ?? '' });
  if (all.length > 1) {
    const names = all.slice(0, namesTold).map(({ name }) => name);
    if (all.length > namesTold) names.push('…');
    throw new AppError('logs.archive-entries', {
      path,
      count: all.length,
      names: names.join(', '),
      first: only.name,
    });
  }
  return only;
}

/** The files of a zip. @returns whether there are more than were looked at */
async function* entriesOf(
  fd: number,
  path: string,
): AsyncGenerator<{ zip: ZipFile; entry: Entry; name: string }, boolean> {
  try {
    // Names are decoded here: many Chinese tools write them in GBK and do not say so.
    const zip = await fromFdPromise(fd, { autoClose: false, decodeStrings: false });
    let count = 0;
    for await (const entry of zip.eachEntry()) {
      count += 1;
      if (count > mostEntries) return true;
      const name = nameOf(entry);
      if (!name.endsWith('/') && !isOfFinder(name)) yield { zip, entry, name };
    }
    return false;
  } catch (error) {
    throw asZipError(error, path);
  }
}

/** What the Finder of macOS adds of its own: no file that anybody has put there. */
function isOfFinder(name: string): boolean {
  return name.startsWith('__MACOSX/') || name === '.DS_Store' || name.endsWith('/.DS_Store');
}

function nameOf(entry: Entry): string {
  return decodedName(entry).replaceAll('\\', '/');
}

function decodedName(entry: Entry): string {
  const raw = entry.fileNameRaw;
  const field = entry.extraFields.find(({ id }) => id === unicodePathField)?.data;
  // Version, CRC-32 of the name it stands for, the name: another CRC is of an older name.
  if (field && field.length > 5 && field[0] === 1 && field.readUInt32LE(1) === crc32(raw))
    return field.toString('utf8', 5);
  if (!isUtf8(raw)) return new TextDecoder('gb18030').decode(raw);
  const told = (entry.generalPurposeBitFlag & utf8Flag) !== 0;
  return told || !mayBeGbk(entry) ? raw.toString() : new TextDecoder('gb18030').decode(raw);
}

/**
 * Whether bytes that read as UTF-8 are GBK more likely: some pairs of GBK are a character of
 * UTF-8 as well (路 is `·`), but hardly ever one of three bytes, and Unix writes UTF-8.
 */
function mayBeGbk(entry: Entry): boolean {
  const raw = entry.fileNameRaw;
  const madeOn = entry.versionMadeBy >> 8;
  return (
    !madeOnUnix.has(madeOn) && raw.some((byte) => byte >= 0x80) && !raw.some((byte) => byte >= 0xe0)
  );
}

function asZipError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  return new AppError('logs.archive-damaged', { name: basename(path), bytes: 0 }, { cause: error });
}
