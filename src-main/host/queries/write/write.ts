import { AppError } from '../../../contract/errors';
import type { WriteState, WrittenStatement } from '../../../contract/query-write';
import type { DatabaseEndpoint } from '../../../contract/systems';
import type { Log } from '../../../kit/log';
import { idleWriteMs } from '../drivers/port';
import { Changing } from '../results/changes';
import type { WriteLedger } from './ledger';
import { CommitFailed, type WriteTransaction } from './transaction';

const publishMs = 100;
/** While a long script runs on, how far it is stands in the store at most this often: it is written as a whole. */
const keepMs = 1_000;
/** What the program waits for when it closes; a connection that is silent then is cut. */
const closingMs = 5_000;

export interface OneWriteParts {
  ledger: WriteLedger;
  log: Log;
  now(): number;
  /** It is not as it was. */
  changed(id: string): void;
  detail: DatabaseEndpoint;
  /** Of the script's parameters, for the audit log. */
  values: object;
}

/** One script that was let through, and its transaction until that has ended. */
export class Write {
  private readonly parts: OneWriteParts;
  private readonly changing: Changing<WriteState>;
  private transaction: WriteTransaction | null;
  /** What is being sent; never rejects. */
  private busy: Promise<void> | null = null;
  /** Stops the statement that runs, and what waits behind it. */
  private stop = new AbortController();
  private isGone = false;
  private idle: NodeJS.Timeout | undefined;

  constructor(state: WriteState, transaction: WriteTransaction, parts: OneWriteParts) {
    this.parts = parts;
    this.changing = new Changing(state);
    this.transaction = transaction;
    void transaction.gone.then(() => {
      this.isGone = true;
      if (!this.busy) this.touch();
    });
    this.touch();
  }

  get state(): WriteState {
    return this.changing.current;
  }

  follow(signal?: AbortSignal): AsyncGenerator<WriteState[], void> {
    return this.changing.follow(publishMs, signal);
  }

  /** Sends the next statement, or all that wait. @throws AppError `sql.write-over`, `sql.write-busy`, `sql.write-failed` */
  async step(all: boolean): Promise<void> {
    const transaction = this.free();
    if (hasFailed(this.state)) throw new AppError('sql.write-failed');
    this.stop = new AbortController();
    const { signal } = this.stop;
    await this.work(async () => {
      for (let kept = performance.now(); ;) {
        await this.next(transaction, signal);
        if (!all || signal.aborted || !this.hasNext()) break;
        if (performance.now() - kept < keepMs) continue;
        this.parts.ledger.progress(this.state);
        kept = performance.now();
      }
      if (this.transaction) this.parts.ledger.progress(this.state);
    });
  }

  /** Stops the statement that runs; those that wait are not sent. */
  cancel(): void {
    this.stop.abort(new AppError('sql.cancelled'));
  }

  /**
   * Commits or rolls back.
   *
   * @param byItself no person asked for it
   * @throws AppError `sql.write-over`; `sql.write-busy`; `sql.write-failed` for a commit after a
   *   failed statement; as the driver when the server refuses to commit
   */
  async end(end: 'commit' | 'rollback', byItself = false): Promise<void> {
    const transaction = this.free();
    if (end === 'rollback') return this.work(() => this.rollBack(transaction, byItself));
    if (hasFailed(this.state)) throw new AppError('sql.write-failed');
    await this.work(() => this.commit(transaction));
  }

  /** Rolls back; a commit that is under way has a moment to be answered. */
  async dispose(): Promise<void> {
    this.cancel();
    const late = setTimeout(() => this.transaction?.destroy(), closingMs);
    await this.busy;
    clearTimeout(late);
    if (this.transaction) await this.end('rollback', true);
  }

  private async next(transaction: WriteTransaction, signal: AbortSignal): Promise<void> {
    const index = this.state.statements.findIndex(({ state }) => state === 'waiting');
    const statement = this.state.statements[index];
    if (!statement) return;
    await this.writeDown(transaction, () => this.sending(statement.sql));
    this.put(index, { state: 'running' });
    try {
      this.put(index, { ...(await transaction.run(statement, signal)), state: 'done' });
    } catch (error) {
      const { code, params } = this.named(error);
      const state = signal.aborted ? 'cancelled' : 'failed';
      this.put(index, { state, error: { code, params } });
      this.stop.abort();
      if (code === 'sql.connection-lost') this.over('lost', false);
      // The statement has ended the transaction itself, one way or the other.
      if (code === 'sql.transaction-left' && params['count'] === 0) this.over('unknown', false);
    }
  }

  private async commit(transaction: WriteTransaction): Promise<void> {
    await this.writeDown(transaction, () => {
      this.sending('COMMIT');
      this.parts.ledger.open(this.state, true);
    });
    try {
      await transaction.commit();
      this.over('committed', false);
    } catch (error) {
      // Only what the server itself says is known: it may have committed before its answer was lost.
      const refused = error instanceof CommitFailed && error.isRefused;
      this.over(refused ? 'rolled-back' : 'unknown', false);
      if (refused) throw error.failure;
      this.parts.log.warn('the outcome of a commit is not known', { error: String(error) });
    }
  }

  /**
   * What cannot be written down is not sent. The transaction ends with it: its locks would hold
   * others up until somebody has made room on a disk.
   */
  private async writeDown(transaction: WriteTransaction, write: () => void): Promise<void> {
    try {
      write();
    } catch (error) {
      await transaction.rollBack();
      this.over('rolled-back', true);
      throw error;
    }
  }

  private async rollBack(transaction: WriteTransaction, byItself: boolean): Promise<void> {
    try {
      this.sending('ROLLBACK');
    } catch (error) {
      // It undoes what is in the log already, and must not wait for a disk that is full.
      this.parts.log.error('a rollback could not be written down', error);
    }
    await transaction.rollBack();
    this.over('rolled-back', byItself);
  }

  private hasNext(): boolean {
    const { state, statements } = this.state;
    return state === 'open' && statements.some((one) => one.state === 'waiting');
  }

  private named(error: unknown): AppError {
    if (error instanceof AppError) return error;
    this.parts.log.error('a writing statement failed', error);
    return new AppError('internal', { detail: 'write' });
  }

  private put(index: number, change: Partial<WrittenStatement>): void {
    const { state } = this;
    const statements = state.statements.map((one, at) =>
      at === index ? { ...one, ...change } : one,
    );
    this.changing.set({ ...state, statements });
  }

  /** Does one thing at a time, during which it is not idle. */
  private async work(work: () => Promise<void>): Promise<void> {
    clearTimeout(this.idle);
    const working = work();
    this.busy = working.catch(() => undefined);
    try {
      await working;
    } finally {
      this.busy = null;
      this.touch();
    }
  }

  /** Begins the time anew after which it is rolled back; tells at once that the connection is lost. */
  private touch(): void {
    clearTimeout(this.idle);
    if (!this.transaction) return;
    if (this.isGone) return this.over('lost', false);
    this.changing.set({ ...this.state, endsAt: this.parts.now() + idleWriteMs });
    this.idle = setTimeout(() => void this.end('rollback', true), idleWriteMs);
    this.idle.unref();
  }

  private over(state: WriteState['state'], endedByItself: boolean): void {
    if (state === 'lost' || state === 'unknown') this.transaction?.destroy();
    this.transaction = null;
    const ended = { ...this.state, state, endedByItself };
    this.parts.ledger.ended(ended);
    this.changing.end(ended);
    this.parts.changed(ended.id);
  }

  private free(): WriteTransaction {
    const { transaction, state } = this;
    if (!transaction) throw new AppError('sql.write-over', { state: state.state });
    if (this.busy) throw new AppError('sql.write-busy');
    return transaction;
  }

  /** Nothing is sent before it stands in the audit log. */
  private sending(sql: string): void {
    const { ledger, detail, values } = this.parts;
    ledger.sending(detail, this.state.permit, sql, values);
  }
}

/** After a failed statement nobody can say what the rest would do. */
function hasFailed({ statements }: WriteState): boolean {
  return statements.some(({ state }) => state === 'failed' || state === 'cancelled');
}
