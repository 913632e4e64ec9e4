/**
 * A SQL Server of our own making: the protocol as MS-TDS 7.4 has it, strictly, and nothing behind
 * it. It answers the statements that a test told it and fails on any other, on any message out of
 * place, and on a transaction that the client did not name. It knows no SQL. FreeTDS' `tsql`, a
 * client by other people, logs in to it and reads its values as they were written.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { demand, preloginAnswer, readLogin, readPrelogin, TdsViolation, type Login } from './tds-login'; // prettier-ignore
import { readBatch, readCall, type TdsCall } from './tds-requests';
import { counted, done, envChange, errorToken, packetSize, routing, token, type TdsServerError } from './tds-tokens'; // prettier-ignore
import { columnMetadata, latin, rowToken, type TdsColumn } from './tds-types';
import { TdsWire } from './tds-wire';

/** What the server says to a statement. */
export interface TdsAnswer {
  columns?: readonly TdsColumn[];
  /** Rows, also without an end: they are sent as fast as the client reads. */
  rows?: Iterable<readonly unknown[]>;
  errors?: readonly TdsServerError[];
  /** Nothing is said until an attention comes. */
  hangs?: boolean;
  /** The connection ends after so many rows. */
  breaksAfter?: number;
  affected?: number;
}

export interface TdsOptions {
  password: string;
  /** `none`, or what a server with a certificate says: it can, or it demands it. */
  tls?: 'none' | 'offered' | 'demanded';
  certificate?: { key: string; cert: string };
  /** Instead of letting the login in. */
  refuse?: readonly TdsServerError[];
  /** Sends a client on that asks for a readable secondary. */
  route?: { host: string; port: number };
  answer(statement: string, values: readonly (string | null)[]): TdsAnswer | undefined;
}

export interface TdsServer {
  readonly port: number;
  /** Everything that was asked, in order; those of `sp_executesql` with their values. */
  readonly asked: TdsCall[];
  readonly logins: Login[];
  /** Attentions that came. */
  readonly attentions: number;
  /** What was against the protocol: to be empty. */
  readonly violations: string[];
  /** Transactions that were neither committed nor rolled back, of connections that ended. */
  readonly open: number;
  stop(): Promise<void>;
}

/** One client. */
class Session {
  readonly #socket: Socket;
  readonly #options: TdsOptions;
  readonly #server: { asked: TdsCall[]; logins: Login[]; attentions: number };
  readonly #wire: TdsWire;
  #transaction = 0n;
  #transactions = 0n;
  #attention = false;
  #showsPlans = false;

  constructor(
    socket: Socket,
    options: TdsOptions,
    server: { asked: TdsCall[]; logins: Login[]; attentions: number },
  ) {
    this.#socket = socket;
    this.#options = options;
    this.#server = server;
    this.#wire = new TdsWire(socket);
  }

  get inTransaction(): boolean {
    return this.#transaction !== 0n;
  }

  async serve(): Promise<void> {
    const first = await this.#wire.message();
    if (!first) return;
    demand(first.type === 0x12, 'the first message is no PRELOGIN');
    const asked = readPrelogin(first.data);
    const { tls = 'none' } = this.#options;
    const answer = tls === 'none' ? 2 : tls === 'demanded' ? 3 : asked === 1 ? 1 : 2;
    await this.#wire.send(preloginAnswer(answer));
    if (answer !== 2) {
      const { certificate } = this.#options;
      demand(certificate, 'a test asked for TLS without a certificate');
      if (!(await this.#wire.encrypt(certificate))) return;
    }
    const second = await this.#wire.message();
    if (!second) return;
    demand(second.type === 0x10, 'no LOGIN7 after PRELOGIN');
    if (!(await this.#login(readLogin(second.data)))) return;
    for (;;) {
      const message = await this.#wire.message();
      if (!message) return;
      if (message.type === 6) {
        // It came when the answer was already complete: it is acknowledged all the same.
        await this.#acknowledge();
        continue;
      }
      demand(message.type === 1 || message.type === 3, `message of type ${message.type}`);
      const call = message.type === 1 ? readBatch(message.data) : readCall(message.data);
      demand(call.transaction === this.#transaction, `transaction ${call.transaction}, not ${this.#transaction}`); // prettier-ignore
      this.#server.asked.push(call);
      if (!(await this.#answer(call, message.type === 3))) return;
    }
  }

  async #login(login: Login): Promise<boolean> {
    this.#server.logins.push(login);
    const { password, refuse, route } = this.#options;
    const wrong = { number: 18456, severity: 14, message: `Login failed for user '${login.username}'.` }; // prettier-ignore
    const errors = refuse ?? (login.password === password ? [] : [wrong]);
    if (errors.length > 0) {
      await this.#wire.send(Buffer.concat([...errors.map(errorToken), done(0xfd, 2)]));
      this.#socket.end();
      return false;
    }
    const routed = login.readOnlyIntent && route ? [routing(route)] : [];
    const database = login.database || 'master';
    const acknowledgement = Buffer.concat([
      Buffer.from([1, 0x74, 0, 0, 4]),
      counted('Microsoft SQL Server'),
      Buffer.from([15, 0, 0x10, 0xa5]),
    ]);
    await this.#wire.send(
      Buffer.concat([
        envChange(1, counted(database), counted('master')),
        envChange(7, Buffer.concat([Buffer.from([5]), latin]), Buffer.from([0])),
        envChange(4, counted(String(packetSize)), counted(String(packetSize))),
        token(0xad, acknowledgement),
        ...routed,
        done(0xfd, 0),
      ]),
    );
    return routed.length === 0;
  }

  async #answer(call: TdsCall, procedure: boolean): Promise<boolean> {
    const end = procedure ? 0xfe : 0xfd;
    const plans = /\bSHOWPLAN_XML (ON|OFF)\b/i.exec(call.statement);
    if (plans) {
      // Microsoft, “SET SHOWPLAN_XML”: the only statement of its batch; in a call it ends with that.
      demand(
        /^SET SHOWPLAN_XML (?:ON|OFF)$/i.test(call.statement) && !procedure,
        'SHOWPLAN beside others',
      );
      this.#showsPlans = plans[1] === 'ON';
    } else
      demand(
        !this.#showsPlans || (!procedure && !/TRANSACTION/.test(call.statement)),
        `only planned: ${call.statement}`,
      );
    const changed = this.#changeTransaction(call.statement);
    if (changed) {
      await this.#wire.send(Buffer.concat([changed, done(end, 0)]));
      return true;
    }
    if (/^\s*set /i.test(call.statement)) {
      await this.#wire.send(done(end, 0));
      return true;
    }
    const answer = this.#options.answer(call.statement, call.values);
    demand(answer, `a statement that no test told of: ${call.statement}`);
    this.#attention = false;
    const { columns = [], rows = [], errors = [], breaksAfter, affected } = answer;
    if (columns.length > 0) await this.#wire.send(columnMetadata(columns), false);
    let count = 0;
    for (const row of rows) {
      if (count === breaksAfter) {
        this.#socket.destroy();
        return false;
      }
      await this.#wire.send(rowToken(columns, row), false);
      count++;
      if (count % 64 === 0) await this.#look();
      if (this.#attention || this.#wire.ended) break;
    }
    while (answer.hangs && !this.#attention && !this.#wire.ended) {
      await this.#wire.moved();
      await this.#look();
    }
    const failed = errors.length > 0 || this.#attention;
    const said = errors.map(errorToken);
    if (failed && errors.length > 0 && this.#transaction !== 0n) said.push(this.#rolledBack());
    const status = (failed ? 2 : 0) | (columns.length > 0 || affected !== undefined ? 0x10 : 0);
    await this.#wire.send(Buffer.concat([...said, done(end, status, affected ?? count)]));
    if (this.#attention) await this.#acknowledge();
    return !this.#wire.ended;
  }

  /** Whether an attention has come meanwhile. */
  async #look(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (!this.#wire.waiting) return;
    const message = await this.#wire.message();
    demand(message?.type === 6 && message.data.length === 0, 'a request before the last was answered'); // prettier-ignore
    this.#attention = true;
  }

  async #acknowledge(): Promise<void> {
    this.#server.attentions++;
    await this.#wire.send(done(0xfd, 0x20));
  }

  /** BEGIN, COMMIT and ROLLBACK, which change the transaction that requests have to name. */
  #changeTransaction(statement: string): Buffer | null {
    const id = (value: bigint): Buffer => {
      const bytes = Buffer.alloc(9);
      bytes.writeUInt8(8);
      bytes.writeBigUInt64LE(value, 1);
      return bytes;
    };
    if (/BEGIN TRANSACTION;?$/.test(statement)) {
      demand(this.#transaction === 0n, 'a transaction inside a transaction');
      this.#transaction = ++this.#transactions;
      return envChange(8, id(this.#transaction), Buffer.from([0]));
    }
    const match = /^(?:(IF @@TRANCOUNT > 0 ROLLBACK)|COMMIT) TRANSACTION$/.exec(statement);
    if (!match) return null;
    if (this.#transaction === 0n) {
      demand(match[1] !== undefined, 'COMMIT without a transaction');
      return Buffer.alloc(0);
    }
    const before = id(this.#transaction);
    this.#transaction = 0n;
    return envChange(match[1] === undefined ? 9 : 10, Buffer.from([0]), before);
  }

  /** XACT_ABORT: a failure has ended the transaction. */
  #rolledBack(): Buffer {
    return this.#changeTransaction('IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION') ?? Buffer.alloc(0);
  }
}

/** Starts the server on a free loopback port. */
export async function startTds(options: TdsOptions): Promise<TdsServer> {
  const state = {
    asked: [] as TdsCall[],
    logins: [] as Login[],
    attentions: 0,
    violations: [] as string[],
    open: 0,
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const session = new Session(socket, options, state);
    socket.on('close', () => {
      sockets.delete(socket);
      if (session.inTransaction) state.open++;
    });
    session.serve().catch((error: unknown) => {
      if (!(error instanceof TdsViolation)) throw error;
      state.violations.push(error.message);
      socket.destroy();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    port,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  });
}
