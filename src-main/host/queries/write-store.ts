import type { WriteState } from '../../contract/query-write';
import type { Database } from '../../kit/database';
import type { ProcessMark } from '../../kit/process-mark';

/** A write as it is kept; rows that it read on its way are not. */
export interface StoredWrite {
  state: WriteState;
  /** Of the process that has it open; null when it has ended. */
  owner: ProcessMark | null;
  /** A commit has been sent: whether it was done is known only with its answer. */
  committing: boolean;
}

/** Table `query_write`. */
export class WriteStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  put({ state, owner, committing }: StoredWrite): void {
    const statements = state.statements.map((one) => ({ ...one, rows: [], columns: [] }));
    const detail = JSON.stringify({ state: { ...state, statements }, owner, committing });
    this.db
      .prepare(
        `INSERT INTO query_write (id, opened_at, owner, detail) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, detail = excluded.detail`,
      )
      .run(state.id, state.openedAt, owner?.pid ?? null, detail);
  }

  /** Newest first. */
  all(): StoredWrite[] {
    return this.read('');
  }

  /** Those that some process has open, or had when it died. */
  unfinished(): StoredWrite[] {
    return this.read('WHERE owner IS NOT NULL');
  }

  private read(which: string): StoredWrite[] {
    return this.db
      .prepare<[], { detail: string }>(
        `SELECT detail FROM query_write ${which} ORDER BY opened_at DESC, id DESC`,
      )
      .all()
      .map(({ detail }) => JSON.parse(detail) as StoredWrite);
  }

  /** Drops those that ended beyond a number, the oldest first. */
  trim(count: number): void {
    this.db
      .prepare(
        'DELETE FROM query_write WHERE owner IS NULL AND id NOT IN ' +
          '(SELECT id FROM query_write ORDER BY opened_at DESC, id DESC LIMIT ?)',
      )
      .run(count);
  }
}
