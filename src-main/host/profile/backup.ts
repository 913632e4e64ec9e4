import {
  createReadStream,
  createWriteStream,
  existsSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { AppError } from '../../contract/errors';
import { copyDatabase } from '../../kit/database';
import { makePrivateFolder, storageError, syncFolder } from '../../kit/files';
import { newId } from '../../kit/ids';
import { vaultFiles } from '../../kit/vault';
import { backupParts, Meter, sealManifest, type Part } from './manifest';
import { profileParts, sealedNames, type OpenProfile } from './open';

export interface Backup {
  path: string;
  bytes: number;
  sha256: string;
}

/**
 * Writes everything that cannot be had again into one file: the wrapped key, a copy of
 * the store, all attachments and recorded terminal sessions, still encrypted as they are, and
 * a sealed manifest with the hash of each. Query results, log captures and indexes of this device stay
 * out: what matters of them is evidence. The file appears under its name only when it is whole.
 *
 * @throws AppError `profile.backup-exists`, `file.unwritable`, `profile.disk-full`, `wire.cancelled`
 */
export async function writeBackup(
  profile: OpenProfile,
  options: { file: string; overwrite: boolean; program: string },
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Backup> {
  const target = resolve(options.file);
  if (existsSync(target) && !options.overwrite)
    throw new AppError('profile.backup-exists', { path: target });
  const copyFolder = join(profile.folder, profileParts.backups);
  makePrivateFolder(copyFolder);
  const copy = join(copyFolder, `.${newId()}.tmp`);
  const temporary = join(dirname(target), `.${basename(target)}.${newId()}.tmp`);
  try {
    // The copy comes first: attachments are only ever added, so all that it names are there.
    copyDatabase(profile.db, copy);
    const sources = [
      { name: backupParts.store as string, path: copy },
      ...profile.blobs
        .files()
        .map(({ name, path }) => ({ name: `${backupParts.blobs}${name}`, path })),
      ...sealedNames(profile, 'transcripts').map((name) => ({
        name: `${backupParts.transcripts}${name}`,
        path: join(profile.folder, profileParts.transcripts, name),
      })),
    ];
    const archive = pack();
    const meter = new Meter();
    await Promise.all([
      pipeline(
        archive,
        meter,
        createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true }),
        {
          signal,
        },
      ),
      fill(archive, profile, options.program, sources, onProgress, signal),
    ]);
    renameSync(temporary, target);
    syncFolder(dirname(target));
    return { path: target, bytes: meter.bytes, sha256: meter.sha256() };
  } catch (error) {
    throw signal.aborted
      ? new AppError('wire.cancelled', {}, { cause: error })
      : named(error, target);
  } finally {
    rmSync(copy, { force: true });
    rmSync(temporary, { force: true });
  }
}

async function fill(
  archive: Pack,
  profile: OpenProfile,
  program: string,
  sources: readonly { name: string; path: string }[],
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const parts: Part[] = [];
  try {
    for (const { name, content } of vaultFiles(profile.folder))
      parts.push(await add(archive, name, content.length, Readable.from([content])));
    for (const [index, { name, path }] of sources.entries()) {
      signal.throwIfAborted();
      parts.push(await addFile(archive, name, path));
      onProgress((index + 1) / sources.length);
    }
    const { schemaVersion, clock, vault } = profile;
    const manifest = { format: 1 as const, program, schemaVersion, createdAt: clock.now(), parts };
    const sealed = sealManifest(manifest, vault);
    await add(archive, backupParts.manifest, sealed.length, Readable.from([sealed]));
    archive.finalize();
  } catch (error) {
    archive.destroy(error instanceof Error ? error : undefined);
    throw error;
  }
}

/** As much of a file as is there now: the recording of an open terminal goes on growing. */
function addFile(archive: Pack, name: string, path: string): Promise<Part> {
  const { size } = statSync(path);
  const source = size === 0 ? Readable.from([]) : createReadStream(path, { end: size - 1 });
  return add(archive, name, size, source);
}

async function add(archive: Pack, name: string, size: number, source: Readable): Promise<Part> {
  const meter = new Meter();
  await pipeline(source, meter, archive.entry({ name, size }));
  return { name, bytes: meter.bytes, sha256: meter.sha256() };
}

/** The file is the user's own choice of place, so it is not the profile that cannot be written. */
function named(error: unknown, path: string): unknown {
  const known = storageError(error, path);
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR')
    return new AppError('file.unwritable', { path }, { cause: error });
  return known instanceof AppError && known.code === 'profile.read-only' && known !== error
    ? new AppError('file.unwritable', { path }, { cause: error })
    : known;
}
