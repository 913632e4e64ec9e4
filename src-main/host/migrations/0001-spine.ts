import type { Database } from '../../kit/database';
import { newDevicePrefix, newId } from '../../kit/ids';

/** The first schema: device, journal, inventory, queries, cases. */
export function up(db: Database): void {
  db.exec(`
    CREATE TABLE device (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      incarnation TEXT NOT NULL,
      counter INTEGER NOT NULL,
      prefix TEXT NOT NULL,
      next_case INTEGER NOT NULL
    ) STRICT;

    -- What changed, field by field, in the order of this device: the outbox of sync.
    CREATE TABLE op (
      incarnation TEXT NOT NULL,
      counter INTEGER NOT NULL,
      entity TEXT NOT NULL,
      entity_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      field TEXT NOT NULL,
      value ANY NOT NULL,
      base_version TEXT,
      device_time INTEGER NOT NULL,
      clock_offset REAL,
      PRIMARY KEY (incarnation, counter)
    ) STRICT;
    CREATE INDEX op_by_entity ON op (entity, entity_id);
    CREATE TABLE field_version (
      entity TEXT NOT NULL,
      entity_id TEXT NOT NULL,
      field TEXT NOT NULL,
      version TEXT NOT NULL,
      PRIMARY KEY (entity, entity_id, field)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    CREATE TABLE view_state (key TEXT PRIMARY KEY, value TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT;
    CREATE TABLE secret (name TEXT PRIMARY KEY, sealed BLOB NOT NULL, updated_at INTEGER NOT NULL) STRICT;
    CREATE TABLE host_key (
      host TEXT NOT NULL, port INTEGER NOT NULL, type TEXT NOT NULL, fingerprint TEXT NOT NULL, trusted_at INTEGER NOT NULL,
      PRIMARY KEY (host, port)
    ) STRICT;

    CREATE TABLE customer (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, remarks TEXT NOT NULL, archived INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE site (
      id TEXT PRIMARY KEY, customer_id TEXT NOT NULL REFERENCES customer (id), name TEXT NOT NULL, address TEXT NOT NULL,
      remarks TEXT NOT NULL, archived INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE system (
      id TEXT PRIMARY KEY, site_id TEXT NOT NULL REFERENCES site (id), name TEXT NOT NULL, platform TEXT NOT NULL,
      version TEXT NOT NULL, environment TEXT NOT NULL, contacts TEXT NOT NULL, remarks TEXT NOT NULL,
      archived INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE endpoint (
      id TEXT PRIMARY KEY, system_id TEXT NOT NULL REFERENCES system (id), name TEXT NOT NULL, kind TEXT NOT NULL,
      detail TEXT NOT NULL, archived INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX endpoint_by_system ON endpoint (system_id);

    CREATE TABLE saved_query (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL, dialect TEXT NOT NULL, sql TEXT NOT NULL,
      parameters TEXT NOT NULL, archived INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL
    ) STRICT;
    -- Results kept on this device; their rows are sealed files. Only evidence of them is synced.
    CREATE TABLE query_result (
      id TEXT PRIMARY KEY, state TEXT NOT NULL, started_at INTEGER NOT NULL,
      -- Process that is filling the result; null when it is complete.
      owner INTEGER,
      detail TEXT NOT NULL
    ) STRICT;

    CREATE TABLE incident (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, title TEXT NOT NULL, system_id TEXT REFERENCES system (id),
      priority TEXT NOT NULL, status TEXT NOT NULL, reported_words TEXT NOT NULL, reporter TEXT NOT NULL,
      created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE note (
      id TEXT PRIMARY KEY, incident_id TEXT NOT NULL REFERENCES incident (id), title TEXT NOT NULL,
      text TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX note_by_incident ON note (incident_id);
    -- A note's body is a Yjs document: one snapshot and the updates since.
    CREATE TABLE note_snapshot (note_id TEXT PRIMARY KEY REFERENCES note (id), state BLOB NOT NULL) STRICT;
    CREATE TABLE note_update (
      sequence INTEGER PRIMARY KEY, note_id TEXT NOT NULL REFERENCES note (id), bytes BLOB NOT NULL, at INTEGER NOT NULL,
      in_snapshot INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX note_update_by_note ON note_update (note_id, sequence);
    CREATE TABLE evidence (
      id TEXT PRIMARY KEY, incident_id TEXT NOT NULL REFERENCES incident (id), ordinal INTEGER NOT NULL, kind TEXT NOT NULL,
      title TEXT NOT NULL, remark TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, captured_at INTEGER NOT NULL,
      clock_offset REAL, preview TEXT NOT NULL, provenance TEXT NOT NULL, removed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX evidence_by_incident ON evidence (incident_id, ordinal);
    CREATE TABLE timeline (
      id TEXT PRIMARY KEY, incident_id TEXT NOT NULL REFERENCES incident (id), at INTEGER NOT NULL, kind TEXT NOT NULL, params TEXT NOT NULL
    ) STRICT;
    CREATE INDEX timeline_by_incident ON timeline (incident_id, at);
  `);
  db.prepare(
    'INSERT INTO device (only, incarnation, counter, prefix, next_case) VALUES (1, ?, 0, ?, 1)',
  ).run(newId(), newDevicePrefix());
}
