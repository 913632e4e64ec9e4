import { z } from 'zod';
import type { Database } from '../../kit/database';

const detailSchema = z.object({
  name: z.string(),
  system: z.string(),
  host: z.string(),
  path: z.string(),
  /** Bytes of the log and gaps in it, as they were when it was last written down. */
  bytes: z.number().int(),
  gaps: z.number().int(),
  /** It is a file that a person brings in, and not whole yet. */
  importing: z.boolean(),
});

/** What is known of a capture without opening its file. */
export interface StoredCapture extends z.infer<typeof detailSchema> {
  id: string;
  /** Name of its sealed file. */
  file: string;
  endpointId: string | null;
  startedAt: number;
  /** Null while it is written, and when its writer was killed. */
  endedAt: number | null;
  kept: boolean;
}

interface Row {
  id: string;
  file: string;
  endpoint_id: string | null;
  started_at: number;
  ended_at: number | null;
  kept: number;
  detail: string;
}

/** Rows of captures. Not synced. */
export class CaptureStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** The newest first. */
  all(): StoredCapture[] {
    return this.db
      .prepare<[], Row>('SELECT * FROM log_capture ORDER BY started_at DESC, id DESC')
      .all()
      .map(stored);
  }

  get(id: string): StoredCapture | null {
    const row = this.db.prepare<[string], Row>('SELECT * FROM log_capture WHERE id = ?').get(id);
    return row ? stored(row) : null;
  }

  /** Adds a row, or writes it anew. */
  put(capture: StoredCapture): void {
    const { id, file, endpointId, startedAt, endedAt, kept, ...detail } = capture;
    this.db
      .prepare(
        `INSERT INTO log_capture (id, file, endpoint_id, started_at, ended_at, kept, detail)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, detail = excluded.detail`,
      )
      .run(id, file, endpointId, startedAt, endedAt, kept ? 1 : 0, JSON.stringify(detail));
  }

  /** Keeps a capture beyond the quota or not, and names it. */
  keep(id: string, kept: boolean, name: string | undefined): void {
    this.db
      .prepare(
        `UPDATE log_capture SET kept = ?,
         detail = CASE WHEN ? IS NULL THEN detail ELSE json_set(detail, '$.name', ?) END WHERE id = ?`,
      )
      .run(kept ? 1 : 0, name ?? null, name ?? null, id);
  }

  remove(id: string): void {
    this.db.prepare('DELETE FROM log_capture WHERE id = ?').run(id);
  }
}

function stored(row: Row): StoredCapture {
  return {
    id: row.id,
    file: row.file,
    endpointId: row.endpoint_id,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    kept: row.kept === 1,
    ...detailSchema.parse(JSON.parse(row.detail)),
  };
}
