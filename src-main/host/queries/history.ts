import type { Inputs } from '../../contract/index';
import type { SentStatement } from '../../contract/query-history';
import type { ResultState } from '../../contract/query-results';
import { newId } from '../../kit/ids';
import type { HistoryStore } from './history-store';
import { folded } from './library/search';

/** What is kept; beyond it the oldest statements go. */
export const keptStatements = 20_000;
const keptCharacters = 64 * 1024 * 1024;
/** Statements read at once while searching; between two reads others have their turn. */
const pieceRows = 250;
/** So many new statements are let in between two trims. */
const trimEvery = 100;

export interface HistoryParts {
  store: HistoryStore;
  now(): number;
  /** Whether the rows of a result are still kept here. */
  isKept(resultId: string): boolean;
  /** Whether a run goes on, in this process or in another. */
  isRunning(resultId: string): boolean;
}

/** The statements that were sent from this device, with their outcome. */
export class QueryHistory {
  private readonly parts: HistoryParts;
  /** Entries of runs that go on, by result. */
  private readonly open = new Map<string, SentStatement>();
  private added = 0;

  constructor(parts: HistoryParts) {
    this.parts = parts;
    this.trim();
  }

  /** Writes down that a statement is sent. The same one as before on a connection is counted, not repeated. */
  began(state: ResultState): void {
    const { store, now } = this.parts;
    const before = store.latest(state.endpointId);
    const again =
      before !== null &&
      before.sql === state.sql &&
      JSON.stringify(before.parameters) === JSON.stringify(state.parameters);
    const sent: SentStatement = {
      id: again ? before.id : newId(),
      at: now(),
      endpointId: state.endpointId,
      target: `${state.database} @ ${state.host}`,
      title: state.title,
      sql: state.sql,
      parameters: state.parameters,
      state: 'running',
      rows: 0,
      elapsedMs: 0,
      error: null,
      times: again ? before.times + 1 : 1,
      resultId: state.id,
    };
    this.open.set(state.id, sent);
    store.put(sent);
    this.added += 1;
    if (this.added % trimEvery === 0) this.trim();
  }

  /** Writes down how it ended. */
  ended(result: ResultState): void {
    const sent = this.open.get(result.id);
    this.open.delete(result.id);
    // Sent anew meanwhile: the entry tells of the newer run.
    if (!sent || this.parts.store.one(sent.id)?.resultId !== result.id) return;
    const { rows, elapsedMs, error } = result;
    const state = result.state === 'done' || result.state === 'cancelled' ? result.state : 'failed';
    this.parts.store.put({ ...sent, state, rows, elapsedMs, error });
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
    const found: SentStatement[] = [];
    let below = after === undefined ? null : store.one(after);
    for (;;) {
      const piece = store.page({ endpointId: endpointId ?? null, from, to, below }, pieceRows);
      for (const sent of piece) {
        if (words.length > 0 && !hasAll(sent, words)) continue;
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

  private trim(): void {
    this.parts.store.trim(keptStatements, keptCharacters);
  }

  private shown(sent: SentStatement): SentStatement {
    const { resultId } = sent;
    const kept = resultId !== null && this.parts.isKept(resultId);
    // Its process died before it could write the end.
    const lost = sent.state === 'running' && !(kept && this.parts.isRunning(resultId));
    return { ...sent, state: lost ? 'cancelled' : sent.state, resultId: kept ? resultId : null };
  }
}

function hasAll({ title, sql, target }: SentStatement, words: readonly string[]): boolean {
  const text = folded(`${title} ${target} ${sql}`);
  return words.every((word) => text.includes(word));
}
