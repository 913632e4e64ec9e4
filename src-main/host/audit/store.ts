import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuditEntry, AuditHead } from '../../contract/audit';
import type { Database } from '../../kit/database';
import { hashOf, noHash, type Unsigned } from './chain';

interface Row {
  id: number;
  device: string;
  sequence: number;
  at: number;
  clock_offset: number | null;
  kind: string;
  target: string;
  detail: string;
  hash: string;
}

interface HeadRow extends AuditHead {
  seal: string;
}

/** A row with its place among the rows of all devices. */
export interface NumberedEntry {
  id: number;
  entry: AuditEntry;
}

/** The rows of the audit log and the sealed end of each chain. */
export class AuditStore {
  private readonly db: Database;
  private readonly key: Uint8Array;

  /** @param key seals the end of a chain, so that it cannot be moved back with the rows */
  constructor(db: Database, key: Uint8Array) {
    this.db = db;
    this.key = key;
  }

  /** Appends rows to a device's chain, all or none, and moves its end. */
  append(device: string, entries: readonly Omit<Unsigned, 'device' | 'sequence'>[]): AuditHead {
    return this.db
      .transaction(() => {
        let { sequence, hash } = this.head(device);
        const insert = this.db.prepare(
          'INSERT INTO audit_entry (device, sequence, at, clock_offset, kind, target, detail, hash) ' +
            'VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        );
        for (const entry of entries) {
          sequence += 1;
          hash = hashOf(hash, { ...entry, device, sequence });
          const { at, clockOffsetMs, kind, target } = entry;
          const detail = JSON.stringify(entry.detail);
          insert.run(device, sequence, at, clockOffsetMs, kind, target, detail, hash);
        }
        this.db
          .prepare(
            'INSERT INTO audit_head (device, sequence, hash, seal) VALUES (?, ?, ?, ?) ' +
              'ON CONFLICT DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, seal = excluded.seal',
          )
          .run(device, sequence, hash, this.seal(device, sequence, hash));
        return { device, sequence, hash };
      })
      .immediate();
  }

  head(device: string): AuditHead {
    const row = this.headRow(device);
    return { device, sequence: row?.sequence ?? 0, hash: row?.hash ?? noHash };
  }

  /** Whether the end of a chain is as this program sealed it. A chain without rows has none. */
  isSealed({ device, sequence, hash }: AuditHead): boolean {
    const row = this.headRow(device);
    if (!row) return sequence === 0;
    const expected = Buffer.from(this.seal(device, sequence, hash));
    const found = Buffer.from(row.seal);
    return found.length === expected.length && timingSafeEqual(found, expected);
  }

  /** Devices that have rows or an end here: more than one after a restore. */
  devices(): string[] {
    return this.db
      .prepare<[], { device: string }>(
        'SELECT device FROM audit_head UNION SELECT DISTINCT device FROM audit_entry',
      )
      .all()
      .map(({ device }) => device);
  }

  /** How many rows were ever written and how many there are: the same, for none is ever deleted. */
  count(): { written: number; there: number } {
    return (
      this.db
        .prepare<[], { written: number; there: number }>(
          "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'audit_entry'), 0) AS written, " +
            '(SELECT count(*) FROM audit_entry) AS there',
        )
        .get() ?? { written: 0, there: 0 }
    );
  }

  /** Rows of a chain from a sequence on, in their order; all of them when `count` is negative. */
  chain(device: string, from: number, count: number): AuditEntry[] {
    return this.db
      .prepare<[string, number, number], Row>(
        'SELECT * FROM audit_entry WHERE device = ? AND sequence >= ? ORDER BY sequence LIMIT ?',
      )
      .all(device, from, count)
      .map(fromRow);
  }

  /** The last rows of a chain and its end, as they stand in one moment. */
  end(device: string, from: number): { rows: AuditEntry[]; head: AuditHead } {
    return this.db.transaction(() => ({
      rows: this.chain(device, from, -1),
      head: this.head(device),
    }))();
  }

  /** Rows of all devices written after a place, in their order. */
  after(id: number, count: number): NumberedEntry[] {
    return this.db
      .prepare<[number, number], Row>('SELECT * FROM audit_entry WHERE id > ? ORDER BY id LIMIT ?')
      .all(id, count)
      .map((row) => ({ id: row.id, entry: fromRow(row) }));
  }

  /** The rows at places, in the order asked for. */
  at(ids: readonly number[]): AuditEntry[] {
    const get = this.db.prepare<[number], Row>('SELECT * FROM audit_entry WHERE id = ?');
    return ids.flatMap((id) => {
      const row = get.get(id);
      return row ? [fromRow(row)] : [];
    });
  }

  private headRow(device: string): HeadRow | undefined {
    return this.db
      .prepare<[string], HeadRow>('SELECT * FROM audit_head WHERE device = ?')
      .get(device);
  }

  private seal(device: string, sequence: number, hash: string): string {
    return createHmac('sha256', this.key).update(`${device} ${sequence} ${hash}`).digest('hex');
  }
}

function fromRow(row: Row): AuditEntry {
  const { device, sequence, at, kind, target, hash } = row;
  return {
    device,
    sequence,
    at,
    clockOffsetMs: row.clock_offset,
    kind: kind as AuditEntry['kind'],
    target,
    detail: JSON.parse(row.detail) as AuditEntry['detail'],
    hash,
  };
}
