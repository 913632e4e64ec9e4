import type { Database } from '../../kit/database';

/** Sealed vault entries. They stay on this device and are never synced. */
export class SecretsStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  list(): { name: string; updatedAt: number }[] {
    return this.db
      .prepare<[], { name: string; updatedAt: number }>(
        'SELECT name, updated_at AS updatedAt FROM secret ORDER BY name',
      )
      .all();
  }

  sealed(name: string): Buffer | null {
    const row = this.db
      .prepare<[string], { sealed: Buffer }>('SELECT sealed FROM secret WHERE name = ?')
      .get(name);
    return row?.sealed ?? null;
  }

  set(name: string, sealed: Buffer, at: number): void {
    this.db
      .prepare(
        'INSERT INTO secret (name, sealed, updated_at) VALUES (?, ?, ?) ' +
          'ON CONFLICT DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at',
      )
      .run(name, sealed, at);
  }

  /** Whether there was one. */
  remove(name: string): boolean {
    return this.db.prepare('DELETE FROM secret WHERE name = ?').run(name).changes > 0;
  }
}
