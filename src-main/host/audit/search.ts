import { setImmediate as breathe } from 'node:timers/promises';
import type { AuditEntry, AuditFilter } from '../../contract/audit';
import type { AuditStore } from './store';

/** Rows looked at before other calls get their turn: a few milliseconds. */
const sliceRows = 2000;

/**
 * The matches of the filter that was asked for last. The log only grows, so a view that
 * scrolls or refreshes costs no more than the rows that are new.
 */
export class AuditSearch {
  private readonly store: AuditStore;
  private key = '';
  private lookedAt = 0;
  private matches: number[] = [];
  private turn: Promise<unknown> = Promise.resolve();

  constructor(store: AuditStore) {
    this.store = store;
  }

  /** A window of the matching rows, newest first, and how many match. */
  window(
    filter: AuditFilter,
    offset: number,
    count: number,
  ): Promise<{ entries: AuditEntry[]; total: number }> {
    // One after the other: two views with different filters share the one list of matches.
    const answer = this.turn.then(async () => {
      await this.refresh(filter);
      const end = Math.max(0, this.matches.length - offset);
      const ids = this.matches.slice(Math.max(0, end - count), end).reverse();
      return { entries: this.store.at(ids), total: this.matches.length };
    });
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  private async refresh(filter: AuditFilter): Promise<void> {
    const key = JSON.stringify(filter);
    if (key !== this.key) {
      this.key = key;
      this.lookedAt = 0;
      this.matches = [];
    }
    const matches = matcherOf(filter);
    for (;;) {
      const rows = this.store.after(this.lookedAt, sliceRows);
      for (const { id, entry } of rows) {
        this.lookedAt = id;
        if (matches(entry)) this.matches.push(id);
      }
      if (rows.length < sliceRows) return;
      await breathe();
    }
  }
}

/** Every word of the text must stand somewhere in the row, whatever its case. */
export function matcherOf({ text, kinds, from, to }: AuditFilter): (entry: AuditEntry) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return (entry) => {
    if (kinds.length > 0 && !kinds.includes(entry.kind)) return false;
    if ((from !== null && entry.at < from) || (to !== null && entry.at >= to)) return false;
    if (words.length === 0) return true;
    const content = `${entry.target}\n${Object.values(entry.detail).join('\n')}`.toLowerCase();
    return words.every((word) => content.includes(word));
  };
}
