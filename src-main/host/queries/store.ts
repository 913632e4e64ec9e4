import type { Threshold } from '../../contract/query-document';
import type { ResultState } from '../../contract/query-results';
import type { Database } from '../../kit/database';
import type { ProcessMark } from '../../kit/process-mark';

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

  /**
   * Writes a result; of one that is there, what a person said of it stays: another process may
   * have written that.
   *
   * @param owner the process that is filling it, null when it is complete
   */
  putResult(result: StoredResult, owner: ProcessMark | null): void {
    const { id, state, startedAt } = result.state;
    const detail = JSON.stringify({ ...result, ownerStarted: owner?.started });
    this.db
      .prepare(
        `INSERT INTO query_result (id, state, started_at, owner, detail) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, owner = excluded.owner,
           detail = json_set(excluded.detail, '$.state.title', detail ->> '$.state.title',
             '$.state.pinned', json(coalesce(detail -> '$.state.pinned', 'false')))`,
      )
      .run(id, state, startedAt, owner?.pid ?? null, detail);
  }

  /** What a person says of a result, whoever is filling it. */
  changeResult(
    id: string,
    change: Pick<Partial<ResultState>, 'title' | 'pinned' | 'sha256'>,
  ): void {
    for (const [name, value] of Object.entries(change))
      this.db
        .prepare('UPDATE query_result SET detail = json_set(detail, ?, json(?)) WHERE id = ?')
        .run(`$.state.${name}`, JSON.stringify(value), id);
  }

  removeResult(id: string): void {
    this.db.prepare('DELETE FROM query_result WHERE id = ?').run(id);
  }

  /** Results that were cut off, whose rows nobody has hashed yet. */
  unhashed(): string[] {
    return this.db
      .prepare<[], string>(
        `SELECT id FROM query_result WHERE detail ->> '$.state.error.code' = 'sql.interrupted'
         AND detail ->> '$.state.sha256' IS NULL`,
      )
      .pluck()
      .all();
  }

  /** Results that some process is filling, or was when it died. */
  unfinished(): { id: string; owner: ProcessMark }[] {
    return this.db
      .prepare<[], { id: string; pid: number; started: string | null }>(
        `SELECT id, owner AS pid, detail ->> '$.ownerStarted' AS started FROM query_result
         WHERE owner IS NOT NULL`,
      )
      .all()
      .map(({ id, ...owner }) => ({ id, owner }));
  }
}
