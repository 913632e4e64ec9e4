import type { Threshold } from '../../contract/query-library';
import type { ResultState } from '../../contract/query-results';
import type { Database } from '../../kit/database';

/** A result as it is kept: what views see, and what is needed to read its rows. */
export interface StoredResult {
  state: ResultState;
  /** Of the query it came from: they colour its rows, also when the query says something else by now. */
  thresholds: readonly Threshold[];
  /** Rows of each frame of its file. */
  counts: number[];
}

/** Table `query_result`. */
export class ResultStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
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
