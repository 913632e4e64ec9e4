import { once } from 'node:events';
import { Client } from 'pg';
import Cursor from 'pg-cursor';
import { AppError } from '../../../contract/errors';
import type { Row } from '../../../contract/queries';
import type { UsedNames } from '../guard/index';
import { connectFailure } from './failure';
import { shadowQuery } from './shadow';
import { asConnectedSocket, secure, type CarriedStream, type OpenStream } from './stream';
import { unknownTypes, type Field } from './types';

/** Where and as whom to connect. */
export interface PostgresTarget {
  host: string;
  port: number;
  database: string;
  username: string;
  password: string | null;
  tls: 'off' | 'prefer' | 'require';
  open: OpenStream;
}

/** Limits of one session, in milliseconds. */
export interface SessionLimits {
  connectMs: number;
  statementMs: number;
  lockMs: number;
}

/** What the server says of itself and of the login. */
export interface ServerIdentity {
  /** E.g. `PostgreSQL 15.18`. */
  server: string;
  database: string;
  username: string;
  /** One round trip, in milliseconds. */
  latencyMs: number;
}

/** A transaction that stands idle is our own leak: the server then ends it. */
const idleMs = 60_000;
/** A question to the server that is not the user's statement answers within this time. */
const housekeepingMs = 5_000;

const asText = { getTypeParser: () => (value: string) => value };

/**
 * One read-only transaction on one connection, thrown away with its connection. The layers
 * below the guard: the session's default and the transaction are read only; a first query
 * has been run, after which PostgreSQL lets no one make the transaction writing; time
 * limits; extended protocol, which takes one statement; and at the end always ROLLBACK.
 *
 * Settings are local to the transaction, so that a pooler's connection keeps none of them.
 */
export class PostgresSession {
  readonly identity: ServerIdentity;
  private readonly client: Client;
  private readonly carried: CarriedStream;
  private readonly target: PostgresTarget;
  private readonly encrypted: boolean;
  /** Resolves when the connection is gone, whoever ended it. */
  private readonly gone: Promise<void>;

  private constructor(
    client: Client,
    carried: CarriedStream,
    target: PostgresTarget,
    encrypted: boolean,
    identity: ServerIdentity,
  ) {
    this.client = client;
    this.carried = carried;
    this.target = target;
    this.encrypted = encrypted;
    this.identity = identity;
    this.gone = new Promise((resolve) => client.once('end', () => resolve()));
  }

  /**
   * Connects, logs in and begins the transaction.
   *
   * @param plain leaves the session's own defaults alone, to look at them
   * @throws AppError `sql.connection-failed`, `sql.auth-failed`, a tunnel's own code, or the signal's reason
   */
  static async open(
    target: PostgresTarget,
    limits: SessionLimits,
    signal: AbortSignal,
    plain = false,
  ): Promise<PostgresSession> {
    const deadline = AbortSignal.timeout(limits.connectMs);
    const either = AbortSignal.any([signal, deadline]);
    try {
      try {
        return await connectOnce(target, limits, either, !plain);
      } catch (error) {
        // Poolers refuse options at the start of a connection; the transaction is read only without.
        if (plain || (error as { code?: string }).code !== '08P01') throw error;
        return await connectOnce(target, limits, either, false);
      }
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const { host, port, username } = target;
      const seconds = limits.connectMs / 1000;
      const cause = deadline.aborted ? new Error(`no answer within ${seconds} s`) : error;
      throw connectFailure(cause, { host, port, username });
    }

    async function connectOnce(
      to: PostgresTarget,
      { statementMs, lockMs }: SessionLimits,
      until: AbortSignal,
      withOptions: boolean,
    ): Promise<PostgresSession> {
      const carried = await to.open(until);
      // Errors reach the client; this listener only keeps late ones from ending the process.
      carried.stream.on('error', () => undefined);
      const stop = (): void => void carried.stream.destroy(until.reason as Error);
      until.addEventListener('abort', stop);
      try {
        const stream = await secure(carried.stream, to.tls, to.host, until);
        const client = new Client({
          host: to.host,
          port: to.port,
          database: to.database,
          user: to.username,
          // A function, and '' for none: otherwise pg looks into the environment and ~/.pgpass.
          password: () => to.password ?? '',
          stream: () => asConnectedSocket(stream),
          ssl: false,
          client_encoding: 'utf8',
          application_name: 'FieldBench',
          options: withOptions ? '-c default_transaction_read_only=on' : '',
        });
        client.on('error', () => undefined);
        await client.connect();
        const started = performance.now();
        await client.query(beginSql(statementMs, lockMs));
        const latencyMs = performance.now() - started;
        const found = await client.query<string[]>({
          text: identitySql,
          rowMode: 'array',
          types: asText,
        });
        const [version = '', database = '', username = ''] = found.rows[0] ?? [];
        const server = `PostgreSQL ${version.split(' ')[0]}`;
        const identity = { server, database, username, latencyMs };
        return new PostgresSession(client, carried, to, stream !== carried.stream, identity);
      } catch (error) {
        carried.stream.destroy();
        carried.release();
        throw error;
      } finally {
        until.removeEventListener('abort', stop);
      }
    }
  }

  /**
   * Asks the server whether names of a statement mean something else there.
   *
   * @throws AppError `sql.refused` {reason, name}
   */
  async checkShadows(used: UsedNames): Promise<void> {
    const [found] = await this.ask<{ kind: string; schema: string; name: string }>(
      ...(Object.values(shadowQuery(used)) as [string, unknown[]]),
    );
    if (!found) return;
    const name = `${found.schema}.${found.name}`;
    throw new AppError('sql.refused', { reason: `shadowed-${found.kind}`, name });
  }

  /** Runs a question of our own inside the transaction. */
  async ask<Answer extends object>(text: string, values: unknown[] = []): Promise<Answer[]> {
    return (await this.client.query<Answer>({ text, values, types: asText })).rows;
  }

  /** Opens a cursor for a statement; values are bound by the server, never pasted in. */
  cursor(text: string, values: (string | null)[]): RowCursor {
    const cursor = this.client.query(
      new Cursor<Row>(text, values, { rowMode: 'array', types: asText }),
    );
    return new RowCursor(cursor, this.gone);
  }

  /** Names of the types of columns that are not built in. */
  async typeNames(fields: readonly Field[]): Promise<Map<number, string>> {
    const oids = unknownTypes(fields);
    if (oids.length === 0) return new Map();
    const rows = await this.ask<{ oid: string; name: string }>(
      'SELECT oid, pg_catalog.format_type(oid, NULL) AS name FROM pg_catalog.pg_type WHERE oid OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.oid[])',
      [oids],
    );
    return new Map(rows.map(({ oid, name }) => [Number(oid), name]));
  }

  /** Asks the server, over a second connection, to stop what runs in this one. */
  async cancel(): Promise<void> {
    const { processID, secretKey } = this.client as unknown as Record<string, number>;
    if (processID === undefined || secretKey === undefined) return;
    const signal = AbortSignal.timeout(housekeepingMs);
    const carried = await this.target.open(signal);
    try {
      carried.stream.on('error', () => undefined);
      const tls = this.encrypted ? 'require' : 'off';
      const stream = await secure(carried.stream, tls, this.target.host, signal);
      const closed = once(stream, 'close', { signal });
      stream.end(cancelRequest(processID, secretKey));
      stream.resume();
      await closed;
    } finally {
      carried.stream.destroy();
      carried.release();
    }
  }

  /** Ends the connection at once, without a word: what waits in it fails. */
  destroy(): void {
    this.carried.stream.destroy();
    this.carried.release();
  }

  /** Rolls back and disconnects; a server that does not answer is left. */
  async close(): Promise<void> {
    const left = setTimeout(() => this.destroy(), housekeepingMs);
    const leave = async (): Promise<void> => {
      await this.client.query('ROLLBACK');
      await this.client.end();
    };
    try {
      await Promise.race([leave(), this.gone]);
    } catch {
      // The connection is gone already: nothing is left to roll back.
    } finally {
      clearTimeout(left);
      this.destroy();
    }
  }
}

/** Rows of a running statement, batch by batch. */
export class RowCursor {
  private readonly cursor: Cursor<Row>;
  private readonly gone: Promise<void>;
  fields: Field[] = [];
  private failed = false;

  constructor(cursor: Cursor<Row>, gone: Promise<void>) {
    this.cursor = cursor;
    this.gone = gone;
  }

  /** The next rows; fewer than asked for at the end. */
  read(count: number): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      this.cursor.read(count, (error: Error | undefined, rows, result) => {
        if (error) {
          this.failed = true;
          reject(error);
          return;
        }
        // After the last row there is no result any more.
        if (result) this.fields = result.fields;
        resolve(rows);
      });
    });
  }

  /** Ends the statement, so that the connection can be used again. */
  async close(): Promise<void> {
    // A failed cursor has ended itself; closing it would wait for an answer that came already.
    if (!this.failed) await Promise.race([this.cursor.close(), this.gone]);
  }
}

const identitySql = `SELECT pg_catalog.current_setting('server_version'), pg_catalog.current_database()::pg_catalog.text, current_user::pg_catalog.text`;

/**
 * Begins the transaction and sets its limits. Settings an old server does not know are left
 * out. `standard_conforming_strings` and the encoding make the server read the text as the
 * guard did; with others, what the guard took for a string could be code.
 */
function beginSql(statementMs: number, lockMs: number): string {
  const settings = Object.entries({
    standard_conforming_strings: 'on',
    client_encoding: 'UTF8',
    statement_timeout: String(Math.round(statementMs)),
    lock_timeout: String(Math.round(lockMs)),
    idle_in_transaction_session_timeout: String(idleMs),
    DateStyle: 'ISO, YMD',
    IntervalStyle: 'postgres',
    bytea_output: 'hex',
    extra_float_digits: '3',
  });
  const values = settings.map(([name, value]) => `('${name}', '${value}')`).join(', ');
  return `BEGIN READ ONLY;
    SELECT pg_catalog.set_config(s.name, w.value, true)
    FROM (VALUES ${values}) AS w(name, value)
    JOIN pg_catalog.pg_settings s ON s.name OPERATOR(pg_catalog.=) w.name`;
}

/** Manual, 55.7: CancelRequest. */
function cancelRequest(processId: number, secretKey: number): Buffer {
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(80877102, 4);
  message.writeInt32BE(processId, 8);
  message.writeInt32BE(secretKey, 12);
  return message;
}
