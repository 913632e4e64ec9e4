import { AppError } from '../../../contract/errors';
import type { Row } from '../../../contract/queries';
import type { WriteState, WrittenStatement } from '../../../contract/query-write';
import type { DatabaseSession, DatabaseTarget } from '../drivers/port';
import { driverOf } from '../drivers/registry';
import { judge } from '../guard/index';
import { lexicalRules } from '../guard/lexical-rules';
import { bindParameters } from '../values';
import type { ParameterType } from '../../../contract/query-library';

const connectMs = 10_000;
const lockMs = 5_000;
/** Rows of a reading statement that are shown between two writing ones. */
const shownRows = 50;

/** The values of a script's parameters. */
export interface ScriptValues {
  parameters: Readonly<Record<string, string | null>>;
  types: Readonly<Record<string, ParameterType>>;
}

/**
 * One transaction on one connection, for the statements of one script in turn. Nothing is
 * committed but by {@link end}; whatever else ends it rolls it back.
 */
export class WriteTransaction {
  private readonly session: DatabaseSession;
  private readonly target: DatabaseTarget;
  private readonly values: ScriptValues;

  private constructor(session: DatabaseSession, target: DatabaseTarget, values: ScriptValues) {
    this.session = session;
    this.target = target;
    this.values = values;
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
    return new WriteTransaction(session, target, values);
  }

  get identity(): Pick<WriteState, 'server' | 'database' | 'username'> {
    const { server, database, username } = this.session.identity;
    return { server, database, username };
  }

  /**
   * Sends one statement.
   *
   * @returns what of its state changes
   * @throws AppError `sql.parameter-…` before it is sent, else what the driver names
   */
  async run(statement: WrittenStatement): Promise<Partial<WrittenStatement>> {
    const { dialect } = this.target;
    const judgement = await judge(dialect, statement.sql);
    const { text, parameters, order } = judgement.statement;
    const { parameters: given, types } = this.values;
    const bound = bindParameters(parameters, given, types);
    const begun = performance.now();
    try {
      if (statement.reads) {
        await this.session.check(judgement);
        const cursor = this.session.cursor(judgement, bound);
        const rows: Row[] = [];
        try {
          rows.push(...(await cursor.read(shownRows)));
        } finally {
          await cursor.close();
        }
        return { columns: [...cursor.columns], rows, elapsedMs: performance.now() - begun };
      }
      // `?` has no name: one value for each place.
      const placed = lexicalRules[dialect].placeholder(1) === '?';
      const values = placed ? order.map((index) => bound[index] ?? null) : bound;
      const { affected } = await this.session.execute(text, values);
      return { affected, elapsedMs: performance.now() - begun };
    } catch (error) {
      if (error instanceof AppError) throw error;
      const elapsedMs = performance.now() - begun;
      throw this.session.failure(error, judgement, statement.sql, elapsedMs).error;
    }
  }

  cancel(): Promise<void> {
    return this.session.cancel();
  }

  /** @throws AppError `sql.connection-lost` when it is not known whether a commit was done; as the driver names it when the server refused */
  async end(end: 'commit' | 'rollback'): Promise<void> {
    try {
      await (end === 'commit' ? this.session.close('commit') : this.session.close());
    } catch (error) {
      if (error instanceof AppError) throw error;
      const judgement = await judge(this.target.dialect, 'SELECT 1');
      throw this.session.failure(error, judgement, 'COMMIT', 0).error;
    }
  }
}
