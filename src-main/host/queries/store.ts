import type { Parameter, ResultState, SavedQuery } from '../../contract/queries';
import type { Environment } from '../../contract/common';
import type { Database } from '../../kit/database';
import type { EntityStore, Json } from '../../kit/journal';

/** A result as it is kept: what views see, and what evidence of it will say. */
export interface StoredResult {
  state: ResultState;
  system: string;
  environment: Environment;
  host: string;
  /** Rows of each frame of its file. */
  counts: number[];
}

interface SavedRow {
  id: string;
  name: string;
  description: string;
  dialect: 'postgresql';
  sql: string;
  parameters: string;
  archived: number;
  updated_at: number;
}

const savedColumns = ['name', 'description', 'dialect', 'sql', 'parameters', 'archived'];

/** Tables `saved_query` and `query_result`. */
export class QueryStore implements EntityStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  saved(archived: boolean): SavedQuery[] {
    return this.db
      .prepare<[number], SavedRow>(
        'SELECT * FROM saved_query WHERE archived <= ? ORDER BY name, id',
      )
      .all(archived ? 1 : 0)
      .map(fromRow);
  }

  savedOne(id: string): SavedQuery | null {
    const row = this.db
      .prepare<[string], SavedRow>('SELECT * FROM saved_query WHERE id = ?')
      .get(id);
    return row ? fromRow(row) : null;
  }

  create(id: string, fields: Record<string, Json>, at: number): void {
    this.db
      .prepare(
        `INSERT INTO saved_query (id, name, description, dialect, sql, parameters, archived, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, 0, ?)`,
      )
      .run(
        id,
        fields['name'],
        fields['description'],
        fields['dialect'],
        fields['sql'],
        JSON.stringify(fields['parameters']),
        at,
      );
  }

  set(id: string, fields: Record<string, Json>, at: number): void {
    for (const [field, value] of Object.entries(fields)) {
      if (!savedColumns.includes(field)) throw new Error(`a query has no ${field}`);
      const stored =
        field === 'parameters'
          ? JSON.stringify(value)
          : typeof value === 'boolean'
            ? Number(value)
            : value;
      this.db
        .prepare(`UPDATE saved_query SET ${field} = ?, updated_at = ? WHERE id = ?`)
        .run(stored, at, id);
    }
  }

  /** Results, newest first. */
  results(): StoredResult[] {
    return this.db
      .prepare<[], { detail: string }>(
        'SELECT detail FROM query_result ORDER BY started_at DESC, id DESC',
      )
      .all()
      .map(({ detail }) => JSON.parse(detail) as StoredResult);
  }

  result(id: string): StoredResult | null {
    const row = this.db
      .prepare<[string], { detail: string }>('SELECT detail FROM query_result WHERE id = ?')
      .get(id);
    return row ? (JSON.parse(row.detail) as StoredResult) : null;
  }

  /** Writes a result. `owner` is the process that is filling it, null when it is complete. */
  putResult(result: StoredResult, owner: number | null): void {
    const { id, state, startedAt } = result.state;
    this.db
      .prepare(
        `INSERT INTO query_result (id, state, started_at, owner, detail) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, owner = excluded.owner, detail = excluded.detail`,
      )
      .run(id, state, startedAt, owner, JSON.stringify(result));
  }

  removeResult(id: string): void {
    this.db.prepare('DELETE FROM query_result WHERE id = ?').run(id);
  }

  /** Results that some process is filling, or was when it died. */
  unfinished(): { id: string; owner: number }[] {
    return this.db
      .prepare<[], { id: string; owner: number }>(
        'SELECT id, owner FROM query_result WHERE owner IS NOT NULL',
      )
      .all();
  }
}

function fromRow(row: SavedRow): SavedQuery {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    dialect: row.dialect,
    sql: row.sql,
    parameters: JSON.parse(row.parameters) as Parameter[],
    archived: row.archived !== 0,
    updatedAt: row.updated_at,
  };
}
