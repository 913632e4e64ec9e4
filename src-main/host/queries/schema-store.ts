import type { Database } from '../../kit/database';

/** A schema that is kept; its file is named after it. */
export interface KeptRow {
  endpointId: string;
  readAt: number;
  server: string;
  objects: number;
  bytes: number;
}

const columns =
  'endpoint_id AS endpointId, read_at AS readAt, server, objects, bytes FROM query_schema';

/** Table `query_schema`. */
export class SchemaStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  one(endpointId: string): KeptRow | null {
    const row = this.db
      .prepare<[string], KeptRow>(`SELECT ${columns} WHERE endpoint_id = ?`)
      .get(endpointId);
    return row ?? null;
  }

  all(): KeptRow[] {
    return this.db.prepare<[], KeptRow>(`SELECT ${columns} ORDER BY endpoint_id`).all();
  }

  put({ endpointId, readAt, server, objects, bytes }: KeptRow): void {
    this.db
      .prepare(
        `INSERT INTO query_schema (endpoint_id, read_at, server, objects, bytes) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (endpoint_id) DO UPDATE SET read_at = excluded.read_at, server = excluded.server,
           objects = excluded.objects, bytes = excluded.bytes`,
      )
      .run(endpointId, readAt, server, objects, bytes);
  }

  remove(endpointId: string): void {
    this.db.prepare('DELETE FROM query_schema WHERE endpoint_id = ?').run(endpointId);
  }
}
