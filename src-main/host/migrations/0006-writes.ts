import type { Database } from '../../kit/database';

/** Scripts that were let through to change a database: what became of each is known after a crash, too. */
export function up(db: Database): void {
  db.exec(`
    CREATE TABLE query_write (
      id TEXT PRIMARY KEY, opened_at INTEGER NOT NULL,
      -- Process that has its transaction open; null when it has ended.
      owner INTEGER,
      detail TEXT NOT NULL
    ) STRICT;
  `);
}
