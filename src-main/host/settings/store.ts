import type { Database } from '../../kit/database';

/** Rows of settings and of this device's view state. Neither is synced. */
export class SettingsStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  all(): Map<string, string> {
    const rows = this.db
      .prepare<[], { key: string; value: string }>('SELECT key, value FROM setting')
      .all();
    return new Map(rows.map((row) => [row.key, row.value]));
  }

  set(key: string, value: string): void {
    this.db
      .prepare(
        'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      )
      .run(key, value);
  }

  viewState(key: string): string | null {
    const row = this.db
      .prepare<[string], { value: string }>('SELECT value FROM view_state WHERE key = ?')
      .get(key);
    return row?.value ?? null;
  }

  setViewState(key: string, value: string, at: number): void {
    this.db
      .prepare(
        'INSERT INTO view_state (key, value, updated_at) VALUES (?, ?, ?) ' +
          'ON CONFLICT DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at',
      )
      .run(key, value, at);
  }
}
