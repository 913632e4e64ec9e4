import type { Database } from '../../kit/database';

/** The SSH workspace: audit, changes, tunnels, transcripts, transfers, runbooks and schedules. */
export function up(db: Database): void {
  db.exec(`
    -- Append-only; each row's hash covers the row before it. One chain per device.
    CREATE TABLE audit_entry (
      -- Numbers are never used again: SQLite keeps the highest, also when every row is deleted.
      id INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL,
      clock_offset REAL, kind TEXT NOT NULL, target TEXT NOT NULL, detail TEXT NOT NULL, hash TEXT NOT NULL,
      UNIQUE (device, sequence)
    ) STRICT;
    -- The end of each chain, so that rows cut off at the end are missed.
    CREATE TABLE audit_head (
      device TEXT PRIMARY KEY, sequence INTEGER NOT NULL, hash TEXT NOT NULL, seal TEXT NOT NULL
    ) STRICT;

    CREATE TABLE change_permit (
      id TEXT PRIMARY KEY, at INTEGER NOT NULL, action TEXT NOT NULL, targets TEXT NOT NULL,
      reason TEXT NOT NULL, change_id TEXT NOT NULL
    ) STRICT;

    CREATE TABLE tunnel (
      id TEXT PRIMARY KEY, endpoint_id TEXT NOT NULL REFERENCES endpoint (id), detail TEXT NOT NULL,
      archived INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL
    ) STRICT;

    -- Recorded terminal sessions; the recording itself is a sealed file. Not synced.
    CREATE TABLE transcript (
      id TEXT PRIMARY KEY, file TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
      bytes INTEGER NOT NULL, detail TEXT NOT NULL
    ) STRICT;

    -- File transfers that may be gone on with. Not synced.
    CREATE TABLE transfer (
      id TEXT PRIMARY KEY, state TEXT NOT NULL, started_at INTEGER NOT NULL, detail TEXT NOT NULL
    ) STRICT;

    -- The team's own runbooks, as their YAML text.
    CREATE TABLE runbook (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL, reviewed TEXT NOT NULL,
      archived INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX runbook_by_name ON runbook (name) WHERE archived = 0;
    -- Runs of this device; the transcript is a blob. Not synced.
    CREATE TABLE runbook_run (
      id TEXT PRIMARY KEY, runbook TEXT NOT NULL, state TEXT NOT NULL, started_at INTEGER NOT NULL,
      schedule_id TEXT, owner INTEGER, transcript TEXT, detail TEXT NOT NULL
    ) STRICT;
    CREATE INDEX runbook_run_by_runbook ON runbook_run (runbook, started_at);
    CREATE TABLE schedule (
      id TEXT PRIMARY KEY, runbook TEXT NOT NULL, detail TEXT NOT NULL, next_at INTEGER,
      missed TEXT NOT NULL, updated_at INTEGER NOT NULL
    ) STRICT;
  `);
}
