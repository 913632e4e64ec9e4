import Sqlite from 'better-sqlite3';
import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../contract/errors';
import { makePrivateFolder, storageError } from './files';

export type Database = Sqlite.Database;

/** One step of the schema. Numbers start at 1, without gaps; each runs in one transaction. */
export interface Migration {
  version: number;
  up(db: Database): void;
}

/** SQLite's code of a wrong key, and of a file that is not a database at all. */
const wrongKeyCodes = ['SQLITE_NOTADB', 'SQLITE_CORRUPT'];

/**
 * Opens the encrypted store. This is the only place that imports the SQLite module.
 * The database is ChaCha20-Poly1305 under a raw key, so opening costs no key
 * derivation (44 ms otherwise, see decisions). Every commit is durable.
 *
 * Loading the native module on N-API below 10 kills the process in a way that cannot
 * be caught, so the launcher chooses Node before this file is reached.
 *
 * @throws AppError `profile.newer` {found, supported}, `profile.damaged`, `profile.read-only`, `profile.disk-full`
 */
export function openDatabase(
  path: string,
  key: Buffer,
  migrations: readonly Migration[],
): Database {
  const isNew = !existsSync(path);
  let db: Database;
  try {
    // Made here, because SQLite would let others read it; its log gets the same mode.
    if (isNew) closeSync(openSync(path, 'a', 0o600));
    db = new Sqlite(path, { timeout: 10_000 });
  } catch (error) {
    throw databaseError(storageError(error, path), path);
  }
  try {
    db.pragma("cipher = 'chacha20'");
    db.pragma(`key = 'raw:${key.toString('hex')}'`);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('temp_store = MEMORY');
    migrate(db, path, migrations, isNew);
    return db;
  } catch (error) {
    db.close();
    throw databaseError(error, path);
  }
}

export function schemaVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** Writes a consistent copy under the same key, also while others write. */
export function copyDatabase(db: Database, target: string): void {
  try {
    db.prepare('VACUUM INTO ?').run(target);
  } catch (error) {
    throw databaseError(error, target);
  }
}

function migrate(
  db: Database,
  path: string,
  migrations: readonly Migration[],
  isNew: boolean,
): void {
  const latest = migrations.at(-1)?.version ?? 0;
  const found = schemaVersion(db);
  if (found > latest) throw new AppError('profile.newer', { found, supported: latest });
  if (found === latest) return;
  if (!isNew && found > 0) backupBeforeMigration(db, path, found);
  for (const migration of migrations) {
    // Another process may be migrating at this moment: the version is read again inside the lock.
    db.transaction(() => {
      if (schemaVersion(db) >= migration.version) return;
      migration.up(db);
      db.pragma(`user_version = ${migration.version}`);
    }).immediate();
  }
}

function backupBeforeMigration(db: Database, path: string, version: number): void {
  const folder = join(path, '..', 'backups');
  makePrivateFolder(folder);
  const target = join(folder, `before-migration-from-${version}.db`);
  rmSync(target, { force: true });
  copyDatabase(db, target);
}

/** Names the cause when SQLite fails: damaged, busy, full, read-only. Other errors come back as they are. */
export function databaseError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!code.startsWith('SQLITE_')) return error;
  if (wrongKeyCodes.some((known) => code.startsWith(known))) {
    return new AppError('profile.damaged', { path }, { cause: error });
  }
  if (code.startsWith('SQLITE_BUSY'))
    return new AppError('profile.busy', { path }, { cause: error, retry: true });
  return storageError(error, path);
}

/** Runs a store operation and names the cause when the disk refuses it. */
export function guardStorage<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw databaseError(error, path);
  }
}
