import { AppError } from '../../../../contract/errors';
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
import { execute, HanaCursor } from './cursor';
import { connectFailure, runFailure, type FailureContext } from './failure';

/** A second session that is to cancel has so long; then the connection is ended. */
const cancelMs = 1_500;

const identitySql = `SELECT VERSION, DATABASE_NAME, CURRENT_USER,
 TO_VARCHAR(CURRENT_UTCTIMESTAMP, 'YYYY-MM-DD HH24:MI:SS.FF3'), TO_VARCHAR(CURRENT_CONNECTION)
 FROM SYS.M_DATABASE`;

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
      const statements = beginStatements(target, limits, mode);
      target.tell({ purpose: 'session', sql: [...statements, identitySql].join(';\n') });
      const connected = await connect(target, until);
      const session = new HanaSession(connected, target, context, mode);
      return begun(session, () => session.begin(), until);
    },
    (cause) => connectFailure(cause, context),
  );
}

/**
 * What a session begins with (SAP HANA SQL Reference, “SET TRANSACTION”). READ COMMITTED is the
 * server's own, and reading takes no locks.
 */
function beginStatements(
  { schema }: DatabaseTarget,
  { lockMs }: Pick<SessionLimits, 'lockMs'>,
  mode: SessionMode,
): string[] {
  const quoted = /^[A-Za-z]\w*$/.test(schema) ? schema.toUpperCase() : schema;
  return [
    ...(mode === 'write' ? [] : ['SET TRANSACTION READ ONLY']),
    `SET TRANSACTION LOCK WAIT TIMEOUT ${Math.max(1, Math.round(lockMs))}`,
    ...(schema === '' ? [] : [`SET SCHEMA "${quoted.replaceAll('"', '""')}"`]),
  ];
}

class HanaSession implements DatabaseSession {
  identity!: ServerIdentity;
  readonly gone: Promise<void>;
  readonly #connected: Connected;
  readonly #target: DatabaseTarget;
  readonly #context: FailureContext;
  readonly #mode: SessionMode;
  readonly #clock: StatementClock;
  /** Number of this connection at the server. */
  #number = '';
  #cancelling = false;

  constructor(
    connected: Connected,
    target: DatabaseTarget,
    context: FailureContext,
    mode: SessionMode,
  ) {
    this.#connected = connected;
    this.gone = connected.gone;
    this.#target = target;
    this.#context = context;
    this.#mode = mode;
    this.#clock = new StatementClock(context.statementMs);
  }

  async begin(): Promise<void> {
    for (const statement of beginStatements(this.#target, this.#context, this.#mode))
      await execute(this.#connected, statement, []);
    const { row, latencyMs, offsetMs } = await timed(() => this.#rows(identitySql, []));
    const [version = '', database, username, clock, number] = row.map((cell) => cell ?? '');
    this.#number = number ?? '';
    const serverTime = Date.parse(`${(clock ?? '').replace(' ', 'T')}Z`);
    this.identity = {
      product: 'hana',
      version: version.split('.').map(Number).filter((part) => !Number.isNaN(part)), // prettier-ignore
      server: `SAP HANA ${version}`,
      database: database ?? '',
      username: username ?? '',
      latencyMs,
      clockOffsetMs: offsetMs(serverTime),
    };
  }

  async ask(text: string, values: readonly (string | null)[] = []): Promise<Row[]> {
    this.#target.tell({ purpose: 'question', sql: text, values });
    return this.#rows(text, values);
  }

  /**
   * A function of the current schema would be called instead of the built-in one of its name; what
   * reads as a method of a column may be a function of a schema.
   */
  async check({ used }: Judgement): Promise<void> {
    const names = [...(used?.functions ?? [])].map((name) => name.toUpperCase());
    const methods = [...(used?.names ?? [])].map((name) => name.split('.').slice(-2).join('.'));
    const found =
      (await this.#named('SCHEMA_NAME = CURRENT_SCHEMA AND FUNCTION_NAME', names)) ??
      (await this.#named(`SCHEMA_NAME || '.' || FUNCTION_NAME`, methods));
    if (found) throw new AppError('sql.refused', { reason: 'shadowed-function', name: found }); // prettier-ignore
  }

  /** The first function of which something is one of the names. */
  async #named(what: string, names: readonly string[]): Promise<string | null> {
    if (names.length === 0) return null;
    const places = names.map(() => '?').join(', ');
    const [found] = await this.ask(
      `SELECT SCHEMA_NAME || '.' || FUNCTION_NAME FROM SYS.FUNCTIONS WHERE ${what} IN (${places}) LIMIT 1`,
      names,
    );
    return found?.[0] ?? null;
  }

  cursor(judgement: Judgement, values: readonly (string | null)[]): HanaCursor {
    this.#clock.start(() => this.cancel());
    const { text, order } = judgement.statement;
    // A value for each `?`, also where the same parameter stands twice.
    const bound = order.map((index) => values[index] ?? null);
    return new HanaCursor(this.#connected, text, bound);
  }

  async execute(
    text: string,
    values: readonly (string | null)[],
  ): Promise<{ affected: number | null }> {
    if (this.#mode !== 'write') throw new Error('a reading session must not write');
    this.#clock.start(() => this.cancel());
    const { result, statement } = await execute(this.#connected, text, values);
    statement?.drop();
    return { affected: typeof result === 'number' ? result : null };
  }

  failure(error: unknown, judgement: Judgement, typed: string): RunFailure {
    const { timedOut } = this.#clock;
    return runFailure(error, { ...this.#context, timedOut }, judgement, typed);
  }

  /**
   * The protocol has no message for it: a second session asks the server to cancel this one. A
   * login that may not, or cannot connect, ends its connection, upon which the server stops.
   */
  async cancel(): Promise<void> {
    if (this.#cancelling) return;
    this.#cancelling = true;
    const until = AbortSignal.timeout(cancelMs);
    try {
      if (!/^\d+$/.test(this.#number)) throw new Error('the connection has no number');
      const sql = `ALTER SYSTEM CANCEL SESSION '${this.#number}'`;
      this.#target.tell({ purpose: 'cancel', sql });
      const second = await connect(this.#target, until);
      until.addEventListener('abort', () => second.release(), { once: true });
      try {
        await execute(second, sql, []);
      } finally {
        second.client.destroy();
        second.release();
      }
    } catch {
      this.destroy();
    }
  }

  destroy(): void {
    this.#clock.clear();
    this.#connected.client.destroy();
    this.#connected.release();
  }

  async close(end?: 'commit'): Promise<void> {
    this.#cancelling = true;
    this.#clock.clear();
    const { client, whileOpen } = this.#connected;
    const done = (ask: 'commit' | 'rollback' | 'disconnect'): Promise<void> =>
      new Promise((resolve, reject) => {
        client[ask]((error) => (error ? reject(error) : resolve()));
      });
    await leaveWithin(this, end, this.#mode, async (commit) => {
      await whileOpen(done(commit ? 'commit' : 'rollback'));
      await whileOpen(done('disconnect'));
    });
  }

  #rows(text: string, values: readonly (string | null)[]): Promise<Row[]> {
    return rowsOf(new HanaCursor(this.#connected, text, values));
  }
}
