import { createHash } from 'node:crypto';
import type { AuditEntry, AuditHead, AuditVerdict } from '../../contract/audit';

/** What is hashed of a row besides the hash before it. */
export type Unsigned = Omit<AuditEntry, 'hash'>;

/** Hash before the first row. */
export const noHash = '0'.repeat(64);

/**
 * The hash of a row: SHA-256 over the previous row's hash and the row's fields, as a JSON
 * array in a fixed order; `detail` as pairs with their keys sorted.
 */
export function hashOf(previous: string, entry: Unsigned): string {
  const detail = Object.entries(entry.detail).sort(([a], [b]) => (a < b ? -1 : 1));
  const { device, sequence, at, clockOffsetMs, kind, target } = entry;
  return createHash('sha256')
    .update(JSON.stringify([previous, device, sequence, at, clockOffsetMs, kind, target, detail]))
    .digest('hex');
}

/** Goes along a chain row by row and finds the first thing that is wrong with it. */
export class ChainCheck {
  private previous: string;
  private rows = 0;
  private last: number;
  private fault: AuditVerdict['fault'] = null;

  /** @param start the row before the first one that will come; by default the chain's beginning */
  constructor(start: { sequence: number; hash: string } = { sequence: 0, hash: noHash }) {
    this.previous = start.hash;
    this.last = start.sequence;
  }

  add({ hash, ...entry }: AuditEntry): void {
    if (this.fault) return;
    if (entry.sequence !== this.last + 1) {
      this.fault = { kind: 'missing', sequence: this.last + 1 };
      return;
    }
    if (hashOf(this.previous, entry) !== hash) {
      this.fault = { kind: 'changed', sequence: entry.sequence };
      return;
    }
    this.previous = hash;
    this.last = entry.sequence;
    this.rows += 1;
  }

  /** @param head where the chain is known to end */
  end(head: AuditHead): AuditVerdict {
    if (!this.fault && this.last < head.sequence)
      this.fault = { kind: 'cut-off', sequence: this.last + 1 };
    if (!this.fault && (this.last > head.sequence || this.previous !== head.hash))
      this.fault = { kind: 'changed', sequence: this.last };
    return { intact: this.fault === null, rows: this.rows, head, fault: this.fault };
  }
}
