import type { Database } from '../../kit/database';

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

/** The leases of a profile, shared by the processes that have it open. */
export class LeaseStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  all(): LeaseRow[] {
    return this.db.prepare<[], LeaseRow>('SELECT * FROM lease ORDER BY name').all();
  }

  get(name: string): LeaseRow | null {
    return (
      this.db.prepare<[string], LeaseRow>('SELECT * FROM lease WHERE name = ?').get(name) ?? null
    );
  }

  /** Takes a lease that is free, or was not renewed since `staleBefore`. Whether it was taken. */
  take(lease: LeaseRow, staleBefore: number): boolean {
    const { name, owner, pid, face, since, renewed_at, state } = lease;
    return (
      this.db
        .prepare(
          'INSERT INTO lease (name, owner, pid, face, since, renewed_at, state) VALUES (?, ?, ?, ?, ?, ?, ?) ' +
            'ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, pid = excluded.pid, face = excluded.face, ' +
            'since = excluded.since, renewed_at = excluded.renewed_at, state = excluded.state ' +
            'WHERE lease.renewed_at < ? OR lease.owner = excluded.owner',
        )
        .run(name, owner, pid, face, since, renewed_at, state, staleBefore).changes > 0
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
