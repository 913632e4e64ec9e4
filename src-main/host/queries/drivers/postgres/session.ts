import { once, type EventEmitter } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { Client, type QueryConfig } from 'pg';
import Cursor from 'pg-cursor';
import { AppError } from '../../../../contract/errors';
import type { Row } from '../../../../contract/queries';
import type { Judgement } from '../../guard/index';
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
import { endMs, housekeepingMs, openWithin } from '../open-within';
import { streamEnd, type CarriedStream } from '../stream';
import { ClippedStream } from '../clip';
import { MessageClipper } from './clip';
import { CellPipe, readCell } from '../cell';
import { PostgresCursor } from './cursor';
import { connectFailure, passwordInClear, runFailure } from './failure';
import { hasNoEncoding, identityOf, identitySql } from './identity';
import { asConnectedSocket, secure } from './secure';
import { beginSql, opening, searchPath } from './settings';
import { checkNames } from './shadow';

const asText = { getTypeParser: () => (value: string) => value };

interface Parts {
  client: Client;
  carried: CarriedStream;
  target: DatabaseTarget;
  limits: SessionLimits;
  encrypted: boolean;
  clipper: MessageClipper;
  /** What comes from the server, which can be held back. */
  line: ClippedStream;
  identity: ServerIdentity;
}

/**
 * One read-only transaction on one connection, thrown away with its connection. The layers
 * below the guard: the session's default and the transaction are read only; a first query
 * has been run, after which PostgreSQL lets no one make the transaction writing; time
 * limits; extended protocol, which takes one statement; and at the end always ROLLBACK.
 *
 * Settings are local to the transaction, so that a pooler's connection keeps none of them.
 */
class PostgresSession implements DatabaseSession {
  readonly identity: ServerIdentity;
  private readonly parts: Parts;
  private cancelled = false;
  readonly gone: Promise<void>;

  constructor(parts: Parts) {
    this.parts = parts;
    this.identity = parts.identity;
    const ended = new Promise<void>((resolve) => parts.client.once('end', () => resolve()));
    this.gone = Promise.race([ended, streamEnd(parts.carried.stream)]);
  }

  ask(text: string, values: readonly (string | null)[] = []): Promise<Row[]> {
    return this.query(text, values);
  }

  async check({ used }: Judgement): Promise<void> {
    if (!used) throw new Error('a refused statement must not run');
    await checkNames(used, this.identity, (text, values) => this.query(text, values));
  }

  cursor({ statement }: Judgement, values: readonly (string | null)[]): PostgresCursor {
    const cursor = this.parts.client.query(
      new Cursor<Row>(statement.text, [...values], { rowMode: 'array', types: asText }),
    );
    const typeNames = (oids: readonly number[]) => this.typeNames(oids);
    const { clipper, line } = this.parts;
    const { connection } = this.parts.client as unknown as { connection: EventEmitter };
    return new PostgresCursor(cursor, this.gone, typeNames, clipper, line, connection);
  }

  /** Binary cells are hexadecimal text already on their way. */
  cell(
    judgement: Judgement,
    values: readonly (string | null)[],
    at: CellPlace,
    take: TakeText,
  ): Promise<boolean> {
    const { clipper, line } = this.parts;
    const decoder = new StringDecoder('utf8');
    const pipe = new CellPipe((bytes) => decoder.write(bytes), take, line);
    const { column } = at;
    clipper.wanted = { row: clipper.rows + at.row, column, take: (bytes) => pipe.push(bytes) };
    return readCell(this.cursor(judgement, values), at, take, pipe);
  }

  async execute(
    text: string,
    values: readonly (string | null)[],
  ): Promise<{ affected: number | null }> {
    // The extended protocol takes one statement only.
    const query: QueryConfig & { queryMode: 'extended' } = {
      text,
      values: [...values],
      queryMode: 'extended',
    };
    const { rowCount } = await this.parts.client.query(query);
    return { affected: rowCount };
  }

  failure(error: unknown, judgement: Judgement, typed: string, elapsedMs: number): RunFailure {
    const { target, limits } = this.parts;
    const times = { timeoutMs: limits.statementMs, lockTimeoutMs: limits.lockMs, elapsedMs };
    return runFailure(error, { ...target, ...times }, judgement.statement, typed);
  }

  /** Asks the server, over a second connection, to stop what runs in this one. */
  async cancel(): Promise<void> {
    const { client, target, encrypted } = this.parts;
    const { processID, secretKey } = client as unknown as Record<string, number>;
    if (processID === undefined || secretKey === undefined) return;
    if (!this.cancelled) target.tell({ purpose: 'cancel', sql: `CancelRequest ${processID}` });
    this.cancelled = true;
    const signal = AbortSignal.timeout(housekeepingMs);
    const carried = await target.open(signal);
    try {
      carried.stream.on('error', () => undefined);
      // As the session itself is: never in clear after an encrypted one.
      const asked = target.tls === 'prefer' ? 'require' : target.tls;
      const tls = encrypted ? asked : 'off';
      const stream = await secure(carried.stream, { ...target, tls }, signal);
      const closed = once(stream, 'close', { signal });
      stream.end(cancelRequest(processID, secretKey));
      stream.resume();
      await closed;
    } finally {
      carried.stream.destroy();
      carried.release();
    }
  }

  destroy(): void {
    this.parts.carried.stream.destroy();
    this.parts.carried.release();
  }

  async close(end?: 'commit'): Promise<void> {
    const left = setTimeout(() => this.destroy(), endMs(end));
    const { client } = this.parts;
    try {
      // A commit that fails must be known; a rollback is done by the end of the connection as well.
      if (end === 'commit') await Promise.race([client.query('COMMIT'), this.lost()]);
      else await Promise.race([client.query('ROLLBACK').catch(() => undefined), this.gone]);
      await Promise.race([client.end().catch(() => undefined), this.gone]);
    } finally {
      clearTimeout(left);
      this.destroy();
    }
  }

  private async lost(): Promise<never> {
    await this.gone;
    const { host } = this.parts.target;
    throw new AppError('sql.connection-lost', { host, detail: 'COMMIT' });
  }

  private async query(text: string, values: readonly (string | null)[]): Promise<Row[]> {
    this.parts.target.tell({ purpose: 'question', sql: text, values });
    const query = { text, values: [...values], rowMode: 'array' as const, types: asText };
    return (await this.parts.client.query<(string | null)[]>(query)).rows;
  }

  /** Names of types that are not built in. */
  private async typeNames(oids: readonly number[]): Promise<Map<number, string>> {
    const rows = await this.query(
      'SELECT oid, pg_catalog.format_type(oid, NULL) FROM pg_catalog.pg_type WHERE oid OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.oid[])',
      [`{${oids.join()}}`],
    );
    return new Map(rows.map(([oid, name]) => [Number(oid), name ?? '']));
  }
}

/** See `DatabaseDriver.open`. */
export async function openSession(
  target: DatabaseTarget,
  limits: SessionLimits,
  mode: SessionMode,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  const readOnly = mode === 'read';
  return openWithin(
    limits,
    signal,
    async (until) => {
      target.tell(opening(target, limits, mode));
      try {
        return await connectOnce(target, limits, mode, until, readOnly);
      } catch (error) {
        // Poolers refuse options at the start of a connection; the transaction is read only without.
        if (!readOnly || (error as { code?: string }).code !== '08P01') throw error;
        return await connectOnce(target, limits, mode, until, false);
      }
    },
    (cause) => connectFailure(cause, target),
  );
}

/** @param readOnly makes read only what the session begins by itself, too */
async function connectOnce(
  target: DatabaseTarget,
  limits: SessionLimits,
  mode: SessionMode,
  until: AbortSignal,
  readOnly: boolean,
): Promise<PostgresSession> {
  const carried = await target.open(until);
  // Errors reach the client; this listener only keeps late ones from ending the process.
  carried.stream.on('error', () => undefined);
  const stop = (): void => void carried.stream.destroy(until.reason as Error);
  until.addEventListener('abort', stop);
  try {
    const stream = await secure(carried.stream, target, until);
    const clipper = new MessageClipper();
    const line = new ClippedStream(stream, clipper);
    // The server wants the password itself; md5 and SCRAM prove it without.
    let inClear = false;
    const client = new Client({
      host: target.host,
      port: target.port,
      database: target.database,
      user: target.username,
      // A function, and '' for none: otherwise pg looks into the environment and ~/.pgpass.
      password: () => {
        if (inClear && target.tls !== 'verify') throw passwordInClear(target);
        return target.password ?? '';
      },
      stream: () => asConnectedSocket(line),
      ssl: false,
      client_encoding: 'utf8',
      application_name: 'FieldBench',
      options: readOnly ? '-c default_transaction_read_only=on' : '',
    });
    client.on('error', () => undefined);
    client.connection.prependListener('authenticationCleartextPassword', () => (inClear = true));
    await client.connect();
    await client.query(beginSql(limits, mode));
    if (target.schema !== '') await client.query(searchPath(target.schema));
    const asked = Date.now();
    const before = performance.now();
    const found = await client.query<string[]>({
      text: identitySql,
      rowMode: 'array',
      types: asText,
    });
    const latencyMs = performance.now() - before;
    const [row = []] = found.rows;
    clipper.recode = hasNoEncoding(row);
    const identity = { ...identityOf(row, asked, Date.now()), latencyMs };
    const encrypted = stream !== carried.stream;
    return new PostgresSession({
      client,
      carried,
      target,
      limits,
      encrypted,
      clipper,
      line,
      identity,
    });
  } catch (error) {
    carried.stream.destroy();
    carried.release();
    throw error;
  } finally {
    until.removeEventListener('abort', stop);
  }
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
