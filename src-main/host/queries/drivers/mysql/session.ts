import { StringDecoder } from 'node:string_decoder';
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
import { CellPipe, readCell } from '../cell';
import { lookBehind } from './behind';
import { boundStatements } from './bind';
import { MysqlClient } from './client';
import { MysqlCursor } from './cursor';
import { connectFailure, runFailure } from './failure';
import { identityOf, identitySql, variablesSql } from './identity';
import { beginStatements } from './settings';

interface Connected {
  client: MysqlClient;
  carried: CarriedStream;
  encrypted: boolean;
}

interface Parts extends Connected {
  target: DatabaseTarget;
  limits: SessionLimits;
  identity: ServerIdentity;
  /** Name and port the server gives itself: the one behind a balancer whom a cancel must reach. */
  self: string;
}

/**
 * One transaction on one connection, thrown away with it. Below the guard: session and
 * transaction are read only, one statement a message, limits of time, and at the end ROLLBACK.
 */
class MysqlSession implements DatabaseSession {
  readonly identity: ServerIdentity;
  readonly gone: Promise<void>;
  private readonly parts: Parts;
  private cancelled = false;

  constructor(parts: Parts) {
    this.parts = parts;
    this.identity = parts.identity;
    this.gone = streamEnd(parts.carried.stream);
  }

  async ask(text: string, values: readonly (string | null)[] = []): Promise<Row[]> {
    this.parts.target.tell({ purpose: 'question', sql: text, values });
    return (await this.parts.client.ask(await this.bind(text, values))).rows;
  }

  /** A function of the database that has the name of one that is allowed could do anything. */
  async check({ used }: Judgement): Promise<void> {
    if (!used) throw new Error('a refused statement must not run');
    const ask = (sql: string): Promise<Row[]> => this.ask(sql);
    await lookBehind(ask, this.identity.database, used.relations);
    const names = [...used.functions];
    if (names.length === 0) return;
    const [found] = await this.ask(
      `SELECT ROUTINE_SCHEMA, ROUTINE_NAME FROM information_schema.ROUTINES
       WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = 'FUNCTION'
         AND LOWER(ROUTINE_NAME) IN (${names.map(() => '?').join(', ')}) LIMIT 1`,
      names.map((name) => name.toLowerCase()),
    );
    if (!found) return;
    const name = found.join('.');
    throw new AppError('sql.refused', { reason: 'shadowed-function', name });
  }

  cursor({ statement }: Judgement, values: readonly (string | null)[]): MysqlCursor {
    // A parameter that is used twice has two question marks.
    const each = statement.order.map((index) => values[index] ?? null);
    const begin = (): Promise<string> => this.bind(statement.text, each);
    return new MysqlCursor(this.parts.client, begin, () => this.cancel());
  }

  async cell(
    { statement }: Judgement,
    values: readonly (string | null)[],
    at: CellPlace,
    take: TakeText,
  ): Promise<boolean> {
    const { client } = this.parts;
    const each = statement.order.map((index) => values[index] ?? null);
    const begin = (): Promise<string> => this.bind(statement.text, each);
    const cursor = new MysqlCursor(client, begin, () => this.cancel());
    const decoder = new StringDecoder('utf8');
    let begun = false;
    const decode = (bytes: Buffer): string => {
      if (cursor.columns[at.column]?.kind !== 'binary') return decoder.write(bytes);
      const hexadecimal = `${begun ? '' : '0x'}${bytes.toString('hex')}`;
      begun = true;
      return hexadecimal;
    };
    const line = { hold: () => client.pause(), release: () => client.resume() };
    const pipe = new CellPipe(decode, take, line);
    cursor.wantedCell = { ...at, take: (bytes) => pipe.push(bytes) };
    return readCell(cursor, at, take, pipe);
  }

  async execute(
    text: string,
    values: readonly (string | null)[],
  ): Promise<{ affected: number | null }> {
    const { affected } = await this.parts.client.ask(await this.bind(text, values));
    return { affected };
  }

  failure(error: unknown, judgement: Judgement, typed: string, elapsedMs: number): RunFailure {
    const { target, limits } = this.parts;
    return runFailure(error, target, limits, judgement.statement, typed, elapsedMs);
  }

  /** Over a second connection, if that reaches the same server: elsewhere the number is another's. */
  async cancel(): Promise<void> {
    const { target, client, self, encrypted } = this.parts;
    const killSql = `KILL QUERY ${client.id}`;
    if (!this.cancelled) target.tell({ purpose: 'cancel', sql: `${variablesSql};\n${killSql}` });
    this.cancelled = true;
    const signal = AbortSignal.timeout(housekeepingMs);
    // As the session itself is: never in clear after an encrypted one.
    const asked = target.tls === 'prefer' ? 'require' : target.tls;
    const second = await connect({ ...target, tls: encrypted ? asked : 'off' }, signal);
    try {
      const { rows } = await second.client.ask(variablesSql);
      if (selfOf(mapOf(rows)) === self) await second.client.ask(killSql);
    } finally {
      await second.client.quit();
      second.carried.release();
    }
  }

  destroy(): void {
    this.parts.client.destroy();
    this.parts.carried.stream.destroy();
    this.parts.carried.release();
  }

  async close(end?: 'commit'): Promise<void> {
    const left = setTimeout(() => this.destroy(), endMs(end));
    const { client, carried } = this.parts;
    try {
      // A commit that fails must be known; a rollback is done by the end of the connection as well.
      if (end === 'commit') await client.ask('COMMIT');
      else await client.ask('ROLLBACK').catch(() => undefined);
      await client.quit();
    } finally {
      clearTimeout(left);
      carried.release();
    }
  }

  /** Binds values, where there are any, and gives the text to send. */
  private async bind(text: string, values: readonly (string | null)[]): Promise<string> {
    if (values.length === 0) return text;
    const statements = boundStatements(text, values);
    for (const statement of statements.slice(0, -1)) await this.parts.client.ask(statement);
    return statements.at(-1) ?? text;
  }
}

/** See `DatabaseDriver.open`. */
export async function openSession(
  target: DatabaseTarget,
  limits: SessionLimits,
  mode: SessionMode,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  return openWithin(
    limits,
    signal,
    (until) => begin(target, limits, mode, until),
    (cause) => connectFailure(cause, target),
  );
}

async function begin(
  target: DatabaseTarget,
  limits: SessionLimits,
  mode: SessionMode,
  until: AbortSignal,
): Promise<DatabaseSession> {
  target.tell({ purpose: 'session', sql: variablesSql });
  const connected = await connect(target, until);
  const { client, carried } = connected;
  const stop = (): void => client.destroy();
  until.addEventListener('abort', stop);
  try {
    const variables = mapOf((await client.ask(variablesSql)).rows);
    const statements = beginStatements(variables, limits, mode);
    target.tell({ purpose: 'session', sql: [...statements, identitySql].join(';\n') });
    for (const statement of statements) await client.ask(statement);
    const asked = Date.now();
    const before = performance.now();
    const [row = []] = (await client.ask(identitySql)).rows;
    const latencyMs = performance.now() - before;
    const identity = { ...identityOf(variables, row, asked, Date.now()), latencyMs };
    return new MysqlSession({ ...connected, target, limits, identity, self: selfOf(variables) });
  } catch (error) {
    client.destroy();
    carried.release();
    throw error;
  } finally {
    until.removeEventListener('abort', stop);
  }
}

/** Connects and logs in; with `prefer` a server without TLS is used in clear. */
async function connect(target: DatabaseTarget, until: AbortSignal): Promise<Connected> {
  const encrypted = target.tls !== 'off';
  try {
    return await logIn(target, encrypted, until);
  } catch (error) {
    const without = (error as { code?: string }).code === 'HANDSHAKE_NO_SSL_SUPPORT';
    if (target.tls !== 'prefer' || !without) throw error;
    return await logIn(target, false, until);
  }
}

async function logIn(
  target: DatabaseTarget,
  encrypted: boolean,
  until: AbortSignal,
): Promise<Connected> {
  const carried = await target.open(until);
  // Errors reach the client; this listener only keeps late ones from ending the process.
  carried.stream.on('error', () => undefined);
  const stop = (): void => void carried.stream.destroy(until.reason as Error);
  until.addEventListener('abort', stop);
  try {
    const database = target.schema || target.database;
    const client = await MysqlClient.open(carried, target, database, encrypted);
    return { client, carried, encrypted };
  } catch (error) {
    carried.stream.destroy();
    carried.release();
    throw error;
  } finally {
    until.removeEventListener('abort', stop);
  }
}

function mapOf(rows: readonly Row[]): Map<string, string> {
  return new Map(rows.map(([name, value]) => [(name ?? '').toLowerCase(), value ?? '']));
}

function selfOf(variables: ReadonlyMap<string, string>): string {
  return `${variables.get('hostname') ?? ''}:${variables.get('port') ?? ''}`;
}
