import type { HostKey } from '../../contract/ssh';
import type { Database } from '../../kit/database';

interface Row {
  host: string;
  port: number;
  type: string;
  fingerprint: string;
  trusted_at: number;
}

/** Host keys a person accepted on this device; not synced. */
export class HostKeyStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  all(): HostKey[] {
    return this.db
      .prepare<[], Row>('SELECT * FROM host_key ORDER BY host, port')
      .all()
      .map(fromRow);
  }

  get(host: string, port: number): HostKey | null {
    const row = this.db
      .prepare<[string, number], Row>('SELECT * FROM host_key WHERE host = ? AND port = ?')
      .get(host, port);
    return row ? fromRow(row) : null;
  }

  set(key: HostKey): void {
    this.db
      .prepare(
        'INSERT INTO host_key (host, port, type, fingerprint, trusted_at) VALUES (?, ?, ?, ?, ?) ' +
          'ON CONFLICT DO UPDATE SET type = excluded.type, fingerprint = excluded.fingerprint, ' +
          'trusted_at = excluded.trusted_at',
      )
      .run(key.host, key.port, key.type, key.fingerprint, key.trustedAt);
  }

  setType(host: string, port: number, type: string): void {
    this.db
      .prepare('UPDATE host_key SET type = ? WHERE host = ? AND port = ?')
      .run(type, host, port);
  }

  /** Whether there was one. */
  remove(host: string, port: number): boolean {
    return (
      this.db.prepare('DELETE FROM host_key WHERE host = ? AND port = ?').run(host, port).changes >
      0
    );
  }
}

function fromRow({ host, port, type, fingerprint, trusted_at }: Row): HostKey {
  return { host, port, type, fingerprint, trustedAt: trusted_at };
}
