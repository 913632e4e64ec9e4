import type { Database } from '../../kit/database';

/** Logs: what was kept of them, what people marked, decided and saved. */
export function up(db: Database): void {
  db.exec(`
    -- Logs kept on this machine; the bytes are in a sealed file. Not synced.
    CREATE TABLE log_capture (
      id TEXT PRIMARY KEY, file TEXT NOT NULL, endpoint_id TEXT, started_at INTEGER NOT NULL, ended_at INTEGER,
      kept INTEGER NOT NULL DEFAULT 0, detail TEXT NOT NULL
    ) STRICT;

    -- What a person decided about a log: encoding, format, zone, clock offset. Not synced.
    CREATE TABLE log_choice (
      place TEXT PRIMARY KEY, detail TEXT NOT NULL, updated_at INTEGER NOT NULL
    ) STRICT;

    -- Places in logs with a remark. Not synced: they name bytes of this machine and its hosts.
    CREATE TABLE log_bookmark (
      id TEXT PRIMARY KEY, place TEXT NOT NULL, offset INTEGER NOT NULL, remark TEXT NOT NULL,
      detail TEXT NOT NULL, created_at INTEGER NOT NULL, UNIQUE (place, offset)
    ) STRICT;

    -- Rules under which evidence leaves its case, JSON; null: as it is.
    ALTER TABLE evidence ADD COLUMN redaction TEXT;

    -- Filters and highlights kept by name, and the team's own formats as their YAML text.
    CREATE TABLE log_filter (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, detail TEXT NOT NULL,
      archived INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE log_format (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL,
      archived INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX log_format_by_name ON log_format (name) WHERE archived = 0;
  `);
}
