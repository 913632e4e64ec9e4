import type { ChangePermit, ChangeTarget } from '../../contract/changes';
import type { Database } from '../../kit/database';

interface Row {
  id: string;
  at: number;
  action: string;
  targets: string;
  reason: string;
  change_id: string;
}

/** Changes that were let through on this device. */
export class PermitStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  add({ id, at, action, targets, reason, changeId }: ChangePermit): void {
    this.db
      .prepare(
        'INSERT INTO change_permit (id, at, action, targets, reason, change_id) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(id, at, action, JSON.stringify(targets), reason, changeId);
  }

  all(): ChangePermit[] {
    return this.db
      .prepare<[], Row>('SELECT * FROM change_permit ORDER BY at DESC, id DESC LIMIT 1000')
      .all()
      .map(({ id, at, action, targets, reason, change_id }) => ({
        id,
        at,
        action,
        targets: JSON.parse(targets) as ChangeTarget[],
        reason,
        changeId: change_id,
      }));
  }
}
