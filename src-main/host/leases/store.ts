import { rmSync } from 'node:fs';
import { AppError } from '../../contract/errors';
import { openDatabase, type Database, type Migration } from '../../kit/database';

const migrations: readonly Migration[] = [
  {
    version: 1,
    up: (db) =>
      db.exec(`
        CREATE TABLE lease (
          name TEXT PRIMARY KEY, owner TEXT NOT NULL, pid INTEGER NOT NULL, face TEXT NOT NULL,
          since INTEGER NOT NULL, renewed_at INTEGER NOT NULL, state TEXT NOT NULL
        ) STRICT;
      `),
  },
];

/** A lease as it stands in the store. */
export interface LeaseRow {
  name: string;
  /** Unique per process and unlocking. */
  owner: string;
  pid: number;
  face: string;
  since: number;
  renewed_at: number;
  state: string;
}

/**
 * The leases of a profile, shared by the processes that have it open. They stand in a file of
 * their own beside the store: a heartbeat twice a second need not survive a power cut, and must
 * not look like a change of the profile to those who watch the store.
 */
export class LeaseStore {
  private readonly db: Database;

  /** @throws AppError as {@link openDatabase}; a damaged file is made anew, for it holds nothing lasting */
  constructor(path: string, key: Buffer) {
    this.db = openAnew(path, key);
    this.db.pragma('synchronous = OFF');
  }

  /** Changes when another process has written. */
  version(): number {
    return this.db.pragma('data_version', { simple: true }) as number;
  }

  close(): void {
    this.db.close();
  }

  all(): LeaseRow[] {
    return this.db.prepare<[], LeaseRow>('SELECT * FROM lease ORDER BY name').all();
  }

  get(name: string): LeaseRow | null {
    return (
      this.db.prepare<[string], LeaseRow>('SELECT * FROM lease WHERE name = ?').get(name) ?? null
    );
  }

  /**
   * Takes a lease that is free, or whose last renewal lies outside of `alive`: also in the
   * future, for the clock may have been set back. Whether it was taken.
   */
  take(lease: LeaseRow, alive: { from: number; to: number }): boolean {
    const { name, owner, pid, face, since, renewed_at, state } = lease;
    return (
      this.db
        .prepare(
          'INSERT INTO lease (name, owner, pid, face, since, renewed_at, state) VALUES (?, ?, ?, ?, ?, ?, ?) ' +
            'ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, pid = excluded.pid, face = excluded.face, ' +
            'since = excluded.since, renewed_at = excluded.renewed_at, state = excluded.state ' +
            'WHERE lease.renewed_at NOT BETWEEN ? AND ? OR lease.owner = excluded.owner',
        )
        .run(name, owner, pid, face, since, renewed_at, state, alive.from, alive.to).changes > 0
    );
  }

  /** Whether it was still the owner's. */
  renew(name: string, owner: string, at: number, state: string): boolean {
    return (
      this.db
        .prepare('UPDATE lease SET renewed_at = ?, state = ? WHERE name = ? AND owner = ?')
        .run(at, state, name, owner).changes > 0
    );
  }

  release(name: string, owner: string): void {
    this.db.prepare('DELETE FROM lease WHERE name = ? AND owner = ?').run(name, owner);
  }
}

function openAnew(path: string, key: Buffer): Database {
  try {
    return openDatabase(path, key, migrations);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'profile.damaged') throw error;
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    return openDatabase(path, key, migrations);
  }
}
