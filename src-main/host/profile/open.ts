import { readdirSync, rm, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BlobStore } from '../../kit/blob-store';
import { DeviceClock } from '../../kit/clock';
import { databaseError, openDatabase, schemaVersion, type Database } from '../../kit/database';
import { dropAbandoned, makePrivateFolder } from '../../kit/files';
import { newId } from '../../kit/ids';
import { Journal } from '../../kit/journal';
import { SealedFile } from '../../kit/sealed-file';
import type { OpenVault } from '../../kit/vault';
import { migrations } from '../migrations/index';

/** The profile folder's parts. Everything but the wrapped key is encrypted. */
export const profileParts = {
  store: 'store.db',
  leases: 'leases.db',
  blobs: 'blobs',
  results: 'results',
  captures: 'captures',
  indexes: 'indexes',
  transcripts: 'transcripts',
  runs: 'runs',
  schemas: 'schemas',
  backups: 'backups',
} as const;

/** Parts that hold sealed files: results, captures and indexes of logs, recordings of terminals, runs that go on, schemas of databases. */
export type SealedPart = 'results' | 'captures' | 'indexes' | 'transcripts' | 'runs' | 'schemas';

/** An unlocked profile: what every feature builds on. */
export interface OpenProfile {
  folder: string;
  vault: OpenVault;
  db: Database;
  journal: Journal;
  blobs: BlobStore;
  clock: DeviceClock;
  schemaVersion: number;
  /** Prefix of this device's case numbers, e.g. `K7Q2`. */
  devicePrefix: string;
  /** A new encrypted file for rows or bytes that do not belong into the store. */
  createSealed(part: SealedPart, name: string): SealedFile;
  /** For reading, or for appending too. */
  openSealed(part: SealedPart, name: string, mode?: 'read' | 'append'): SealedFile;
  removeSealed(part: SealedPart, name: string): void;
  /** The same without waiting: the system takes seconds to free gigabytes. A crash may leave the file. */
  removeSealedSoon(part: SealedPart, name: string): void;
  close(): void;
}

/** @throws AppError as {@link openDatabase} */
export function openProfile(folder: string, vault: OpenVault): OpenProfile {
  const { results, captures, indexes, transcripts, runs, schemas } = profileParts;
  for (const part of [results, captures, indexes, transcripts, runs, schemas])
    makePrivateFolder(join(folder, part));
  for (const part of ['', profileParts.blobs, profileParts.backups])
    dropAbandoned(join(folder, part));
  const db = openDatabase(join(folder, profileParts.store), vault.keys.store, migrations);
  try {
    return build(folder, vault, db);
  } catch (error) {
    // Damage may lie in a page that opening alone does not read.
    db.close();
    throw databaseError(error, db.name);
  }
}

function build(folder: string, vault: OpenVault, db: Database): OpenProfile {
  const clock = new DeviceClock();
  const journal = new Journal(db, clock);
  return {
    folder,
    vault,
    db,
    journal,
    blobs: new BlobStore(join(folder, profileParts.blobs), vault.keys),
    clock,
    schemaVersion: schemaVersion(db),
    devicePrefix: journal.devicePrefix(),
    createSealed: (part, name) => SealedFile.create(join(folder, part, name), vault.keys.files),
    openSealed: (part, name, mode) =>
      SealedFile.open(join(folder, part, name), vault.keys.files, mode),
    removeSealed: (part, name) => rmSync(join(folder, part, name), { force: true }),
    removeSealedSoon: (part, name) =>
      rm(join(folder, part, name), { force: true }, () => undefined),
    close: () => db.close(),
  };
}

/** A name for a sealed file that tells nothing. */
export function sealedName(): string {
  return newId();
}

/** Names of the sealed files of a part, e.g. to drop those nobody knows any more. */
export function sealedNames(profile: OpenProfile, part: SealedPart): string[] {
  return readdirSync(join(profile.folder, part));
}
