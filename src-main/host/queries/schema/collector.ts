import type { CompletionItem } from '../../../contract/query-schema';
import { matches, type Match } from './match';

/** How near an item is to what is being written; small comes first among equal matches. */
export const ranks = {
  join: 0,
  inScope: 0,
  used: 1,
  outer: 1,
  visible: 2,
  alias: 2,
  parameter: 3,
  schema: 3,
  elsewhere: 4,
  function: 4,
  keyword: 5,
  system: 6,
} as const;

/** Keeps the best items without sorting all. */
export class Collector {
  private readonly buckets: CompletionItem[][] = [];
  private readonly seen = new Set<string>();
  private readonly limit: number;
  private left = false;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** @param match null is not taken */
  add(match: Match | null, rank: number, make: () => CompletionItem): void {
    if (match === null) return;
    // A word that is written out is what is meant, whatever it is.
    const score = match === matches.exact ? rank : 10 + match * 3 + rank;
    const bucket = (this.buckets[score] ??= []);
    if (bucket.length >= this.limit) {
      this.left = true;
      return;
    }
    const item = make();
    const key = `${item.kind}\0${item.insert}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    bucket.push(item);
  }

  take(): { items: CompletionItem[]; incomplete: boolean } {
    const all = this.buckets.flat().filter((item) => item !== undefined);
    return {
      items: all.slice(0, this.limit),
      incomplete: this.left || all.length > this.limit,
    };
  }
}
