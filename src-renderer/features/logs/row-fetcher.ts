import type { LogRow } from '../../../src-main/contract/logs';
import { RowCache } from './row-cache';

/** Rows fetched before and after what is in sight. */
const ahead = 8;
/** Rows asked for beyond the end of a piece, so that the host fetches more of the log. */
const beyond = 200;
/** Answers that may be awaited at once; of windows that come meanwhile only the newest counts. */
const mostAsked = 2;
/** After an answer without rows the same is not asked for again at once. */
const emptyPauseMs = 250;
const mostRows = 2000;

/** Which rows a view has. */
export interface RowBounds {
  first: number;
  end: number;
  generation: number;
  /** Bytes of all sources; with more of them the last row of each may have become longer. */
  bytes: number;
  /** How many sources there are. */
  sources: number;
  /** More of the log is before or after the piece at hand. */
  before: boolean;
  after: boolean;
}

/** Asks the host for rows; the answer may have fewer. */
export type AskRows = (
  from: number,
  count: number,
  generation: number,
) => Promise<{ generation: number; rows: readonly LogRow[] }>;

/** Fetches rows of a view as they come into sight, a few questions at a time. */
export class RowFetcher {
  private readonly cache = new RowCache();
  private readonly ask: AskRows;
  private readonly changed: () => void;
  private readonly failed: (error: unknown) => void;
  private bounds: RowBounds = {
    first: 0,
    end: 0,
    generation: 0,
    bytes: 0,
    sources: 0,
    before: false,
    after: false,
  };
  private window: { from: number; to: number } | null = null;
  private waiting = 0;
  private askingBeyond = false;
  /** Counts renumberings: answers from before one are of no use. */
  private numbering = 0;

  constructor(ask: AskRows, changed: () => void, failed: (error: unknown) => void) {
    this.ask = ask;
    this.changed = changed;
    this.failed = failed;
  }

  get(row: number): LogRow | undefined {
    return this.cache.get(row);
  }

  /** Tells which rows there are now, and asks again for what is in sight and not at hand. */
  setBounds(bounds: RowBounds): void {
    const { end, bytes, sources } = this.bounds;
    if (bounds.bytes !== bytes)
      for (let row = end - sources; row < end; row++) this.cache.outdate(row);
    this.bounds = bounds;
    this.pump();
  }

  /** Rows have other numbers from now on; some may be at hand already. */
  renumber(at?: { rows: readonly LogRow[]; generation: number }): void {
    this.numbering++;
    this.cache.clear();
    if (at) this.cache.put(at.rows, at.generation);
  }

  /** Rows in sight, half-open. */
  want(from: number, to: number): void {
    this.window = { from, to };
    this.pump();
    const { first, end, before, after } = this.bounds;
    if (before && from <= first) void this.askBeyond(first - beyond);
    else if (after && to >= end) void this.askBeyond(end);
  }

  /** Fetches the last rows. */
  async loadEnd(count: number): Promise<void> {
    const run = this.cache.missing(this.bounds.end - count, this.bounds.end, this.bounds);
    if (run) await this.fetch(run.from, run.count);
  }

  private pump(): void {
    if (!this.window || this.waiting >= mostAsked) return;
    const run = this.cache.missing(this.window.from - ahead, this.window.to + ahead, this.bounds);
    if (!run) return;
    this.waiting++;
    const { from } = run;
    this.fetch(from, run.count)
      .then(
        async (some) => {
          if (!some) await new Promise((resolve) => setTimeout(resolve, emptyPauseMs));
        },
        async (error: unknown) => {
          this.failed(error);
          await new Promise((resolve) => setTimeout(resolve, emptyPauseMs * 4));
        },
      )
      .finally(() => {
        this.waiting--;
        this.pump();
      })
      .catch(this.failed);
  }

  /** One question; true when it brought rows. */
  private async fetch(from: number, count: number): Promise<boolean> {
    const { numbering } = this;
    const answer = await this.ask(from, Math.min(mostRows, count), this.bounds.generation);
    if (numbering === this.numbering) {
      this.cache.put(answer.rows, answer.generation);
      this.changed();
    }
    return answer.rows.length > 0;
  }

  private async askBeyond(from: number): Promise<void> {
    if (this.askingBeyond) return;
    this.askingBeyond = true;
    try {
      await this.fetch(from, beyond);
    } catch (error) {
      this.failed(error);
    } finally {
      this.askingBeyond = false;
    }
  }
}
