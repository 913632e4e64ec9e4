import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import { type Entry, fromFdPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { AppError } from '../../../../contract/errors';
import type { ByteSource } from '../source';
import { openPlain } from './local-file';
import { Inflating } from './inflate';
import { PackedSource, type PackedParts } from './packed';
import { StoredPartSource } from './stored-part';
import { StoredRange, type Unpacking } from './unpacking';
import { Zstandard } from './zstd';

/** A file in a zip. */
export interface ZipEntry {
  /** Its name with folders, as it is asked for. */
  name: string;
  /** Unpacked, as the zip states it. */
  bytes: number;
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

const methods = { stored: 0, deflated: 8, zstandard: 93 };

/**
 * The files in a zip, in its order.
 *
 * @throws AppError `file.…`, `logs.archive-damaged`
 */
export async function zipEntries(path: string): Promise<ZipEntry[]> {
  const { handle } = await openPlain(path);
  try {
    const found: ZipEntry[] = [];
    for await (const { entry, name } of entriesOf(handle.fd, path)) {
      found.push({ name, bytes: entry.uncompressedSize, encrypted: entry.isEncrypted() });
    }
    return found;
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
  if ('unpacking' in found) {
    let first: PackedParts | null = found;
    return await PackedSource.open(async () => {
      const parts = first ?? (await locate(path, wanted));
      first = null;
      if ('unpacking' in parts) return parts;
      await parts.close();
      throw new AppError('logs.archive-changed', { path });
    });
  }
  return found;
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
    if (entry.compressionMethod === methods.stored) {
      return new StoredPartSource(shown, stored, facts);
    }
    return { name: shown, facts, stored, unpacking: unpackingOf(entry, stored, name, path) };
  } catch (error) {
    await handle.close();
    throw asZipError(error, path);
  }
}

function unpackingOf(entry: Entry, stored: StoredRange, name: string, path: string): Unpacking {
  const { compressionMethod, crc32, uncompressedSize } = entry;
  if (compressionMethod === methods.deflated) {
    return new Inflating(stored, name, false, { crc32, size: uncompressedSize });
  }
  if (compressionMethod === methods.zstandard) return new Zstandard(stored, name);
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
    throw new AppError('logs.archive-entries', {
      path,
      count: all.length,
      names: names.join(', '),
    });
  }
  return only;
}

async function* entriesOf(
  fd: number,
  path: string,
): AsyncGenerator<{ zip: ZipFile; entry: Entry; name: string }> {
  try {
    // Names are decoded here: many Chinese tools write them in GBK and do not say so.
    const zip = await fromFdPromise(fd, { autoClose: false, decodeStrings: false });
    let count = 0;
    for await (const entry of zip.eachEntry()) {
      count += 1;
      if (count > mostEntries) return;
      const name = nameOf(entry);
      if (!name.endsWith('/')) yield { zip, entry, name };
    }
  } catch (error) {
    throw asZipError(error, path);
  }
}

function nameOf(entry: Entry): string {
  const raw = entry.fileNameRaw;
  const told =
    (entry.generalPurposeBitFlag & utf8Flag) !== 0 ||
    entry.extraFields.some((field) => field.id === unicodePathField);
  if (told) {
    return getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, false);
  }
  const name = isUtf8(raw) ? raw.toString() : new TextDecoder('gb18030').decode(raw);
  return name.replaceAll('\\', '/');
}

function asZipError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  return new AppError('logs.archive-damaged', { name: basename(path), bytes: 0 }, { cause: error });
}
