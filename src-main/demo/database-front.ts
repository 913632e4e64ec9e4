import { Backend, BackendGone } from './backend';
import type { DatabaseSession, Unit } from './database-session';
import { MessageReader, query, rowValues, strings, SYNC } from './wire';

/** A statement that was asked to stop is given this long before the engine is ended. */
const CANCEL_GRACE_MILLISECONDS = 300;
/** An idle transaction may keep others waiting for this long. */
const IDLE_LIMIT_MILLISECONDS = 30_000;
const LARGEST_CONNECTION_COUNT = 32;

const REPORTED_SETTINGS = [
  'server_version',
  'server_encoding',
  'client_encoding',
  'application_name',
  'DateStyle',
  'IntervalStyle',
  'TimeZone',
  'integer_datetimes',
  'standard_conforming_strings',
  'default_transaction_read_only',
  'in_hot_standby',
];

const CANCELLED = 'canceling statement due to user request';
const TIMED_OUT = 'canceling statement due to statement timeout';

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Lets many clients share one engine, a transaction at a time. */
export class DatabaseFront {
  readonly #sessions = new Set<DatabaseSession>();
  #waiting: DatabaseSession[] = [];
  /** Sessions that left while they held the engine. */
  #abandoned: DatabaseSession | undefined;
  #owner: DatabaseSession | undefined;
  /** Whose settings and statements the engine has now. */
  #loaded: DatabaseSession | undefined;
  #running: DatabaseSession | undefined;
  #stopReason: string | undefined;
  #backend = new Backend();
  #parameters: Promise<Map<string, string>> | undefined;
  #isWorking = false;
  #isClosed = false;
  #idleTimer: NodeJS.Timeout | undefined;
  readonly #stopping = new Set<Promise<void>>();

  get connectionCount(): number {
    return this.#sessions.size;
  }

  add(session: DatabaseSession): void {
    this.#sessions.add(session);
    if (this.#sessions.size > LARGEST_CONNECTION_COUNT) {
      session.fail('53300', 'sorry, too many clients already');
    }
  }

  parameters(): Promise<Map<string, string>> {
    this.#parameters ??= this.#readParameters();
    this.#parameters.catch(() => (this.#parameters = undefined));
    return this.#parameters;
  }

  async #readParameters(): Promise<Map<string, string>> {
    const backend = this.#backend;
    const names = REPORTED_SETTINGS.map(literal).join(', ');
    const list = `SELECT name, setting FROM pg_settings WHERE name IN (${names})`;
    const rows = await this.#internal(backend, query(list));
    const found = new Map(rows.map(([name, setting]) => [name ?? '', setting ?? '']));
    return found.set('is_superuser', 'off');
  }

  queued(session: DatabaseSession): void {
    if (session === this.#owner) clearTimeout(this.#idleTimer);
    if (!this.#waiting.includes(session)) this.#waiting.push(session);
    void this.#work();
  }

  closed(session: DatabaseSession): void {
    this.#sessions.delete(session);
    this.#waiting = this.#waiting.filter((each) => each !== session);
    if (session === this.#running) this.#stopSoon(session, CANCELLED);
    if (session !== this.#owner) return;
    this.#abandoned = session;
    void this.#work();
  }

  /** Stops what the client with these numbers is running, as PostgreSQL does, else nothing. */
  cancel(processNumber: number, secret: number): void {
    const session = [...this.#sessions].find(
      (each) => each.processNumber === processNumber && each.secret === secret,
    );
    if (session === undefined) return;
    if (session === this.#running) this.#stopSoon(session, CANCELLED);
    else if (session.units.length > 0) session.isCancelled = true;
  }

  #stopSoon(
    session: DatabaseSession,
    reason: string,
    after = CANCEL_GRACE_MILLISECONDS,
  ): NodeJS.Timeout {
    const backend = this.#backend;
    const unit = session.units[0];
    const timer = setTimeout(() => {
      const isSame = this.#running === session && session.units[0] === unit;
      if (isSame && this.#backend === backend) this.#replaceBackend(reason);
    }, after);
    return timer.unref();
  }

  #replaceBackend(reason: string): void {
    this.#stopReason = reason;
    const old = this.#backend;
    if (!this.#isClosed) this.#backend = new Backend();
    this.#loaded = undefined;
    const stopping = old.terminate();
    this.#stopping.add(stopping);
    void stopping.finally(() => this.#stopping.delete(stopping));
  }

  #next(): DatabaseSession | undefined {
    if (this.#owner !== undefined) return this.#owner.units.length > 0 ? this.#owner : undefined;
    return this.#waiting.find((session) => session.units.length > 0);
  }

  async #work(): Promise<void> {
    if (this.#isWorking || this.#isClosed) return;
    this.#isWorking = true;
    try {
      // A client reads its parameters before the first statement; so do we.
      await this.parameters();
      while (!this.#isClosed) {
        if (this.#abandoned !== undefined) await this.#rollBackAbandoned();
        const session = this.#next();
        if (session === undefined) break;
        await this.#serve(session);
      }
    } catch (error) {
      if (!(error instanceof BackendGone)) throw error;
    } finally {
      this.#isWorking = false;
    }
    this.#watchIdleOwner();
  }

  #watchIdleOwner(): void {
    clearTimeout(this.#idleTimer);
    const owner = this.#owner;
    if (owner === undefined || this.#isClosed) return;
    this.#idleTimer = setTimeout(() => {
      const isWaitedFor = this.#waiting.some((each) => each !== owner && each.units.length > 0);
      if (this.#owner === owner && isWaitedFor) {
        owner.fail('25P03', 'terminating connection: it kept the only engine of the demo waiting');
      } else {
        this.#watchIdleOwner();
      }
    }, IDLE_LIMIT_MILLISECONDS);
    this.#idleTimer.unref();
  }

  async #rollBackAbandoned(): Promise<void> {
    this.#abandoned = undefined;
    this.#owner = undefined;
    this.#loaded = undefined;
    await this.#internal(this.#backend, Buffer.concat([SYNC, query('ROLLBACK')])).catch(() =>
      this.#replaceBackend(CANCELLED),
    );
  }

  async #serve(session: DatabaseSession): Promise<void> {
    const unit = session.units[0];
    if (unit === undefined) return;
    this.#running = session;
    this.#stopReason = undefined;
    try {
      if (session.isCancelled) {
        session.isCancelled = false;
        session.refuse(unit, '57014', CANCELLED, session.state);
      } else if (session.skipsUntilSync) {
        if (unit.endsWithReady) await this.#run(session, { ...unit, bytes: SYNC });
      } else {
        await this.#run(session, unit);
      }
    } catch (error) {
      if (!(error instanceof BackendGone)) throw error;
      this.#recover(session, unit);
    } finally {
      this.#running = undefined;
      if (session.units[0] === unit) session.units.shift();
      this.#owner = session.holdsEngine ? session : undefined;
      if (session.isClosed) this.#abandoned = this.#owner;
      this.#waiting = this.#waiting.filter((each) => each !== session);
      if (session.units.length > 0) this.#waiting.push(session);
    }
  }

  /** The engine ended under a statement: the client gets the reason, the others wait. */
  #recover(session: DatabaseSession, unit: Unit): void {
    const reason = this.#stopReason;
    if (this.#isClosed) return;
    if (reason === undefined) {
      this.#replaceBackend('crash');
      session.state = 'I';
      session.hasOpenPortal = false;
      session.fail('57P02', 'the engine of the demo database failed and was started again');
      return;
    }
    session.lostTransaction = session.state !== 'I';
    session.refuse(unit, '57014', reason, session.lostTransaction ? 'E' : 'I');
  }

  async #run(session: DatabaseSession, unit: Unit): Promise<void> {
    const backend = this.#backend;
    if (!(await this.#load(backend, session))) return;
    const reader = new MessageReader();
    let isReady = false;
    const timeout =
      session.statementTimeout > 0
        ? this.#stopSoon(session, TIMED_OUT, session.statementTimeout)
        : undefined;
    try {
      await backend.execute(unit.bytes, (bytes) => {
        const messages = reader.read(bytes);
        for (const { type, body } of messages) {
          isReady = type === 'Z';
          if (isReady) session.state = body.toString('latin1') as typeof session.state;
        }
        // Only whole messages are passed on: if the engine must be ended, an error can follow.
        const whole = Buffer.concat(messages.map((each) => each.bytes));
        session.send(whole, () => backend.acknowledge(bytes.length));
      });
    } finally {
      clearTimeout(timeout);
    }
    session.remember(unit);
    if (unit.endsWithReady && !isReady) throw new BackendGone('no ReadyForQuery');
    session.skipsUntilSync = false;
    session.hasOpenPortal = !unit.endsWithReady;
  }

  /** Gives the engine this session's settings and statements; false if they are refused. */
  async #load(backend: Backend, session: DatabaseSession): Promise<boolean> {
    if (this.#loaded === session && !session.lostTransaction) return true;
    const previous = this.#loaded;
    this.#loaded = undefined;
    if (previous !== undefined && !previous.isClosed) {
      const list = "SELECT name, setting FROM pg_settings WHERE source = 'session'";
      const rows = await this.#internal(backend, query(list));
      previous.settings = new Map(rows.map(([name, value]) => [name ?? '', value ?? '']));
    }
    await this.#internal(backend, query('DISCARD ALL'));
    await this.#internal(backend, query(`SET SESSION AUTHORIZATION ${session.role}`));
    const settings = [...session.settings].map(
      ([name, value]) => `set_config(${literal(name)}, ${literal(value)}, false)`,
    );
    try {
      if (settings.length > 0)
        await this.#internal(backend, query(`SELECT ${settings.join(', ')}`));
    } catch (error) {
      if (error instanceof BackendGone) throw error;
      session.fail('22023', error instanceof Error ? error.message : 'invalid parameter');
      return false;
    }
    for (const parse of session.statements.values()) {
      // A statement that did not parse for the client does not parse now either.
      await this.#internal(backend, Buffer.concat([parse, SYNC])).catch(() => undefined);
    }
    if (session.lostTransaction) {
      await this.#internal(backend, query('BEGIN'));
      const fail = "DO $$ BEGIN RAISE EXCEPTION 'lost'; END $$";
      await this.#internal(backend, query(fail)).catch(() => undefined);
      session.lostTransaction = false;
    }
    this.#loaded = session;
    return true;
  }

  /** Runs messages of our own and returns the rows; throws the first error's text. */
  async #internal(backend: Backend, bytes: Buffer): Promise<(string | null)[][]> {
    const reader = new MessageReader();
    const rows: (string | null)[][] = [];
    let failure: string | undefined;
    await backend.execute(bytes, (data) => {
      for (const { type, body } of reader.read(data)) {
        if (type === 'D') rows.push(rowValues(body));
        if (type === 'E') {
          failure ??= strings(body)
            .find((field) => field.startsWith('M'))
            ?.slice(1);
        }
      }
      backend.acknowledge(data.length);
    });
    if (failure !== undefined) throw new Error(failure);
    return rows;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idleTimer);
    for (const session of this.#sessions) session.destroy();
    await Promise.all([this.#backend.terminate(), ...this.#stopping]);
  }
}
