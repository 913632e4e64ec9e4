/**
 * The process that reads a SQLite file: a damaged or hostile file, and a statement that never
 * ends, are in a process that can be ended. Its script comes over its input, questions and answers
 * over the channel to its parent.
 */
import { Worker } from 'node:worker_threads';
import type { Row } from '../../../../contract/query-results';
import type { ClippedCell } from '../port';
import { authorize } from './authorizer';
import { columnsOf, rowOf, textOf, type Value } from './cells';
import type { Answer, Numbered, Request } from './wire';

/** An answer is ended after so many characters. */
const answerCharacters = 8 * 1024 * 1024;

/** Bytes, or UTF-16 units of a text, in one piece of a cell. */
const pieceLength = 512 * 1024;

interface Statement {
  text: string;
  values: (string | null)[];
  names: readonly { name: string; type: string | null }[];
  /** Gives nothing at all where a text is too long for JavaScript (512 MB), which node:sqlite does not say. */
  rows: { next(): IteratorResult<readonly Value[]> | undefined };
  taken: number;
  /** Its next row cannot be had. */
  broken: boolean;
}

type Sqlite = typeof import('node:sqlite');
let database: InstanceType<Sqlite['DatabaseSync']> | null = null;
let statement: Statement | null = null;
/** A cell that is handed out piece by piece, and how far it was. */
let held: { value: Value; at: number } | null = null;

function open(path: string, immutable: boolean): Answer {
  let sqlite: Sqlite | undefined;
  try {
    sqlite = process.getBuiltinModule('node:sqlite');
  } catch {
    // Not in this Node.
  }
  if (!sqlite || !('setAuthorizer' in sqlite.DatabaseSync.prototype))
    return { kind: 'missing', message: `Node ${process.version}; needed: 24.10` };
  const url = new URL('file:///');
  url.pathname = path.replaceAll('%', '%25').replaceAll('\\', '/');
  url.searchParams.set('mode', 'ro');
  if (immutable) url.searchParams.set('immutable', '1');
  const opened = new sqlite.DatabaseSync(url, {
    readOnly: true,
    allowExtension: false,
    timeout: 5_000,
  });
  opened.exec('PRAGMA query_only = ON; PRAGMA trusted_schema = OFF');
  // Reads the file for the first time: what is no database fails here.
  opened.prepare('SELECT count(*) FROM sqlite_schema').get();
  const { version } = opened.prepare('SELECT sqlite_version() AS version').get() as {
    version: string;
  };
  opened.setAuthorizer((action, first, second) => authorize(action, first, second));
  database = opened;
  return { kind: 'opened', version };
}

function begin(text: string, values: (string | null)[]): void {
  if (!database) throw new Error('nothing is open');
  const prepared = database.prepare(text);
  prepared.setReadBigInts(true);
  prepared.setReturnArrays(true);
  statement = {
    text,
    values,
    names: prepared.columns().map(({ name, type }) => ({ name, type })),
    rows: prepared.iterate(...values) as unknown as Statement['rows'],
    taken: 0,
    broken: false,
  };
}

function read(count: number): Answer {
  if (!statement) throw new Error('nothing was begun');
  if (statement.broken) return tooLong(statement);
  const { names, rows: source } = statement;
  const values: (readonly Value[])[] = [];
  const rows: Row[] = [];
  const clipped: ClippedCell[] = [];
  let characters = 0;
  while (rows.length < count && characters < answerCharacters) {
    const next = source.next();
    if (!next) {
      // The rows before it are handed over first.
      statement.broken = true;
      if (rows.length === 0) return tooLong(statement);
    }
    if (!next || next.done === true) break;
    const row = rowOf(next.value, statement.taken, clipped);
    statement.taken += 1;
    // The first rows tell the types that are not declared.
    if (statement.taken <= 100) values.push(next.value);
    for (const cell of row) characters += cell?.length ?? 0;
    rows.push(row);
  }
  return { kind: 'rows', columns: columnsOf(names, values), rows, clipped };
}

/** Tells which text it is: SQLite itself measures the columns of the row. */
function tooLong({ text, values, names, taken: row }: Statement): Answer {
  const columns = names.map((_, at) => `c${at}`);
  const lengths = columns.map((column) => `octet_length(${column})`);
  let [column, bytes]: [string | null, number | null] = [null, null];
  try {
    const sql = `WITH q(${columns.join()}) AS (${text}\n) SELECT ${lengths.join()} FROM q LIMIT 1 OFFSET ${row}`;
    const measured = Object.values(database?.prepare(sql).get(...values) ?? {}).map(Number);
    bytes = Math.max(...measured);
    column = names[measured.indexOf(bytes)]?.name ?? null;
  } catch {
    // Not every statement can stand in another; where it is too long is known all the same.
  }
  return { kind: 'too-long', row, column, bytes };
}

function hold(row: number, column: number): Answer {
  held = null;
  if (!statement) throw new Error('nothing was begun');
  for (; statement.taken <= row; statement.taken += 1) {
    const next = statement.rows.next();
    if (!next) return tooLong(statement);
    if (next.done === true) return { kind: 'cell', found: false };
    if (statement.taken === row) held = { value: next.value[column] ?? null, at: 0 };
  }
  return { kind: 'cell', found: true };
}

function piece(): string {
  if (!held) throw new Error('no cell is held');
  const { value, at } = held;
  if (typeof value === 'string') {
    let end = at + pieceLength;
    // Both halves of a surrogate pair go together.
    if (/[\uD800-\uDBFF]/.test(value.charAt(end - 1))) end += 1;
    held.at = end;
    return value.slice(at, end);
  }
  if (value instanceof Uint8Array) {
    held.at += pieceLength;
    const text = textOf(value.subarray(at, held.at)) ?? '';
    return at === 0 ? text : text.slice(2);
  }
  held.at = 1;
  return at === 0 ? (textOf(value) ?? '') : '';
}

function answer(request: Request): Answer {
  switch (request.kind) {
    case 'open':
      return open(request.path, request.immutable);
    case 'begin':
      begin(request.text, request.values);
      return { kind: 'rows', columns: [], rows: [], clipped: [] };
    case 'read':
      return read(request.count);
    case 'cell':
      begin(request.text, request.values);
      return hold(request.row, request.column);
    case 'piece':
      return { kind: 'piece', text: piece() };
  }
}

process.on('message', ({ id, message }: Numbered<Request>) => {
  let said: Answer;
  try {
    said = answer(message);
  } catch (error) {
    const { errcode, message: words } = error as Error & { errcode?: number };
    said = { kind: 'failed', code: errcode ?? null, message: words };
  }
  process.send?.({ id, message: said } satisfies Numbered<Answer>);
});
process.on('disconnect', () => process.exit());

// A statement that runs hears nothing: a thread beside it ends the process when its parent is gone.
const watch = `
  const parent = ${process.ppid};
  setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch {
      process.kill(process.pid, 'SIGKILL');
    }
  }, 1000);`;
new Worker(watch, { eval: true }).unref();
