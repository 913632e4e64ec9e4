/** One connection to the SAP HANA of our own making: see hana.ts. */
import type { Socket } from 'node:net';
import { HanaLogin } from './hana-login';
import { id, int32, metadata, readValues, type HanaWireColumn } from './hana-types';
import { cesu8, demand, packetLength, readFields, readRequest, reply, type Part, type Request } from './hana-wire'; // prettier-ignore

export interface HanaAnswer {
  columns?: readonly HanaWireColumn[];
  rows?: Iterable<readonly unknown[]>;
  /** Rows touched. */
  affected?: number;
  error?: { code: number; message: string; position?: number };
  hangs?: boolean;
  breaksAfter?: number;
}

export interface HanaOptions {
  password: string;
  /** Error instead of letting the login in. */
  refuse?: { code: number; message: string };
  /** Where the tenant `database` of the target is; null: here. */
  tenantAt?: { host: string; port: number };
  certificate?: { key: string; cert: string };
  /** Content of large objects by their number; text is counted in characters. */
  lobs?: readonly (Buffer | string)[];
  answer(statement: string, values: readonly (string | null)[]): HanaAnswer | undefined;
}

/** What all connections of a server share. */
export interface ServerState {
  asked: { statement: string; values: (string | null)[] }[];
  cancel(number: number): void;
}

/** One client. */
export class Session {
  readonly #wire: Socket;
  readonly #options: HanaOptions;
  readonly #server: ServerState;
  readonly number: number;
  #packets = 0;
  #state: 'new' | 'greeted' | 'challenged' | 'in' = 'new';
  #login: HanaLogin | null = null;
  #statements = new Map<number, { sql: string }>();
  #results = new Map<number, Iterator<readonly unknown[]>>();
  #columns = new Map<number, readonly HanaWireColumn[]>();
  #next = 1;
  #sent = 0;
  #breaksAfter = Infinity;
  #open = false;
  #cancel: (() => void) | null = null;

  constructor(wire: Socket, options: HanaOptions, server: ServerState, number: number) {
    this.#wire = wire;
    this.#options = options;
    this.#server = server;
    this.number = number;
  }

  cancel(): void {
    this.#cancel?.();
  }

  leftOpen(): string[] {
    return [
      ...(this.#open ? ['transaction'] : []),
      ...[...this.#results.keys()].map(() => 'result'),
    ];
  }

  /** Takes what has come; gives what is left of it. */
  async take(received: Buffer): Promise<Buffer> {
    if (this.#state === 'new') {
      if (received.length < 14) return received;
      demand(received.subarray(0, 4).equals(Buffer.alloc(4, 0xff)), 'no initialization');
      this.#state = 'greeted';
      this.#wire.write(Buffer.from([4, 20, 0, 4, 1, 0, 0, 0]));
      return received.subarray(14);
    }
    const length = packetLength(received);
    if (length === null || received.length < length) return received;
    await this.#answer(readRequest(received.subarray(0, length)));
    return received.subarray(length);
  }

  #say(code: number, parts: readonly Part[], kind: 2 | 5 = 2): void {
    this.#wire.write(reply(BigInt(this.number), this.#packets++, kind, code, parts));
  }

  #fail({ code, message, position = 0 }: NonNullable<HanaAnswer['error']>): void {
    const words = Buffer.from(message);
    const data = Buffer.concat([int32(code), int32(position), int32(words.length), Buffer.from([1]), Buffer.from('HY000'), words]); // prettier-ignore
    this.#say(0, [{ kind: 6, count: 1, data }], 5);
  }

  async #answer(request: Request): Promise<void> {
    const part = (kind: number): Buffer => {
      const found = request.parts.find((each) => each.kind === kind);
      demand(found, `a request ${request.type} without its part ${kind}`);
      return found.data;
    };
    demand(!request.commits, 'a request that commits by itself');
    if (request.type === 82) return this.#locate();
    if (request.type === 65) return this.#begin(readFields(part(33)));
    if (request.type === 66) return this.#enter(readFields(part(33)));
    demand(this.#state === 'in', `request ${request.type} before the log-in`);
    const number = (kind: number): number => Number(part(kind).readBigInt64LE());
    switch (request.type) {
      case 2:
        return this.#direct(part(3).toString());
      case 3:
        return this.#prepare(part(3).toString());
      case 13:
        return this.#execute(number(10), request.parts.find(({ kind }) => kind === 32)?.data);
      case 71:
        return this.#fetch(number(13), part(45).readInt32LE());
      case 16:
        return this.#readLob(part(17));
      case 69:
        demand(this.#results.delete(number(13)), 'the end of a result that is not open');
        return this.#say(19, []);
      case 70:
        demand(this.#statements.delete(number(10)), 'the end of a statement that was not prepared');
        return this.#say(0, []);
      case 67:
      case 68:
        this.#server.asked.push({ statement: request.type === 67 ? 'COMMIT' : 'ROLLBACK', values: [] }); // prettier-ignore
        this.#open = false;
        return this.#say(request.type === 67 ? 11 : 12, [{ kind: 64, count: 1, data: Buffer.from([request.type === 67 ? 1 : 0, 28, 1]) }]); // prettier-ignore
      case 77:
        return this.#say(18, []);
      default:
        demand(false, `request ${request.type}`);
    }
  }

  /** DB_CONNECT_INFO: here, or host and port of the tenant. */
  #locate(): void {
    const at = this.#options.tenantAt;
    if (!at) return this.#say(0, [{ kind: 67, count: 1, data: Buffer.from([4, 28, 1]) }]);
    const host = Buffer.from(at.host);
    const data = Buffer.concat([Buffer.from([2, 29, host.length, 0]), host, Buffer.from([3, 3]), int32(at.port), Buffer.from([4, 28, 0])]); // prettier-ignore
    this.#say(0, [{ kind: 67, count: 3, data }]);
  }

  #begin(given: Buffer[]): void {
    demand(this.#state === 'greeted', 'a second log-in');
    this.#login = new HanaLogin(given);
    this.#state = 'challenged';
    this.#say(14, [{ kind: 33, count: 1, data: this.#login.answer }]);
  }

  #enter(given: Buffer[]): void {
    demand(this.#state === 'challenged' && this.#login, 'a log-in out of place');
    const { refuse, password } = this.#options;
    if (refuse) return this.#fail(refuse);
    if (!this.#login.proves(password, given)) {
      return this.#fail({ code: 10, message: `authentication failed for ${given[0]?.toString()}` });
    }
    this.#state = 'in';
    this.#say(14, [{ kind: 33, count: 1, data: HanaLogin.welcome }]);
  }

  #told(sql: string, values: (string | null)[]): HanaAnswer {
    this.#server.asked.push({ statement: sql, values });
    const cancelled = /^ALTER SYSTEM CANCEL SESSION '(\d+)'$/.exec(sql);
    if (cancelled) this.#server.cancel(Number(cancelled[1]));
    if (cancelled || /^SET (?:TRANSACTION|SCHEMA) /.test(sql)) return { affected: 0 };
    const answer = this.#options.answer(sql, values);
    demand(answer, `a statement that no test told of: ${sql}`);
    return answer;
  }

  async #direct(sql: string): Promise<void> {
    await this.#run(this.#told(sql, []), true);
  }

  #prepare(sql: string): void {
    const answer = this.#options.answer(sql, []);
    demand(answer, `a statement that no test told of: ${sql}`);
    if (answer.error) return this.#fail(answer.error);
    const number = this.#next++;
    this.#statements.set(number, { sql });
    const places = sql.match(/\?/g)?.length ?? 0;
    // Optional input of NVARCHAR, without a name.
    const parameter = Buffer.from([2, 11, 1, 0, 0xff, 0xff, 0xff, 0xff, 0, 0x10, 0, 0, 0, 0, 0, 0]);
    this.#say(answer.columns ? 5 : 4, [
      { kind: 10, count: 1, data: id(number) },
      ...(answer.columns ? [metadata(answer.columns)] : []),
      ...(places > 0 ? [{ kind: 47, count: places, data: Buffer.concat(Array<Buffer>(places).fill(parameter)) }] : []), // prettier-ignore
    ]);
  }

  async #execute(number: number, given: Buffer | undefined): Promise<void> {
    const prepared = this.#statements.get(number);
    demand(prepared, 'a statement that was not prepared');
    await this.#run(this.#told(prepared.sql, given ? readValues(given) : []), false);
  }

  async #run(answer: HanaAnswer, describe: boolean): Promise<void> {
    if (answer.error) return this.#fail(answer.error);
    this.#open = true;
    if (answer.hangs) {
      await new Promise<void>((resolve) => (this.#cancel = resolve));
      return this.#fail({ code: 139, message: 'current operation cancelled by request and transaction rolled back' }); // prettier-ignore
    }
    if (!answer.columns) {
      return this.#say(4, [{ kind: 12, count: 1, data: int32(answer.affected ?? 0) }]);
    }
    const result = this.#next++;
    this.#results.set(result, (answer.rows ?? [])[Symbol.iterator]());
    this.#columns.set(result, answer.columns);
    this.#sent = 0;
    this.#breaksAfter = answer.breaksAfter ?? Infinity;
    const first = this.#piece(result, 32);
    const head = describe ? [metadata(answer.columns)] : [];
    this.#say(5, [...head, { kind: 13, count: 1, data: id(result) }, ...first]);
  }

  #fetch(result: number, count: number): void {
    demand(this.#results.has(result), 'rows of a result that is not open');
    demand(count > 0 && count <= 32_767, `${count} rows at a time`);
    this.#say(10, this.#piece(result, count));
  }

  #piece(result: number, count: number): Part[] {
    const columns = this.#columns.get(result) ?? [];
    const source = this.#results.get(result);
    const rows: Buffer[] = [];
    let ended = false;
    while (rows.length < count && !ended) {
      if (this.#sent >= this.#breaksAfter) {
        this.#wire.destroy();
        return [];
      }
      const next = source?.next();
      if (!next || next.done) ended = true;
      else {
        const { value } = next;
        rows.push(Buffer.concat(columns.map((column, at) => column.encode(value[at] as never))));
        this.#sent++;
      }
    }
    return [{ kind: 5, attributes: ended ? 1 : 0, count: rows.length, data: Buffer.concat(rows) }];
  }

  #readLob(data: Buffer): void {
    const locator = data.subarray(0, 8);
    const content = this.#options.lobs?.[Number(locator.readBigInt64LE())];
    demand(content, 'a large object that there is not');
    const from = Number(data.readBigInt64LE(8)) - 1;
    const end = from + data.readInt32LE(16);
    const part = content.slice(from, end);
    const piece = typeof part === 'string' ? cesu8(part) : part;
    const last = end >= content.length;
    const head = Buffer.concat([locator, Buffer.from([last ? 6 : 2]), int32(piece.length), Buffer.alloc(3)]); // prettier-ignore
    this.#say(16, [{ kind: 18, count: 1, data: Buffer.concat([head, piece]) }]);
  }
}
