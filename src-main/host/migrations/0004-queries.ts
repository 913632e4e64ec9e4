import type { Database } from '../../kit/database';

/**
 * Queries of six databases: a saved query becomes a document of the same form as the shipped
 * ones, with its older versions; what was sent to databases is searchable.
 */
export function up(db: Database): void {
  db.exec(`
    CREATE TABLE query_document (
      id TEXT PRIMARY KEY,
      -- The fields of contract/query-library.ts as one JSON object; the journal changes them one by one.
      fields TEXT NOT NULL,
      version INTEGER NOT NULL,
      archived INTEGER NOT NULL DEFAULT 0,
      updated_at INTEGER NOT NULL
    ) STRICT;
    -- What a document said before; the one in force is in query_document.
    CREATE TABLE query_version (
      query_id TEXT NOT NULL REFERENCES query_document (id), version INTEGER NOT NULL,
      fields TEXT NOT NULL, at INTEGER NOT NULL,
      PRIMARY KEY (query_id, version)
    ) STRICT, WITHOUT ROWID;

    -- What was sent to databases from this device: searched by text, connection and time.
    CREATE TABLE query_history (
      id TEXT PRIMARY KEY, at INTEGER NOT NULL, endpoint_id TEXT NOT NULL, target TEXT NOT NULL,
      title TEXT NOT NULL, sql TEXT NOT NULL, parameters TEXT NOT NULL,
      state TEXT NOT NULL, rows INTEGER NOT NULL, elapsed_ms REAL NOT NULL,
      -- Code and parameters of what it failed with, as JSON.
      error TEXT,
      -- The same statement with the same parameters, so many times in a row.
      times INTEGER NOT NULL,
      -- Its rows, while they are kept on this device.
      result_id TEXT
    ) STRICT;
    CREATE INDEX query_history_at ON query_history (at, id);

    -- Runs on several systems.
    CREATE TABLE query_group (
      id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, detail TEXT NOT NULL
    ) STRICT;

    -- What the server of a connection said of itself when it was seen last.
    CREATE TABLE query_server (
      endpoint_id TEXT PRIMARY KEY, seen_at INTEGER NOT NULL, identity TEXT NOT NULL
    ) STRICT;

    -- Schemas of databases as they were last read; their objects are sealed files.
    CREATE TABLE query_schema (
      endpoint_id TEXT PRIMARY KEY, read_at INTEGER NOT NULL, server TEXT NOT NULL,
      objects INTEGER NOT NULL, bytes INTEGER NOT NULL
    ) STRICT;
  `);
  moveQueries(db);
  db.exec('DROP TABLE saved_query');
}

interface OldQuery {
  id: string;
  name: string;
  description: string;
  dialect: string;
  sql: string;
  parameters: string;
  archived: number;
  updated_at: number;
}

interface OldParameter {
  name: string;
  type: string;
  label: string;
  default: string;
}

/** Each query becomes a document. Its new fields go into the journal, from which other devices learn of them. */
function moveQueries(db: Database): void {
  const insert = db.prepare(
    'INSERT INTO query_document (id, fields, version, archived, updated_at) VALUES (?, ?, 1, ?, ?)',
  );
  const count = db.prepare<[], { incarnation: string; counter: number }>(
    'UPDATE device SET counter = counter + 1 RETURNING incarnation, counter',
  );
  const base = db.prepare<[string, string], { version: string }>(
    "SELECT version FROM field_version WHERE entity = 'query' AND entity_id = ? AND field = ?",
  );
  const record = db.prepare(
    'INSERT INTO op (incarnation, counter, entity, entity_id, kind, field, value, base_version, device_time, clock_offset) ' +
      "VALUES (?, ?, 'query', ?, 'set', ?, ?, ?, ?, NULL)",
  );
  const setVersion = db.prepare(
    "INSERT INTO field_version (entity, entity_id, field, version) VALUES ('query', ?, ?, ?) " +
      'ON CONFLICT DO UPDATE SET version = excluded.version',
  );
  const at = Date.now();
  for (const old of db.prepare<[], OldQuery>('SELECT * FROM saved_query ORDER BY id').all()) {
    const fields = documentOf(old);
    insert.run(old.id, JSON.stringify(fields), old.archived, old.updated_at);
    for (const [field, value] of Object.entries(fields)) {
      const device = count.get();
      if (!device) throw new Error('the store has no device row');
      const { incarnation, counter } = device;
      const before = base.get(old.id, field)?.version ?? null;
      record.run(incarnation, counter, old.id, field, JSON.stringify(value), before, at);
      setVersion.run(old.id, field, `${incarnation}:${counter}`);
    }
  }
}

function documentOf(old: OldQuery): Record<string, unknown> {
  const parameters = JSON.parse(old.parameters) as OldParameter[];
  return {
    title: words(old.name),
    description: words(old.description),
    folder: '',
    tags: [],
    statements: [{ dialect: old.dialect, sql: old.sql, product: null, minimum: null }],
    parameters: parameters.map((parameter) => ({
      name: parameter.name,
      type: parameter.type,
      label: words(parameter.label),
      default: parameter.default,
      choices: [],
      choicesFrom: '',
    })),
    thresholds: [],
    key: [],
    empty: words(''),
    next: words(''),
  };
}

/** A text in the language it is written in; the other is empty, and then this one is shown. */
function words(text: string): { zh: string; en: string } {
  return /\p{Script=Han}/u.test(text) ? { zh: text, en: '' } : { zh: '', en: text };
}
