import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { AuditEntry, AuditHead, AuditVerdict } from '../../contract/audit';
import type { Database } from '../../kit/database';

interface Row {
  device: string;
  sequence: number;
  at: number;
  clock_offset: number | null;
  kind: string;
  target: string;
  detail: string;
  hash: string;
}

/** What is hashed of a row besides the hash before it. */
export type Unsigned = Omit<AuditEntry, 'hash'>;

/** Hash before the first row. */
export const noHash = '0'.repeat(64);

/**
 * The hash of a row: SHA-256 over the previous row's hash and the row's fields as a JSON
 * array in a fixed order; `detail` with its keys sorted.
 */
export function hashOf(previous: string, entry: Unsigned): string {
  const detail = Object.entries(entry.detail).sort(([a], [b]) => (a < b ? -1 : 1));
  const { device, sequence, at, clockOffsetMs, kind, target } = entry;
  return createHash('sha256')
    .update(JSON.stringify([previous, device, sequence, at, clockOffsetMs, kind, target, detail]))
    .digest('hex');
}

/** The rows of the audit log and the sealed end of each chain. */
export class AuditStore {
  private readonly db: Database;
  private readonly key: Uint8Array;

  /** @param key seals the end of the chain, so that it cannot be moved back with the rows */
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
          const { at, clockOffsetMs, kind, target, detail } = entry;
          insert.run(
            device,
            sequence,
            at,
            clockOffsetMs,
            kind,
            target,
            JSON.stringify(detail),
            hash,
          );
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
    const row = this.db
      .prepare<[string], { sequence: number; hash: string }>(
        'SELECT sequence, hash FROM audit_head WHERE device = ?',
      )
      .get(device);
    return { device, sequence: row?.sequence ?? 0, hash: row?.hash ?? noHash };
  }

  /** Goes through a chain from its first row to its sealed end. */
  verify(device: string): AuditVerdict {
    const head = this.head(device);
    let previous = noHash;
    let rows = 0;
    const fault = (kind: 'changed' | 'missing' | 'cut-off', sequence: number): AuditVerdict => ({
      intact: false,
      rows,
      head,
      fault: { kind, sequence },
    });
    const all = this.db.prepare<[string], Row>(
      'SELECT * FROM audit_entry WHERE device = ? ORDER BY sequence',
    );
    for (const row of all.iterate(device)) {
      if (row.sequence !== rows + 1) return fault('missing', rows + 1);
      const { hash, ...entry } = fromRow(row);
      if (hashOf(previous, entry) !== hash) return fault('changed', row.sequence);
      previous = hash;
      rows += 1;
    }
    if (rows < head.sequence) return fault('cut-off', rows + 1);
    if (rows > head.sequence || previous !== head.hash || !this.sealed(head))
      return fault('changed', rows);
    return { intact: true, rows, head, fault: null };
  }

  private seal(device: string, sequence: number, hash: string): string {
    return createHmac('sha256', this.key).update(`${device} ${sequence} ${hash}`).digest('hex');
  }

  private sealed({ device, sequence, hash }: AuditHead): boolean {
    if (sequence === 0) return true;
    const row = this.db
      .prepare<[string], { seal: string }>('SELECT seal FROM audit_head WHERE device = ?')
      .get(device);
    const expected = Buffer.from(this.seal(device, sequence, hash));
    const found = Buffer.from(row?.seal ?? '');
    return found.length === expected.length && timingSafeEqual(found, expected);
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
