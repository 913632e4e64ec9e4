import { AppError } from '../../../../contract/errors';
import type { Column, Row } from '../../../../contract/query-results';
import type { Judgement } from '../../guard/index';
import type {
  CellPlace,
  ClippedCell,
  DatabaseSession,
  DatabaseTarget,
  RowCursor,
  RunFailure,
  ServerIdentity,
  SessionLimits,
  SessionMode,
  TakeText,
} from '../port';
import { lookAt } from './file';
import { FileReader, SqliteError } from './reader';

/** Rows of one question of ours. */
const mostAsked = 100_000;
/** SQLITE_BUSY and LOCKED, READONLY and AUTH, NOTADB; extended codes have these in their last byte. */
const busyCodes = new Set([5, 6]);
const refusedCodes = new Set([8, 23]);
const notADatabase = 26;

/** A SQLite file, read in a process of its own; read only by how it is opened and by what may be compiled. */
class SqliteSession implements DatabaseSession {
  readonly identity: ServerIdentity;
  readonly gone: Promise<void>;
  private readonly reader: FileReader;
  private readonly path: string;
  private readonly limits: SessionLimits;
  private readonly tell: DatabaseTarget['tell'];

  constructor(
    reader: FileReader,
    { database, tell }: DatabaseTarget,
    limits: SessionLimits,
    identity: ServerIdentity,
  ) {
    this.reader = reader;
    this.gone = reader.gone;
    this.path = database;
    this.tell = tell;
    this.limits = limits;
    this.identity = identity;
  }

  async ask(text: string, values: readonly (string | null)[] = []): Promise<Row[]> {
    this.tell({ purpose: 'question', sql: text, values });
    const cursor = new SqliteCursor(this.reader, this.limits, text, [...values]);
    const rows: Row[] = [];
    for (;;) {
      const more = await cursor.read(mostAsked);
      if (more.length === 0) return rows;
      rows.push(...more);
    }
  }

  /** A connection of ours has no functions of others. */
  check(): Promise<void> {
    return Promise.resolve();
  }

  cursor({ statement }: Judgement, values: readonly (string | null)[]): RowCursor {
    const each = statement.order.map((index) => values[index] ?? null);
    return new SqliteCursor(this.reader, this.limits, statement.text, each);
  }

  async cell(
    { statement }: Judgement,
    values: readonly (string | null)[],
    at: CellPlace,
    take: TakeText,
  ): Promise<boolean> {
    const seconds = this.limits.statementMs / 1000;
    const late = (): void => this.reader.end(new AppError('sql.timeout', { seconds }));
    const clock = setTimeout(late, this.limits.statementMs);
    try {
      const each = statement.order.map((index) => values[index] ?? null);
      const asked = { kind: 'cell', text: statement.text, values: each, ...at } as const;
      const answer = await this.reader.ask(asked);
      if (answer.kind !== 'cell' || !answer.found) return false;
    } finally {
      clearTimeout(clock);
    }
    for (;;) {
      const answer = await this.reader.ask({ kind: 'piece' });
      if (answer.kind !== 'piece' || answer.text === '') return true;
      await take(answer.text);
    }
  }

  execute(): Promise<never> {
    return Promise.reject(new AppError('sql.read-only-file', { path: this.path }));
  }

  failure(error: unknown): RunFailure {
    if (error instanceof AppError) return { error, place: null };
    const { message } = error as Error;
    const fail = (...args: ConstructorParameters<typeof AppError>): RunFailure => ({
      error: new AppError(args[0], args[1], { cause: error, ...args[2] }),
      place: null,
    });
    if (!(error instanceof SqliteError))
      return fail('sql.connection-lost', { host: this.path, detail: message });
    const code = (error.code ?? 1) & 0xff;
    if (busyCodes.has(code))
      return fail('sql.locked', { seconds: this.limits.lockMs / 1000 }, { retry: true });
    if (refusedCodes.has(code) || message.includes('not authorized'))
      return fail('sql.refused', { reason: 'read-only-session', message });
    if (message.includes('syntax error') || message.includes('incomplete input'))
      return fail('sql.syntax', { message });
    return fail('sql.failed', { sqlstate: String(error.code ?? code), message });
  }

  /** The process is ended: nothing else stops a statement that runs. */
  cancel(): Promise<void> {
    this.reader.end();
    return Promise.resolve();
  }

  destroy(): void {
    this.reader.end();
  }

  close(): Promise<void> {
    this.reader.end();
    return Promise.resolve();
  }
}

/** Rows of a statement, which begins with the first `read`. */
class SqliteCursor implements RowCursor {
  columns: Column[] = [];
  private readonly reader: FileReader;
  private readonly limits: SessionLimits;
  private readonly text: string;
  private readonly values: (string | null)[];
  private clipped: ClippedCell[] = [];
  private begun: number | null = null;

  constructor(reader: FileReader, limits: SessionLimits, text: string, values: (string | null)[]) {
    this.reader = reader;
    this.limits = limits;
    this.text = text;
    this.values = values;
  }

  async read(count: number): Promise<Row[]> {
    const first = this.begun === null;
    this.begun ??= performance.now();
    const left = this.limits.statementMs - (performance.now() - this.begun);
    const seconds = this.limits.statementMs / 1000;
    const clock = setTimeout(
      () => this.reader.end(new AppError('sql.timeout', { seconds })),
      Math.max(0, left),
    );
    try {
      if (first) await this.reader.ask({ kind: 'begin', text: this.text, values: this.values });
      const answer = await this.reader.ask({ kind: 'read', count });
      if (answer.kind !== 'rows') throw new Error('no rows were answered');
      if (first) this.columns = answer.columns;
      this.clipped.push(...answer.clipped);
      return answer.rows;
    } finally {
      clearTimeout(clock);
    }
  }

  takeClipped(): ClippedCell[] {
    return this.clipped.splice(0);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** See `DatabaseDriver.open`; nothing is opened for writing. */
export async function openSession(
  target: DatabaseTarget,
  limits: SessionLimits,
  mode: SessionMode,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  const path = target.database;
  if (mode === 'write') throw new AppError('sql.read-only-file', { path });
  const { immutable } = await lookAt(path);
  signal.throwIfAborted();
  const reader = new FileReader();
  const stop = (): void => reader.end();
  signal.addEventListener('abort', stop);
  try {
    const before = performance.now();
    const answer = await reader.ask({ kind: 'open', path, immutable });
    if (answer.kind !== 'opened') throw new Error('the file was not opened');
    return new SqliteSession(reader, target, limits, {
      product: 'sqlite',
      version: answer.version.split('.').map(Number),
      server: `SQLite ${answer.version}`,
      database: path,
      username: '',
      latencyMs: performance.now() - before,
      clockOffsetMs: null,
    });
  } catch (error) {
    reader.end();
    signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    const code = error instanceof SqliteError ? (error.code ?? 1) & 0xff : null;
    if (code === notADatabase) throw new AppError('sql.file-encrypted', { path }, { cause: error });
    const detail = (error as Error).message;
    throw new AppError('sql.file-unreadable', { path, detail }, { cause: error });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
