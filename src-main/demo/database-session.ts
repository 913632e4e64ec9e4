import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { DATABASE_ROLE, DATABASE_WRITER_ROLE } from './schema.sql';
import type { TransactionState, WireMessage } from './wire';
import {
  CANCEL_REQUEST,
  errorResponse,
  GSS_REQUEST,
  integers,
  message,
  MessageReader,
  readStartupOptions,
  readStatementTimeout,
  readyForQuery,
  SSL_REQUEST,
  strings,
} from './wire';

/** What a client may send in one go before it is answered. */
const LARGEST_UNIT = 64 * 1024 * 1024;

/** Messages that are run together: they end where the client waits for an answer. */
export interface Unit {
  bytes: Buffer;
  /** Whether the client expects ReadyForQuery at the end (Query, Sync), or only data (Flush). */
  endsWithReady: boolean;
  /** Prepared statements that it makes (their Parse message) or drops, in order. */
  statements: { name: string; parse?: Buffer }[];
}

/** What a session needs of the database front. */
export interface SessionHost {
  /** Values for ParameterStatus, known once the engine is up. */
  parameters: () => Promise<Map<string, string>>;
  queued: (session: DatabaseSession) => void;
  closed: (session: DatabaseSession) => void;
  cancel: (processNumber: number, secret: number) => void;
}

let lastProcessNumber = 4000;

/**
 * One client of the database. It keeps what PostgreSQL keeps for a session (settings and
 * prepared statements), because the engine behind has one session for all.
 */
export class DatabaseSession {
  readonly processNumber = (lastProcessNumber += 1);
  readonly secret = randomInt(0x7fffffff);
  readonly units: Unit[] = [];
  /** Settings that differ from the engine's, by name. */
  settings = new Map<string, string>([
    ['search_path', 'public, demo'],
    ['TimeZone', 'Asia/Shanghai'],
  ]);
  /** Parse messages of prepared statements, by name. */
  readonly statements = new Map<string, Buffer>();
  /** The database role that its statements run as. */
  role = DATABASE_ROLE;
  state: TransactionState = 'I';
  /** The client flushed without a Sync: its portal is still open. */
  hasOpenPortal = false;
  /** The engine was ended under a transaction, which therefore has failed. */
  lostTransaction = false;
  /** After an error everything is skipped up to the next Sync. */
  skipsUntilSync = false;
  /** Asked to stop before its turn came. */
  isCancelled = false;
  isClosed = false;
  /** Milliseconds, 0 for none. */
  statementTimeout = 0;
  #isStarted = false;
  #startup = Buffer.alloc(0);
  #effects: Unit['statements'] = [];
  #gathered: Buffer[] = [];
  #gatheredSize = 0;
  readonly #reader = new MessageReader();
  readonly #socket: Socket;
  readonly #host: SessionHost;

  constructor(socket: Socket, host: SessionHost) {
    this.#socket = socket;
    this.#host = host;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#received(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      this.isClosed = true;
      this.units.length = 0;
      host.closed(this);
    });
  }

  /** Whether the engine must be kept for this session alone. */
  get holdsEngine(): boolean {
    return this.state !== 'I' || this.hasOpenPortal;
  }

  /** Sends bytes; `taken` is called when they are on their way or the client is gone. */
  send(bytes: Buffer, taken: () => void = () => undefined): void {
    if (this.isClosed || this.#socket.destroyed) taken();
    else this.#socket.write(bytes, () => taken());
  }

  /** Sends a fatal error and hangs up. */
  fail(code: string, text: string): void {
    this.send(errorResponse('FATAL', code, text));
    this.#socket.destroySoon();
  }

  /** Answers a unit with an error instead of running it. */
  refuse(unit: Unit, code: string, text: string, state: TransactionState): void {
    this.state = state;
    this.send(errorResponse('ERROR', code, text));
    if (unit.endsWithReady) this.send(readyForQuery(state));
    this.skipsUntilSync = !unit.endsWithReady;
    this.hasOpenPortal = false;
  }

  /** Remembers the prepared statements of a unit that has been run. */
  remember(unit: Unit): void {
    for (const { name, parse } of unit.statements) {
      if (parse === undefined) this.statements.delete(name);
      else this.statements.set(name, parse);
    }
  }

  /** Hangs up without a word. */
  destroy(): void {
    this.#socket.destroy();
  }

  #received(bytes: Buffer): void {
    try {
      if (this.#isStarted) {
        for (const each of this.#reader.read(bytes)) this.#message(each);
        if (this.#reader.pending + this.#gatheredSize > LARGEST_UNIT) this.destroy();
      } else {
        this.#startup = Buffer.concat([this.#startup, bytes]);
        this.#readStartup();
      }
    } catch {
      this.fail('08P01', 'invalid message');
    }
  }

  #readStartup(): void {
    while (!this.#isStarted && this.#startup.length >= 8) {
      const length = this.#startup.readInt32BE(0);
      if (length < 8 || length > 10_000) return this.destroy();
      if (this.#startup.length < length) return;
      const code = this.#startup.readInt32BE(4);
      const body = this.#startup.subarray(8, length);
      this.#startup = this.#startup.subarray(length);
      if (code === SSL_REQUEST || code === GSS_REQUEST) {
        this.#socket.write('N');
      } else if (code === CANCEL_REQUEST && body.length >= 8) {
        this.#host.cancel(body.readInt32BE(0), body.readInt32BE(4));
        return this.destroy();
      } else if (code >> 16 === 3) {
        this.#isStarted = true;
        void this.#start(code & 0xffff, body);
      } else {
        return this.fail('0A000', 'unsupported frontend protocol');
      }
    }
  }

  /** Any user and database name is let in: there is one database, and it is made up. Only
   * the writer's own name gets its role. */
  async #start(minor: number, body: Buffer): Promise<void> {
    const words = strings(body);
    for (let index = 0; index + 1 < words.length && words[index] !== ''; index += 2) {
      const name = words[index] ?? '';
      const value = words[index + 1] ?? '';
      if (name === 'options') {
        for (const [option, setting] of readStartupOptions(value)) this.#set(option, setting);
      } else if (name === 'user') {
        if (value === DATABASE_WRITER_ROLE) this.role = DATABASE_WRITER_ROLE;
      } else if (!['database', 'replication'].includes(name) && !name.startsWith('_pq_.')) {
        this.#set(name, value);
      }
    }
    const early = this.#startup;
    this.#startup = Buffer.alloc(0);
    let parameters: Map<string, string>;
    try {
      parameters = await this.#host.parameters();
    } catch {
      return this.fail('57P03', 'the database system is starting up');
    }
    if (minor > 0) this.send(message('v', integers(0, 0)));
    this.send(message('R', integers(0)));
    parameters = new Map([...parameters, ['session_authorization', this.role]]);
    for (const [name, value] of parameters) {
      const own = [...this.settings].find(([key]) => key.toLowerCase() === name.toLowerCase());
      this.send(message('S', name, own?.[1] ?? value));
    }
    this.send(message('K', integers(this.processNumber, this.secret)));
    this.send(readyForQuery('I'));
    if (early.length > 0) this.#received(early);
  }

  #set(name: string, value: string): void {
    this.settings.set(name, value);
    if (name === 'statement_timeout') this.#readTimeout(`${name}=${value}`);
  }

  #readTimeout(sql: string): void {
    this.statementTimeout = readStatementTimeout(sql) ?? this.statementTimeout;
  }

  #message({ type, body, bytes }: WireMessage): void {
    if (type === 'X') return this.destroy();
    if (type === 'p') return;
    if (type === 'Q') {
      const sql = strings(body)[0] ?? '';
      this.#readTimeout(sql);
      this.#forget(sql);
    } else if (type === 'P') {
      const [name = '', sql = ''] = strings(body);
      this.#readTimeout(sql);
      this.#effects.push({ name, parse: Buffer.from(bytes) });
    } else if (type === 'C' && body[0] === 'S'.charCodeAt(0)) {
      this.#effects.push({ name: strings(body.subarray(1))[0] ?? '' });
    }
    this.#gathered.push(Buffer.from(bytes));
    this.#gatheredSize += bytes.length;
    if (!'QSHFcf'.includes(type)) return;
    const unit = {
      bytes: Buffer.concat(this.#gathered),
      endsWithReady: type !== 'H',
      statements: this.#effects,
    };
    this.#effects = [];
    this.#gathered = [];
    this.#gatheredSize = 0;
    this.units.push(unit);
    this.#host.queued(this);
  }

  /** Prepared statements that a plain query takes away. */
  #forget(sql: string): void {
    const match = /^\s*(?:deallocate\s+(?:prepare\s+)?("?)(\w+)\1|discard\s+all)/i.exec(sql);
    if (match === null) return;
    const name = match[2];
    const isAll = name === undefined || name.toLowerCase() === 'all';
    const names = isAll ? this.statements.keys() : [name];
    for (const each of names) this.#effects.push({ name: each });
  }
}
