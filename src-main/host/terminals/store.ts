import { z } from 'zod';
import { transcriptSchema, type Transcript } from '../../contract/terminals';
import type { Database } from '../../kit/database';

const detailSchema = transcriptSchema
  .omit({ id: true, startedAt: true, endedAt: true, bytes: true })
  .extend({
    /** Process that writes it. */
    owner: z.number().int(),
  });

/** A recording with the name of its file and the process that writes it. */
export interface StoredTranscript {
  transcript: Transcript;
  file: string;
  owner: number;
}

interface Row {
  id: string;
  file: string;
  started_at: number;
  ended_at: number | null;
  bytes: number;
  detail: string;
}

/** Rows of recorded sessions. Not synced. */
export class TranscriptStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** The newest first. */
  all(): StoredTranscript[] {
    return this.db
      .prepare<[], Row>('SELECT * FROM transcript ORDER BY started_at DESC, id DESC')
      .all()
      .map(stored);
  }

  get(id: string): StoredTranscript | null {
    const row = this.db.prepare<[string], Row>('SELECT * FROM transcript WHERE id = ?').get(id);
    return row ? stored(row) : null;
  }

  add({ transcript, file, owner }: StoredTranscript): void {
    const { id, startedAt, endedAt, bytes, ...detail } = transcript;
    this.db
      .prepare(
        'INSERT INTO transcript (id, file, started_at, ended_at, bytes, detail) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(id, file, startedAt, endedAt, bytes, JSON.stringify({ ...detail, owner }));
  }

  end(id: string, endedAt: number, bytes: number): void {
    this.db
      .prepare('UPDATE transcript SET ended_at = ?, bytes = ? WHERE id = ?')
      .run(endedAt, bytes, id);
  }

  remove(id: string): void {
    this.db.prepare('DELETE FROM transcript WHERE id = ?').run(id);
  }
}

function stored(row: Row): StoredTranscript {
  const { owner, ...detail } = detailSchema.parse(JSON.parse(row.detail));
  return {
    transcript: {
      id: row.id,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      bytes: row.bytes,
      ...detail,
    },
    file: row.file,
    owner,
  };
}
