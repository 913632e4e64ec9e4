import { AppError } from '../../../contract/errors';
import type { Comparison } from '../../../contract/query-results';
import type { Compared, CompareOrder } from './thread/compare';

/** Comparisons that can still be looked at take so much memory together; the newest always stays. */
const keptBytes = 128 * 1024 * 1024;

/** What is known of a comparison that can still be looked at. */
export interface KeptComparison {
  comparison: Comparison;
  order: CompareOrder;
  compared: Compared;
  /** Places of rows in which a column changed, of the column that was asked about last. */
  inColumn: { column: number; places: Uint32Array } | null;
}

/** The newest comparisons, by their ids. */
export class KeptComparisons {
  private readonly kept = new Map<string, KeptComparison>();

  /** Keeps one; the oldest go as far as memory asks for it. */
  keep(one: KeptComparison): void {
    const { id } = one.comparison;
    this.kept.set(id, one);
    let bytes = 0;
    for (const each of this.kept.values()) bytes += bytesOf(each);
    for (const [oldest, each] of this.kept) {
      if (bytes <= keptBytes || oldest === id) break;
      this.kept.delete(oldest);
      bytes -= bytesOf(each);
    }
  }

  /** Lets one go before others take its place. */
  forget(id: string): void {
    this.kept.delete(id);
  }

  /** @throws AppError `sql.comparison-gone` */
  find(id: string): KeptComparison {
    const kept = this.kept.get(id);
    if (!kept) throw new AppError('sql.comparison-gone', { id });
    return kept;
  }
}

function bytesOf({ compared: { before, after, codes } }: KeptComparison): number {
  return before.byteLength + after.byteLength + codes.byteLength;
}
