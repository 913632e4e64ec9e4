import { AppError } from '../../../../contract/errors';
import type { Connection } from 'tedious';
import type { Row } from '../../../../contract/queries';
import type { Judgement } from '../../guard/index';
import { CellPipe, readCell } from '../cell';
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
import { begun, openWithin, rowsOf, timed } from '../open-within';
import { leaveWithin, StatementClock } from '../session-end';
import { streamEnd, type CarriedStream } from '../stream';
import { connect, type Connected } from './connect';
import { requestOf, SqlServerCursor } from './cursor';
import { connectFailure, runFailure, type FailureContext } from './failure';
import { passCell, readCellsAsText, wholeTextSize } from './wire';

/**
 * Limits and transaction. SQL Server has no read-only transaction, so what a statement does is
 * rolled back with it (XACT_ABORT: also when it fails).
 *
 * - READ COMMITTED: numbers that become evidence must not be those of a change that is rolled
 *   back later, which READ UNCOMMITTED shows; its locks are held for the row that is being read
 *   only. SNAPSHOT would wait for nobody, but has to be switched on in the database.
 * - LOCK_TIMEOUT: where a row is locked, we give up, not the others.
 * - DEADLOCK_PRIORITY LOW: in a deadlock it is ours that ends.
 */
function beginSql(lockMs: number): string {
  return `SET LOCK_TIMEOUT ${Math.max(1, Math.round(lockMs))};
SET DEADLOCK_PRIORITY LOW;
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
BEGIN TRANSACTION;`;
}

const identitySql = `SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)),
 CAST(SERVERPROPERTY('Edition') AS nvarchar(128)), DB_NAME(), SUSER_SNAME(),
 CONVERT(nvarchar(30), GETUTCDATE(), 126)`;

/** Connects, logs in and begins. @throws AppError as the port says */
export async function openSession(
  target: DatabaseTarget,
  limits: SessionLimits,
  mode: SessionMode,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  readCellsAsText();
  const { host, port, username, database } = target;
  const context = { host, port, username, database, ...limits };
  return openWithin(
    limits,
    signal,
    async (until) => {
      target.tell({ purpose: 'session', sql: `${beginSql(limits.lockMs)}\n${identitySql}` });
      const connected = await connect(target, limits, mode, until);
      const session = new SqlServerSession(connected, context, mode, target.tell);
      return begun(session, () => session.begin(), until);
    },
    (cause) => connectFailure(cause, context),
  );
}

/** Functions of this database, and other databases, that so many names may mean; see `check`. */
export function lookalikeSql(count: number): string {
  const marks = (from: number): string =>
    Array.from({ length: count }, (_, index) => `@p${from + index}`).join(', ');
  return `SELECT s.name + N'.' + o.name FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id
    WHERE o.type IN ('FN', 'FS', 'FT', 'IF', 'TF', 'AF') AND UPPER(s.name + N'.' + o.name) IN (${marks(1)})
    UNION ALL SELECT d.name FROM sys.databases AS d WHERE UPPER(d.name) IN (${marks(count + 1)})`;
}

class SqlServerSession implements DatabaseSession {
  identity!: ServerIdentity;
  readonly gone: Promise<void>;
  readonly #connection: Connection;
  readonly #carried: CarriedStream;
  readonly #line: Connected['line'];
  readonly #context: FailureContext;
  readonly #mode: SessionMode;
  /** The server has no time limit for a statement of its own. */
  readonly #clock: StatementClock;
  #closing = false;
  readonly #tell: DatabaseTarget['tell'];
  #cancelled = false;

  constructor(
    { connection, carried, line }: Connected,
    context: FailureContext,
    mode: SessionMode,
    tell: DatabaseTarget['tell'],
  ) {
    this.#connection = connection;
    this.#line = line;
    this.#tell = tell;
    this.gone = streamEnd(carried.stream);
    this.#carried = carried;
    this.#context = context;
    this.#mode = mode;
    this.#clock = new StatementClock(context.statementMs);
  }

  async begin(): Promise<void> {
    await this.#batch(beginSql(this.#context.lockMs));
    const { row, latencyMs, offsetMs } = await timed(() => this.#rows(identitySql, []));
    const [version = '', edition, database, username, clock] = row.map((cell) => cell ?? '');
    const serverTime = Date.parse(`${clock}Z`);
    this.identity = {
      product: 'sqlserver',
      version: version.split('.').map(Number),
      server: `SQL Server ${version} ${edition}`.trim(),
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

  /** In batches: in a statement with values the setting would end with it (Microsoft, “SET SHOWPLAN_XML”). */
  async explain(text: string): Promise<Row[]> {
    const [on, off] = ['SET SHOWPLAN_XML ON', 'SET SHOWPLAN_XML OFF'];
    this.#tell({ purpose: 'question', sql: `${on}\nGO\n${text}\nGO\n${off}` });
    this.#clock.start(() => this.cancel());
    await this.#batch(on);
    const rows = await rowsOf(new SqlServerCursor(this.#connection, text, [], true));
    // Else the rollback would only be planned.
    await this.#batch(off);
    return rows;
  }

  /**
   * A function of the database is called with its schema (Microsoft, “CREATE FUNCTION”), so no
   * name of a built-in one can be taken over; but one may look like a method of a column.
   */
  async check({ used }: Judgement): Promise<void> {
    const names = [...(used?.names ?? [])];
    if (names.length === 0) return;
    const owned = names.map((name) => name.split('.').slice(-2).join('.'));
    const [found] = await this.ask(lookalikeSql(names.length), [
      ...owned,
      ...names.map((name) => name.split('.')[0] ?? ''),
    ]);
    if (found)
      throw new AppError('sql.refused', { reason: 'shadowed-function', name: found[0] ?? '' });
  }

  cursor(judgement: Judgement, values: readonly (string | null)[]): SqlServerCursor {
    this.#clock.start(() => this.cancel());
    return new SqlServerCursor(this.#connection, judgement.statement.text, values);
  }

  async cell(
    judgement: Judgement,
    values: readonly (string | null)[],
    at: CellPlace,
    take: TakeText,
  ): Promise<boolean> {
    const sql = `SET TEXTSIZE ${wholeTextSize}`;
    this.#tell({ purpose: 'session', sql });
    await this.#batch(sql);
    const wanted = { ...at, take: (bytes: Buffer) => pipe.push(bytes) };
    const pipe: CellPipe = new CellPipe(passCell(this.#connection, wanted), take, this.#line);
    const cursor = this.cursor(judgement, values);
    cursor.refuseOldTypes();
    return readCell(cursor, at, take, pipe);
  }

  async execute(
    text: string,
    values: readonly (string | null)[],
  ): Promise<{ affected: number | null }> {
    if (this.#mode !== 'write') throw new Error('a reading session must not write');
    this.#clock.start(() => this.cancel());
    const done = await new Promise<{ affected: number | null }>((resolve, reject) => {
      const request = requestOf(text, values, (error, affected) => {
        if (error) reject(error);
        else resolve({ affected: affected ?? null });
      });
      this.#connection.execSql(request);
    });
    // A procedure may commit, or begin a transaction of its own, upon which ours commits nothing.
    const [[count] = []] = await this.ask('SELECT @@TRANCOUNT');
    if (count !== '1') throw new AppError('sql.transaction-left', { count: Number(count) });
    return done;
  }

  failure(error: unknown, judgement: Judgement, typed: string): RunFailure {
    const { timedOut } = this.#clock;
    return runFailure(error, { ...this.#context, timedOut }, judgement, typed);
  }

  /** By an attention, which the server heeds between two packets (MS-TDS, 2.2.1.7). */
  async cancel(): Promise<void> {
    // A cancel that comes late must not hit the rollback.
    if (this.#closing) return;
    if (!this.#cancelled) this.#tell({ purpose: 'cancel', sql: 'ATTENTION' });
    this.#cancelled = true;
    this.#connection.cancel();
  }

  destroy(): void {
    this.#clock.clear();
    this.#connection.close();
    this.#carried.stream.destroy();
    this.#carried.release();
  }

  async close(end?: 'commit'): Promise<void> {
    this.#closing = true;
    this.#clock.clear();
    // A statement that failed has ended the transaction already.
    const rollback = 'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION';
    await leaveWithin(this, end, this.#mode, (commit) =>
      this.#batch(commit ? 'COMMIT TRANSACTION' : rollback),
    );
  }

  #rows(text: string, values: readonly (string | null)[]): Promise<Row[]> {
    return rowsOf(new SqlServerCursor(this.#connection, text, values));
  }

  #batch(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = requestOf(text, [], (error) => (error ? reject(error) : resolve()));
      this.#connection.execSqlBatch(request);
    });
  }
}
