import type { AppError } from '../../../contract/errors';
import type { Row } from '../../../contract/queries';
import type { WriteState, WrittenStatement } from '../../../contract/query-write';
import type { DatabaseSession, DatabaseTarget } from '../drivers/port';
import { driverOf } from '../drivers/registry';
import { withLimits } from '../drivers/run';
import { judge, type JudgeOptions, type Judgement } from '../guard/index';
import { lexicalRules } from '../guard/lexical-rules';
import { bindParameters } from '../values';
import type { ParameterType } from '../../../contract/query-document';

const connectMs = 10_000;
const lockMs = 5_000;
/** Rows of a reading statement that are shown between two writing ones. */
const shownRows = 50;

/** A large change takes its time to be undone when it is stopped; after so long the connection is cut. */
const cancelGraceMs = 60_000;
/** What only the server can have said of a commit: nothing of it was done. */
const refusals = new Set(['sql.failed', 'sql.locked', 'sql.refused', 'sql.syntax']);

/** Thrown where a commit was not answered by “done”. */
export class CommitFailed extends Error {
  readonly failure: AppError;
  constructor(failure: AppError) {
    super(failure.message, { cause: failure });
    this.failure = failure;
  }

  /** The server said that it did not commit; otherwise nobody knows. */
  get isRefused(): boolean {
    return refusals.has(this.failure.code);
  }
}

/** The values of a script's parameters. */
export interface ScriptValues {
  parameters: Readonly<Record<string, string | null>>;
  types: Readonly<Record<string, ParameterType>>;
  reviewed: JudgeOptions['reviewed'];
}

/**
 * One transaction on one connection, for the statements of one script in turn. Nothing is
 * committed but by {@link commit}; whatever else ends it rolls it back.
 */
export class WriteTransaction {
  private readonly session: DatabaseSession;
  private readonly target: DatabaseTarget;
  private readonly values: ScriptValues;
  private readonly statementMs: number;

  private constructor(
    session: DatabaseSession,
    target: DatabaseTarget,
    values: ScriptValues,
    statementMs: number,
  ) {
    this.session = session;
    this.target = target;
    this.values = values;
    this.statementMs = statementMs;
  }

  /** @throws AppError as `DatabaseDriver.open` */
  static async open(
    target: DatabaseTarget,
    values: ScriptValues,
    statementMs: number,
    signal: AbortSignal,
  ): Promise<WriteTransaction> {
    const driver = await driverOf(target.dialect);
    const limits = { connectMs, statementMs, lockMs: Math.min(lockMs, statementMs) };
    const session = await driver.open(target, limits, 'write', signal);
    return new WriteTransaction(session, target, values, statementMs);
  }

  get identity(): Pick<WriteState, 'server' | 'database' | 'username'> {
    const { server, database, username } = this.session.identity;
    return { server, database, username };
  }

  /** See `DatabaseSession`. */
  get gone(): Promise<void> {
    return this.session.gone;
  }

  /**
   * Sends one statement.
   *
   * @returns what of its state changes
   * @throws AppError `sql.parameter-…` before it is sent; `sql.timeout`; `sql.transaction-left`
   *   {count}; the signal's reason; else what the driver names
   */
  async run(statement: WrittenStatement, signal: AbortSignal): Promise<Partial<WrittenStatement>> {
    const { dialect } = this.target;
    const { parameters: given, types, reviewed } = this.values;
    const judgement = await judge(dialect, statement.sql, { reviewed, signal });
    const { text, parameters, order } = judgement.statement;
    const bound = bindParameters(parameters, given, types);
    const begun = performance.now();
    const work = async (): Promise<Partial<WrittenStatement>> => {
      if (statement.reads) return this.read(judgement, bound);
      // `?` has no name: one value for each place.
      const placed = lexicalRules[dialect].placeholder(1) === '?';
      const values = placed ? order.map((index) => bound[index] ?? null) : bound;
      const { affected } = await this.session.execute(text, values);
      return { affected };
    };
    const limits = { timeoutMs: this.statementMs, cancelGraceMs };
    try {
      const done = await withLimits(this.session, limits, signal, work);
      return { ...done, elapsedMs: performance.now() - begun };
    } catch (error) {
      const elapsedMs = performance.now() - begun;
      throw this.session.failure(error, judgement, statement.sql, elapsedMs).error;
    }
  }

  /** @throws CommitFailed */
  async commit(): Promise<void> {
    try {
      await this.session.close('commit');
    } catch (error) {
      const judgement = await judge(this.target.dialect, 'SELECT 1');
      throw new CommitFailed(this.session.failure(error, judgement, 'COMMIT', 0).error);
    }
  }

  /** Never fails: a connection that is lost is rolled back by the server. */
  rollBack(): Promise<void> {
    return this.session.close().catch(() => undefined);
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.session.destroy();
  }

  private async read(
    judgement: Judgement,
    values: (string | null)[],
  ): Promise<Partial<WrittenStatement>> {
    await this.session.check(judgement);
    const cursor = this.session.cursor(judgement, values);
    const rows: Row[] = [];
    try {
      rows.push(...(await cursor.read(shownRows)));
    } finally {
      await cursor.close();
    }
    return { columns: [...cursor.columns], rows };
  }
}
