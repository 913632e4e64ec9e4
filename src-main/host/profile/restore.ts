import {
  createReadStream,
  createWriteStream,
  existsSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { AppError } from '../../contract/errors';
import { openDatabase } from '../../kit/database';
import { DeviceClock } from '../../kit/clock';
import { makePrivateFolder, storageError, syncFolder } from '../../kit/files';
import { newDevicePrefix, newId } from '../../kit/ids';
import { Journal } from '../../kit/journal';
import { openVault, openVaultWithRecoveryKey, vaultExists, type OpenVault } from '../../kit/vault';
import { migrations } from '../migrations/index';
import { backupParts, Meter, unsealManifest, type Part } from './manifest';
import { profileParts } from './open';

/** What opens a backup: the passphrase or the recovery key of the time when it was written. */
export type BackupKey = { passphrase: string } | { recoveryKey: string };

/** Where a backup is unpacked and checked, inside the new profile's folder. */
const stagingName = 'restore.tmp';
/** Folders of a backup. */
const folders = [profileParts.blobs, profileParts.transcripts] as const;

/** What may stand in a backup; anything else is refused, paths that lead out most of all. */
const partName =
  /^(?:vault\.json|vault-copy\.json|store\.db|manifest\.sealed|blobs\/[0-9a-f]{64}|transcripts\/[0-9a-f-]{36})$/;

/**
 * Restores a backup into a new profile folder. Every part is checked against the sealed
 * manifest before anything becomes visible; the vault comes last, and with it the
 * profile. The restored store is a new device (rule R12 of the sync design): the one it
 * was copied from may go on working.
 *
 * @throws AppError `profile.not-empty`, `file.missing`, `file.unreadable`, `profile.backup-damaged` {part},
 *   `vault.wrong-passphrase`, `vault.wrong-recovery-key`, `profile.newer`, `profile.disk-full`, `profile.read-only`
 */
export async function restoreBackup(file: string, folder: string, key: BackupKey): Promise<void> {
  const path = resolve(file);
  if (!existsSync(path)) throw new AppError('file.missing', { path });
  const staging = join(folder, stagingName);
  refuseUsed(folder, staging);
  for (const part of folders) makePrivateFolder(join(staging, part));
  try {
    const parts = await unpack(path, staging);
    const vault = await open(staging, key, path);
    verify(parts, staging, vault, path);
    makeNewDevice(join(staging, profileParts.store), vault);
    publish(staging, folder);
  } catch (error) {
    throw storageError(error, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** A folder in use is never written over. What a restore left that was cut off is no use. */
function refuseUsed(folder: string, staging: string): void {
  const cutOff = existsSync(staging);
  if (vaultExists(folder) || (existsSync(join(folder, profileParts.store)) && !cutOff))
    throw new AppError('profile.not-empty', { folder });
  rmSync(staging, { recursive: true, force: true });
  if (!cutOff) return;
  for (const part of [profileParts.store, ...folders])
    rmSync(join(folder, part), { recursive: true, force: true });
}

async function unpack(path: string, staging: string): Promise<Map<string, Part>> {
  const parts = new Map<string, Part>();
  const archive = extract();
  const reading = pipeline(createReadStream(path), archive);
  // Handled below, with what the loop itself meets.
  reading.catch(() => undefined);
  try {
    for await (const entry of archive) {
      const { name, type } = entry.header;
      if (type !== 'file' || !partName.test(name) || parts.has(name)) throw damaged(path, name);
      const meter = new Meter();
      await pipeline(
        entry,
        meter,
        createWriteStream(join(staging, name), { flags: 'wx', mode: 0o600, flush: true }),
      );
      parts.set(name, { name, bytes: meter.bytes, sha256: meter.sha256() });
    }
    await reading;
  } catch (error) {
    throw readError(error, path);
  }
  for (const name of [backupParts.store, backupParts.manifest])
    if (!parts.has(name)) throw damaged(path, name);
  return parts;
}

/** Trouble of the disk keeps its name; anything else means the file is no whole backup. */
function readError(error: unknown, path: string): unknown {
  const known = storageError(error, path);
  if (known instanceof AppError) return known;
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EISDIR' || code === 'EIO')
    return new AppError('file.unreadable', { path }, { cause: error });
  return damaged(path, 'archive', error);
}

async function open(staging: string, key: BackupKey, path: string): Promise<OpenVault> {
  try {
    return 'passphrase' in key
      ? await openVault(staging, key.passphrase)
      : await openVaultWithRecoveryKey(staging, key.recoveryKey);
  } catch (error) {
    const gone = error instanceof AppError && /^vault\.(damaged|missing)$/.test(error.code);
    throw gone ? damaged(path, 'vault.json', error) : error;
  }
}

/** The vault's own files are proven by having opened: a damaged copy has been repaired by now. */
function verify(parts: Map<string, Part>, staging: string, vault: OpenVault, path: string): void {
  const manifest = unsealManifest(readFileSync(join(staging, backupParts.manifest)), vault);
  if (!manifest) throw damaged(path, backupParts.manifest);
  const isVault = (name: string): boolean =>
    (backupParts.vault as readonly string[]).includes(name);
  for (const { name, bytes, sha256 } of manifest.parts) {
    const part = parts.get(name);
    if (isVault(name)) continue;
    if (part?.bytes !== bytes || part.sha256 !== sha256) throw damaged(path, name);
  }
  const stated = new Set(manifest.parts.map(({ name }) => name));
  for (const name of parts.keys()) {
    if (name !== backupParts.manifest && !isVault(name) && !stated.has(name))
      throw damaged(path, name);
  }
}

function makeNewDevice(store: string, vault: OpenVault): void {
  const db = openDatabase(store, vault.keys.store, migrations);
  try {
    const journal = new Journal(db, new DeviceClock());
    const old = journal.devicePrefix();
    let prefix = newDevicePrefix();
    while (prefix === old) prefix = newDevicePrefix();
    journal.becomeNewDevice(newId(), prefix);
  } finally {
    db.close();
  }
}

function publish(staging: string, folder: string): void {
  for (const part of folders) {
    const place = join(folder, part);
    if (existsSync(place)) rmdirSync(place);
    renameSync(join(staging, part), place);
  }
  renameSync(join(staging, profileParts.store), join(folder, profileParts.store));
  syncFolder(folder);
  for (const name of backupParts.vault.toReversed())
    renameSync(join(staging, name), join(folder, name));
  syncFolder(folder);
  syncFolder(dirname(folder));
}

function damaged(path: string, part: string, cause?: unknown): AppError {
  return new AppError(
    'profile.backup-damaged',
    { path, part },
    cause === undefined ? {} : { cause },
  );
}
