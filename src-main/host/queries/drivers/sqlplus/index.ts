import { AppError } from '../../../../contract/errors';
import type { Row } from '../../../../contract/queries';
import type { Judgement } from '../../guard/index';
import { descriptorOf } from '../oracle/connect';
import { connectFailure, runFailure, type FailureContext } from '../oracle/failure';
import { beginStatements } from '../oracle/session';
import { CalledNames } from '../oracle/shadow';
import { begun, openWithin, rowsOf, timed } from '../open-within';
import { leaveWithin, StatementClock } from '../session-end';
import type {
  CellPlace,
  DatabaseSession,
  DatabaseTarget,
  RunFailure,
  ServerIdentity,
  SessionLimits,
  SessionMode,
  TakeText,
} from '../port';
import { connectLines, executeLines, statementLines } from './blocks';
import { SqlplusCursor } from './cursor';
import { SqlplusError, SqlplusProcess } from './process';

const identitySql = `SELECT (SELECT version FROM product_component_version WHERE product LIKE 'Oracle%' AND ROWNUM = 1),
 SYS_CONTEXT('USERENV', 'DB_NAME'), SYS_CONTEXT('USERENV', 'SESSION_USER'),
 TO_CHAR(SYS_EXTRACT_UTC(SYSTIMESTAMP), 'YYYY-MM-DD"T"HH24:MI:SS.FF3"Z"') FROM dual`;

/**
 * Logs in with the `sqlplus` of the SSH host: for Oracle 11.2, which speaks no protocol that we
 * do.
 *
 * @throws AppError as the port says; `sql.sqlplus-missing` {host, detail}; those of the SSH connection
 */
export async function openSqlplus(
  target: DatabaseTarget,
  limits: SessionLimits,
  mode: SessionMode,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  const { host, port, username, password, database, oracle, openHost } = target;
  const context = { host, port, username, database, ...limits };
  if (!openHost) throw new AppError('sql.sqlplus-missing', { host, detail: 'no SSH host' });
  // Neither can stand in a quoted name or password; a line break would be a command of its own.
  // oxlint-disable-next-line no-control-regex
  if (/["\0-\x1f]/.test(`${username}${password ?? ''}`)) {
    throw new AppError('sql.auth-failed', { username, host });
  }
  const lines = connectLines(username, password ?? '', descriptorOf(target));
  return openWithin(
    limits,
    signal,
    async (until) => {
      const statements = beginStatements(mode, target.schema);
      target.tell({ purpose: 'session', sql: [...statements, identitySql].join(';\n') });
      const lease = await openHost(until);
      const process = await SqlplusProcess.start(lease, oracle.home).catch((error: unknown) => {
        lease.release();
        throw error;
      });
      const session = new SqlplusSession(process, context, mode, target.tell);
      return begun(session, () => session.begin(lines, target.schema), until);
    },
    (cause) => connectFailure(cause, context),
  );
}

class SqlplusSession implements DatabaseSession {
  identity!: ServerIdentity;
  readonly gone: Promise<void>;
  readonly #process: SqlplusProcess;
  readonly #context: FailureContext;
  readonly #mode: SessionMode;
  readonly #clock: StatementClock;
  readonly #tell: DatabaseTarget['tell'];
  readonly #called = new CalledNames((text, values) => this.ask(text, values));
  #cancelled = false;

  constructor(
    process: SqlplusProcess,
    context: FailureContext,
    mode: SessionMode,
    tell: DatabaseTarget['tell'],
  ) {
    this.#tell = tell;
    this.#process = process;
    this.gone = process.gone;
    this.#context = context;
    this.#mode = mode;
    this.#clock = new StatementClock(context.statementMs);
  }

  async begin(login: readonly string[], schema: string): Promise<void> {
    this.#process.say(login);
    await this.#process.answer();
    const { complaint } = this.#process;
    if (complaint !== null) throw new SqlplusError(complaint);
    // On one line: sqlplus takes a line break inside a statement, but not what a site may set.
    for (const statement of beginStatements(this.#mode, schema))
      await this.#statement(statement.replaceAll('\n', ''));
    const { row, latencyMs, offsetMs } = await timed(() => this.#rows(identitySql, []));
    const [version = '', database, username, clock] = row.map((cell) => cell ?? '');
    const serverTime = Date.parse(clock ?? '');
    this.identity = {
      product: 'oracle',
      version: version.split('.').map(Number),
      server: `Oracle Database ${version} (sqlplus)`,
      database: database ?? '',
      username: username ?? '',
      latencyMs,
      clockOffsetMs: offsetMs(serverTime),
    };
  }

  async ask(text: string, values: readonly (string | null)[] = []): Promise<Row[]> {
    this.#tell({ purpose: 'question', sql: text, values });
    return this.#rows(text, values);
  }

  async check({ used }: Judgement): Promise<void> {
    if (used) await this.#called.refuse(used);
  }

  cursor(judgement: Judgement, values: readonly (string | null)[]): SqlplusCursor {
    this.#clock.start(() => this.cancel());
    return new SqlplusCursor(this.#process, judgement.statement.text, values);
  }

  async cell(
    judgement: Judgement,
    values: readonly (string | null)[],
    at: CellPlace,
    take: TakeText,
  ): Promise<boolean> {
    const cursor = this.cursor(judgement, values);
    try {
      return await cursor.cell(at, take);
    } finally {
      await cursor.close();
    }
  }

  async execute(
    text: string,
    values: readonly (string | null)[],
  ): Promise<{ affected: number | null }> {
    if (this.#mode !== 'write') throw new Error('a reading session must not write');
    this.#clock.start(() => this.cancel());
    this.#process.say(executeLines(text, values));
    return { affected: Number((await this.#process.answer()).slice(2)) };
  }

  failure(error: unknown, judgement: Judgement, typed: string): RunFailure {
    // It ends by our own doing; what it says of that is nothing to tell.
    const { timedOut } = this.#clock;
    if (this.#cancelled && !timedOut && error instanceof SqlplusError) {
      return { error: new AppError('sql.cancelled', {}, { cause: error }), place: null };
    }
    return runFailure(error, { ...this.#context, timedOut }, judgement, typed);
  }

  async cancel(): Promise<void> {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#clock.clear();
    this.#tell({ purpose: 'cancel', sql: 'INT' });
    this.#process.stop();
  }

  destroy(): void {
    this.#clock.clear();
    this.#process.destroy();
  }

  async close(end?: 'commit'): Promise<void> {
    this.#clock.clear();
    await leaveWithin(this, end, this.#mode, async (commit) => {
      if (commit) await this.#statement('COMMIT');
      if (!this.#cancelled) await this.#process.leave();
    });
  }

  async #statement(sql: string): Promise<void> {
    this.#process.say(statementLines(sql));
    await this.#process.answer();
  }

  #rows(text: string, values: readonly (string | null)[]): Promise<Row[]> {
    return rowsOf(new SqlplusCursor(this.#process, text, values));
  }
}
