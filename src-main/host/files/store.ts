import type { Transfer } from '../../contract/files';
import type { Database } from '../../kit/database';

/** A transfer as it is kept: what is shown of it, and what is needed to go on with it. */
export interface KeptTransfer {
  transfer: Transfer;
  /** What a person decided for files that are there. */
  onExisting: 'ask' | 'resume' | 'overwrite' | 'skip' | 'rename';
  /** Dropped onto a page: only that page has the bytes. */
  isDrop: boolean;
  /** Name of the lease that the process holds which runs it. */
  owner: string;
}

/** Transfers of this device. Not synced. */
export class TransferStore {
  private readonly db: Database;
  private seen: { version: unknown; rows: KeptTransfer[] } | null = null;

  constructor(db: Database) {
    this.db = db;
  }

  /**
   * All of them, as they were when another process wrote last: views ask several times a
   * second, and what this process writes it knows.
   */
  recent(): readonly KeptTransfer[] {
    // Changes with the commits of other connections only.
    const version = this.db.pragma('data_version', { simple: true });
    if (!this.seen || this.seen.version !== version) this.seen = { version, rows: this.all() };
    return this.seen.rows;
  }

  /** Oldest first. */
  all(): KeptTransfer[] {
    return this.db
      .prepare<[], { detail: string }>('SELECT detail FROM transfer ORDER BY started_at, id')
      .all()
      .map(({ detail }) => JSON.parse(detail) as KeptTransfer);
  }

  save(kept: KeptTransfer): void {
    const { id, state, startedAt } = kept.transfer;
    this.db
      .prepare(
        'INSERT INTO transfer (id, state, started_at, detail) VALUES (?, ?, ?, ?) ' +
          'ON CONFLICT DO UPDATE SET state = excluded.state, detail = excluded.detail',
      )
      .run(id, state, startedAt, JSON.stringify(kept));
  }

  /** Takes over what another process has left; false when somebody else was faster. */
  claim(kept: KeptTransfer, owner: string): boolean {
    const { changes } = this.db
      .prepare(
        "UPDATE transfer SET detail = json_set(detail, '$.owner', ?) " +
          "WHERE id = ? AND json_extract(detail, '$.owner') = ?",
      )
      .run(owner, kept.transfer.id, kept.owner);
    return changes === 1;
  }

  remove(id: string): void {
    this.seen = null;
    this.db.prepare('DELETE FROM transfer WHERE id = ?').run(id);
  }
}
