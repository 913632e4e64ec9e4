import { AppError } from '../../contract/errors';
import type { Inputs } from '../../contract/index';
import type { SentStatement } from '../../contract/query-history';
import type { ResultState } from '../../contract/query-results';
import { newId } from '../../kit/ids';
import type { Log } from '../../kit/log';
import type { HistoryPlace, HistoryStore } from './history-store';
import { folded } from './library/search';
import { isFinished } from './results/library';

/** What is kept; beyond it the oldest statements go. */
export const keptStatements = 20_000;
const keptCharacters = 64 * 1024 * 1024;
/** Statements read at once while searching; between two reads others have their turn. */
const pieceRows = 250;
/** A statement that goes straight into a file takes no longer. */
const longestExportMs = 24 * 60 * 60 * 1000;
/** So many new statements are let in between two trims. */
const trimEvery = 100;
/** And so many between two looks at their length, for which all of them are read. */
const measureEvery = 1000;

export interface HistoryParts {
  store: HistoryStore;
  log: Log;
  now(): number;
  /** A result of a run, in this process or in another; null where its rows are not kept any more. */
  kept(resultId: string): ResultState | null;
  /** Titles of saved queries in both languages, by each of them: a run bears only one. */
  titles(): Promise<ReadonlyMap<string, string>>;
}

/** What is sent, and where. */
export type Sent = Pick<
  SentStatement,
  'endpointId' | 'target' | 'title' | 'sql' | 'parameters' | 'types'
>;
/** What becomes of a statement whose rows go into a file. Nothing is written down until it is sent. */
export interface ExportRecord {
  sent(what: Sent): void;
  done(outcome: { rows: number }): void;
  failed(error: unknown): void;
}

/** How it ended. */
export type Outcome = Pick<SentStatement, 'state' | 'rows' | 'elapsedMs' | 'error'>;

/** The statements that were sent from this device, with their outcome. */
export class QueryHistory {
  private readonly parts: HistoryParts;
  /** Entries of runs that go on, by result. */
  private readonly open = new Map<string, SentStatement>();
  private added = 0;
  private closed = false;

  constructor(parts: HistoryParts) {
    this.parts = parts;
    parts.store.trim(keptStatements);
    this.measure();
  }

  /** Writes down that a run begins. */
  began(state: ResultState, types: SentStatement['types']): void {
    const { endpointId, title, sql, parameters, database, host } = state;
    const target = `${database} @ ${host}`;
    this.open.set(
      state.id,
      this.send({ endpointId, target, title, sql, parameters, types }, state.id),
    );
  }

  /** Writes down how a run ended. */
  ended(result: ResultState): void {
    const sent = this.open.get(result.id);
    this.open.delete(result.id);
    if (sent) this.settle(sent, outcomeOf(result));
  }

  /** Follows a statement whose rows go straight into a file: what is sent, and how it ends. */
  export(): ExportRecord {
    const started = performance.now();
    let sent: SentStatement | null = null;
    const end = (outcome: Omit<Outcome, 'elapsedMs'>): void => {
      if (sent) this.settle(sent, { ...outcome, elapsedMs: performance.now() - started });
    };
    return {
      sent: (what) => {
        sent = this.send(what, null);
      },
      done: ({ rows }) => end({ state: 'done', rows, error: null }),
      failed: (error) => {
        const known = error instanceof AppError ? error : new AppError('internal');
        const { code, params } = known;
        if (code === 'sql.cancelled') end({ state: 'cancelled', rows: 0, error: null });
        else end({ state: 'failed', rows: 0, error: { code, params } });
      },
    };
  }

  /** Writes down that a statement is sent. The same one as before on a connection is counted, not repeated. */
  private send(what: Sent, resultId: string | null): SentStatement {
    const { store, now } = this.parts;
    const before = store.latest(what.endpointId);
    const again =
      before !== null &&
      before.sql === what.sql &&
      JSON.stringify(before.parameters) === JSON.stringify(what.parameters);
    const sent: SentStatement = {
      ...what,
      id: again ? before.id : newId(),
      at: now(),
      state: 'running',
      rows: 0,
      elapsedMs: 0,
      error: null,
      times: again ? before.times + 1 : 1,
      resultId,
    };
    store.put(sent);
    this.added += 1;
    if (this.added % trimEvery === 0) store.trim(keptStatements);
    if (this.added % measureEvery === 0) this.measure();
    return sent;
  }

  /** Writes down how it ended, unless it was sent anew meanwhile: then the entry tells of that. */
  private settle(sent: SentStatement, outcome: Outcome): void {
    const now = this.parts.store.one(sent.id);
    if (now?.times === sent.times && now.resultId === sent.resultId)
      this.parts.store.put({ ...sent, ...outcome });
  }

  /** Newest first; see contract/query-history.ts. */
  async search({
    text = '',
    endpointId,
    from = 0,
    to = Number.MAX_SAFE_INTEGER,
    after,
    count = 100,
  }: NonNullable<Inputs['queries']['history']>): Promise<{
    statements: SentStatement[];
    more: boolean;
  }> {
    const { store } = this.parts;
    const words = folded(text).split(' ').filter(Boolean);
    const titles = words.length > 0 ? await this.parts.titles() : new Map<string, string>();
    const found: SentStatement[] = [];
    let below = after === undefined ? null : store.one(after);
    for (;;) {
      const piece = store.page({ endpointId: endpointId ?? null, from, to, below }, pieceRows);
      for (const sent of piece) {
        if (words.length > 0 && !hasAll(sent, titles.get(sent.title), words)) continue;
        if (found.length === count) return { statements: found, more: true };
        found.push(this.shown(sent));
      }
      if (piece.length < pieceRows) return { statements: found, more: false };
      below = piece.at(-1) ?? null;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Statements that were sent to a connection lately, newest first. */
  lately(endpointId: string): string[] {
    const range = { endpointId, from: 0, to: Infinity, below: null };
    return this.parts.store.page(range, pieceRows).map(({ sql }) => sql);
  }

  /** Forgets one statement, or all. */
  forget(id: string | null): void {
    this.parts.store.remove(id);
  }

  /** Nothing is read any more: the store closes. */
  dispose(): void {
    this.closed = true;
  }

  /** Drops the oldest beyond a length of all, which is summed up piece by piece. */
  private measure(): void {
    this.trimLength().catch((error: unknown) =>
      this.parts.log.warn('the history could not be measured', { error: String(error) }),
    );
  }

  /** @param longest characters of all statements together */
  async trimLength(longest = keptCharacters): Promise<void> {
    const { store } = this.parts;
    let characters = 0;
    let below: HistoryPlace | null = null;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.closed) return;
      const piece: ReturnType<typeof store.sizes> = store.sizes(below, pieceRows);
      for (const sent of piece) {
        characters += sent.characters;
        if (characters > longest) {
          store.dropFrom(sent);
          return;
        }
      }
      if (piece.length < pieceRows) return;
      below = piece.at(-1) ?? null;
    }
  }

  private shown(sent: SentStatement): SentStatement {
    const kept = sent.resultId === null ? null : this.parts.kept(sent.resultId);
    const shown = { ...sent, resultId: kept && sent.resultId };
    if (sent.state !== 'running') return shown;
    // Where its process died before it could write the end, the rows that are kept have one.
    if (kept) return isFinished(kept) ? { ...shown, ...outcomeOf(kept) } : shown;
    const goesOn = sent.resultId === null && this.parts.now() - sent.at < longestExportMs;
    return goesOn ? shown : { ...shown, state: 'cancelled' };
  }
}

function outcomeOf({ state, rows, elapsedMs, error }: ResultState): Outcome {
  const over = state === 'done' || state === 'cancelled' ? state : 'failed';
  return { state: over, rows, elapsedMs, error };
}

function hasAll(
  { title, sql, target }: SentStatement,
  titles: string | undefined,
  words: readonly string[],
): boolean {
  const text = folded(`${titles ?? title} ${target} ${sql}`);
  return words.every((word) => text.includes(word));
}
