import type { Row } from '../../../../contract/queries';
import type { Judgement } from '../../guard/index';
import type {
  DatabaseSession,
  DatabaseTarget,
  RunFailure,
  ServerIdentity,
  SessionLimits,
  SessionMode,
} from '../port';
import { begun, openWithin, rowsOf, timed } from '../open-within';
import { leaveWithin, StatementClock } from '../session-end';
import { connect, type Connected } from './connect';
import { OracleCursor } from './cursor';
import { connectFailure, runFailure, type FailureContext } from './failure';
import { CalledNames } from './shadow';

/**
 * Dates as ISO 8601 and a point in numbers: so they are shown (over the client library), and so
 * texts that are bound for dates are read (Oracle, “Globalization Support Guide”). `SYYYY` writes
 * years before Christ with a minus.
 */
const formatsSql = `ALTER SESSION SET NLS_DATE_FORMAT = 'SYYYY-MM-DD HH24:MI:SS'
 NLS_TIMESTAMP_FORMAT = 'SYYYY-MM-DD HH24:MI:SS.FF9'
 NLS_TIMESTAMP_TZ_FORMAT = 'SYYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM'
 NLS_NUMERIC_CHARACTERS = '.,'`;

/** Every read of the transaction sees the database as it was at this moment, and nothing is changed. */
const readOnlySql = 'SET TRANSACTION READ ONLY';

/** What a session begins with. */
export function beginStatements(mode: SessionMode, schema: string): string[] {
  const quoted = /^[A-Za-z][\w$#]*$/.test(schema) ? schema.toUpperCase() : schema;
  return [
    ...(mode === 'inspect' ? [] : [formatsSql]),
    ...(schema === ''
      ? []
      : [`ALTER SESSION SET CURRENT_SCHEMA = "${quoted.replaceAll('"', '')}"`]),
    ...(mode === 'write' ? [] : [readOnlySql]),
  ];
}

export const identitySql = `SELECT SYS_CONTEXT('USERENV', 'DB_NAME'), SYS_CONTEXT('USERENV', 'SESSION_USER'),
 TO_CHAR(SYS_EXTRACT_UTC(SYSTIMESTAMP), 'YYYY-MM-DD"T"HH24:MI:SS.FF3"Z"') FROM dual`;

/** Connects, logs in and begins. @throws AppError as the port says */
export async function openSession(
  target: DatabaseTarget,
  limits: SessionLimits,
  mode: SessionMode,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  const { host, port, username, database } = target;
  const context = { host, port, username, database, ...limits };
  return openWithin(
    limits,
    signal,
    async (until) => {
      const { tell, schema } = target;
      const statements = beginStatements(mode, schema);
      tell({ purpose: 'session', sql: [...statements, identitySql].join(';\n') });
      return beginSession(await connect(target, until), context, { mode, schema, tell }, until);
    },
    (cause) => connectFailure(cause, context),
  );
}

/** Sets the limits of a logged-in connection and begins its transaction. */
export async function beginSession(
  connected: Connected,
  context: FailureContext,
  { mode, schema, tell }: { mode: SessionMode } & Pick<DatabaseTarget, 'schema' | 'tell'>,
  until: AbortSignal,
): Promise<DatabaseSession> {
  const session = new OracleSession(connected, context, mode, tell);
  return begun(session, () => session.begin(schema), until);
}

class OracleSession implements DatabaseSession {
  identity!: ServerIdentity;
  readonly gone: Promise<void>;
  readonly #connected: Connected;
  readonly #context: FailureContext;
  readonly #mode: SessionMode;
  readonly #clock: StatementClock;
  readonly #tell: DatabaseTarget['tell'];
  readonly #called = new CalledNames((text, values) => this.ask(text, values));
  #broken = false;

  constructor(
    connected: Connected,
    context: FailureContext,
    mode: SessionMode,
    tell: DatabaseTarget['tell'],
  ) {
    this.#tell = tell;
    this.#connected = connected;
    this.gone = connected.gone;
    this.#context = context;
    this.#mode = mode;
    this.#clock = new StatementClock(context.statementMs);
  }

  async begin(schema: string): Promise<void> {
    const { connection } = this.#connected;
    // A round trip that never ends; the session's own clock is for the statement as a whole.
    connection.callTimeout = Math.ceil(this.#context.statementMs);
    for (const statement of beginStatements(this.#mode, schema))
      await connection.execute(statement);
    const { row, latencyMs, offsetMs } = await timed(() => rowsOf(this.#open(identitySql, [])));
    const version = connection.oracleServerVersionString;
    const serverTime = Date.parse(row[2] ?? '');
    this.identity = {
      product: 'oracle',
      version: version.split('.').map(Number),
      server: `Oracle Database ${version}`,
      database: row[0] ?? '',
      username: row[1] ?? '',
      latencyMs,
      clockOffsetMs: offsetMs(serverTime),
    };
  }

  async ask(text: string, values: readonly (string | null)[] = []): Promise<Row[]> {
    this.#tell({ purpose: 'question', sql: text, values });
    return rowsOf(this.#open(text, values));
  }

  async check({ used }: Judgement): Promise<void> {
    if (used) await this.#called.refuse(used);
  }

  cursor(judgement: Judgement, values: readonly (string | null)[]): OracleCursor {
    this.#clock.start(() => this.cancel());
    const { text, order } = judgement.statement;
    // Oracle wants a value for each place, also where the same parameter stands twice.
    const bound = order.map((index) => values[index] ?? null);
    return this.#open(text, bound);
  }

  async execute(
    text: string,
    values: readonly (string | null)[],
  ): Promise<{ affected: number | null }> {
    if (this.#mode !== 'write') throw new Error('a reading session must not write');
    this.#clock.start(() => this.cancel());
    const { rowsAffected } = await this.#connected.connection.execute<unknown[]>(
      text,
      [...values],
      {
        autoCommit: false,
      },
    );
    return { affected: rowsAffected ?? null };
  }

  failure(error: unknown, judgement: Judgement, typed: string): RunFailure {
    const { timedOut } = this.#clock;
    return runFailure(error, { ...this.#context, timedOut }, judgement, typed);
  }

  /** Once: a second break would hit the rollback, which is all that comes after the first. */
  async cancel(): Promise<void> {
    if (this.#broken) return;
    this.#broken = true;
    this.#tell({ purpose: 'cancel', sql: 'BREAK' });
    await this.#connected.connection.breakExecution();
  }

  destroy(): void {
    this.#clock.clear();
    this.#connected.release();
    // Over the client library nothing else ends the connection; it may wait for what runs.
    if (this.#connected.thick) void this.#connected.connection.close().catch(() => undefined);
  }

  async close(end?: 'commit'): Promise<void> {
    this.#broken = true;
    this.#clock.clear();
    const { connection } = this.#connected;
    await leaveWithin(this, end, this.#mode, async (commit) => {
      await (commit ? connection.commit() : connection.rollback());
      await connection.close();
    });
  }

  #open(text: string, values: readonly (string | null)[]): OracleCursor {
    const { connection, thick, typeOf } = this.#connected;
    return new OracleCursor(connection, text, values, { typeOf, thick });
  }
}
