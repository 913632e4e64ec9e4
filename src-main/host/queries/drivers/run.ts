import { AppError } from '../../../contract/errors';
import type { Column, Row } from '../../../contract/queries';
import { collectAfter } from '../../../kit/collect';
import { placeOfRelation, type Judgement } from '../guard/index';
import { areBytes, firstRows, sizeOfRow, type ByteRows, type SomeRows } from './byte-rows';
import type {
  ClippedCell,
  DatabaseSession,
  DatabaseTarget,
  RowCursor,
  RunFailure,
  ServerIdentity,
} from './port';
import { driverOf } from './registry';

/** Where rows go as they come. */
export interface RowSink {
  /** Once, before the first rows, also when there are none. */
  begin(columns: Column[], identity: ServerIdentity): void | Promise<void>;
  /**
   * Takes rows, and tells which cells of them are only a beginning; `full` ends the run, as if the
   * row limit had been reached.
   */
  rows(rows: Row[], clipped: readonly ClippedCell[]): Taken | Promise<Taken>;
  /** The same where rows come as bytes and the sink wants them so; they are gone when it resolves. */
  bytes?(rows: ByteRows, clipped: readonly ClippedCell[]): Taken | Promise<Taken>;
}

/** `full`: no more rows are wanted. */
type Taken = void | 'full';

export interface RunRequest {
  judgement: Judgement;
  /** The statement as typed, for places. */
  typed: string;
  values: (string | null)[];
  maxRows: number;
  timeoutMs: number;
}

/** How a run ended well. */
export interface RunOutcome {
  columns: Column[];
  rows: number;
  /** There are more rows than were taken. */
  truncated: boolean;
  /** Cells of which only the beginning was taken. */
  clippedCells: number;
  firstRowMs: number | null;
  elapsedMs: number;
}

/** Thrown when a run fails after the statement was sent, with the place in the statement. */
export class StatementFailed extends Error {
  readonly failure: RunFailure;
  constructor(failure: RunFailure) {
    super(failure.error.message, { cause: failure.error });
    this.failure = failure;
  }
}

const connectMs = 10_000;
const lockMs = 5_000;
/** The first rows come at once; after that this many keep memory low (see design, queries.md). */
const firstBatch = 100;
const usualBatch = 1_000;
/** On a slow line each batch costs a round trip, so batches grow. */
const largestBatch = 5_000;
const slowLineMs = 5;
/** Wide rows make batches smaller, so that a batch stays near this many characters. */
const batchCharacters = 4 * 1024 * 1024;
/** What a row takes beside its cells. */
const fewCharacters = 64;
/** The server stops a statement by itself; one that does not within this time more is left. */
const graceMs = 3_000;
/** Its own limit comes first by so much. */
const tellMs = 500;
/** A server that is between two messages overhears a cancel, so it is told again this often. */
const cancelAgainMs = 100;
/** A cancelled statement that still runs after this time loses its connection. */
const cancelGraceMs = 2_000;

/**
 * Runs one judged statement in a session of its own and streams its rows into a sink.
 * Memory holds two batches, whatever the size of the result.
 *
 * @param connected told when the session is open and the statement is about to be sent
 * @throws StatementFailed; AppError from connecting; the signal's reason when cancelled
 */
export function runStatement(
  target: DatabaseTarget,
  request: RunRequest,
  sink: RowSink,
  signal: AbortSignal,
  connected: (identity: ServerIdentity) => void = () => undefined,
): Promise<RunOutcome> {
  const work = (session: DatabaseSession, started: number): Promise<RunOutcome> =>
    stream(session, request, sink, signal, started);
  return inSession(target, request, work, signal, connected);
}

/** The same for other work on one judged statement, with its limits, its watchdog and its cancel. */
export async function inSession<T>(
  target: DatabaseTarget,
  request: Omit<RunRequest, 'maxRows'>,
  work: (session: DatabaseSession, started: number) => Promise<T>,
  signal: AbortSignal,
  connected: (identity: ServerIdentity) => void = () => undefined,
): Promise<T> {
  const { judgement, timeoutMs } = request;
  if (judgement.verdict.verdict !== 'read') throw new Error('a refused statement must not run');
  const started = performance.now();
  const limits = { connectMs, statementMs: timeoutMs, lockMs: Math.min(lockMs, timeoutMs) };
  const driver = await driverOf(target.dialect);
  const session = await driver.open(target, limits, 'read', signal);
  let sent = performance.now();
  const run = async (): Promise<T> => {
    try {
      await session.check(judgement);
      signal.throwIfAborted();
      connected(session.identity);
      sent = performance.now();
      return await work(session, started);
    } finally {
      await session.close();
    }
  };
  try {
    return await withLimits(session, { timeoutMs, cancelGraceMs }, signal, run);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const elapsedMs = performance.now() - sent;
    const failure = session.failure(error, judgement, request.typed, elapsedMs);
    const { relation } = failure.error.params;
    const place = relation ? placeOfRelation(judgement, request.typed, String(relation)) : null;
    throw new StatementFailed({ ...failure, place: failure.place ?? place });
  }
}

/**
 * Works in a session for a limited time, and until it is stopped: the server is told first, and
 * one that does not heed loses the connection.
 *
 * @throws AppError `sql.timeout`; the signal's reason; what the work throws
 */
export async function withLimits<T>(
  session: DatabaseSession,
  { timeoutMs, cancelGraceMs }: { timeoutMs: number; cancelGraceMs: number },
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  let timedOut = false;
  // A server without a limit of its own would go on after its client is gone: it is told first.
  const limit = setTimeout(() => {
    timedOut = true;
    session.cancel().catch(() => undefined);
  }, timeoutMs + tellMs);
  const watchdog = setTimeout(() => session.destroy(), timeoutMs + graceMs);
  const timers: NodeJS.Timeout[] = [];
  const cancel = (): void => {
    // A cancel that cannot be sent leaves the last timer, which ends the connection.
    const tell = (): void => void session.cancel().catch(() => undefined);
    tell();
    timers.push(
      setInterval(tell, cancelAgainMs),
      setTimeout(() => session.destroy(), cancelGraceMs),
    );
  };
  try {
    signal.addEventListener('abort', cancel);
    return await work();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (timedOut)
      throw new AppError('sql.timeout', { seconds: timeoutMs / 1000 }, { cause: error });
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
    clearTimeout(limit);
    clearTimeout(watchdog);
    for (const timer of timers) clearTimeout(timer);
  }
}

async function stream(
  session: DatabaseSession,
  request: RunRequest,
  sink: RowSink,
  signal: AbortSignal,
  started: number,
): Promise<RunOutcome> {
  const cursor = session.cursor(request.judgement, request.values);
  let taken: Pumped;
  try {
    taken = await pump(session, cursor, request.maxRows, sink, signal);
  } finally {
    await cursor.close();
  }
  return {
    columns: [...cursor.columns],
    rows: taken.rows,
    truncated: taken.truncated,
    clippedCells: taken.clippedCells,
    firstRowMs: taken.firstRowAt === null ? null : taken.firstRowAt - started,
    elapsedMs: performance.now() - started,
  };
}

interface Pumped {
  rows: number;
  truncated: boolean;
  clippedCells: number;
  firstRowAt: number | null;
}

/** Moves rows from the cursor to the sink until either has enough. */
async function pump(
  session: DatabaseSession,
  cursor: RowCursor,
  maxRows: number,
  sink: RowSink,
  signal: AbortSignal,
): Promise<Pumped> {
  const sizer = new BatchSizer(session.identity.latencyMs);
  // One row beyond the limit tells whether there are more.
  let wanted = Math.min(firstBatch, maxRows + 1);
  const read = (count: number): Promise<SomeRows> =>
    sink.bytes && cursor.readBytes ? cursor.readBytes(count) : cursor.read(count);
  const give = (some: SomeRows, clipped: readonly ClippedCell[]): Taken | Promise<Taken> =>
    areBytes(some) ? sink.bytes?.(some, clipped) : sink.rows([...some], clipped);
  let batch = await read(wanted);
  /** Rows that were read, with those that are on their way. */
  let asked = batch.length;
  const firstRowAt = batch.length > 0 ? performance.now() : null;
  await sink.begin([...cursor.columns], session.identity);
  let rows = 0;
  let clippedCells = 0;
  for (;;) {
    signal.throwIfAborted();
    const ended = batch.length === 0 || asked > maxRows;
    const size = sizeOf(batch);
    collectAfter(size);
    wanted = Math.min(sizer.next(batch.length, size), maxRows + 1 - asked);
    const clipped = cursor.takeClipped().filter(({ row }) => row < maxRows);
    clippedCells += clipped.length;
    // The next rows travel while these are written.
    const coming = ended ? null : read(wanted);
    coming?.catch(() => undefined);
    if (coming) asked += wanted;
    const taken = firstRows(batch, maxRows - rows);
    const beyond = taken.length < batch.length;
    const full = taken.length > 0 ? await give(taken, clipped) : undefined;
    rows += taken.length;
    const next = coming ? await coming : [];
    // Fewer than asked for need not be the last.
    if (coming) asked -= wanted - next.length;
    if (full === 'full' || next.length === 0) {
      return { rows, truncated: beyond || next.length > 0, clippedCells, firstRowAt };
    }
    batch = next;
  }
}

/** How many rows to ask for next, from the width of the last ones and the line's delay. */
class BatchSizer {
  private readonly most: number;

  constructor(latencyMs: number) {
    this.most = latencyMs < slowLineMs ? usualBatch : largestBatch;
  }

  next(rows: number, size: number): number {
    const average = Math.max(1, size / Math.max(1, rows));
    return Math.max(1, Math.min(this.most, Math.floor(batchCharacters / average)));
  }
}

/** How much a batch holds, in characters or bytes. */
function sizeOf(rows: SomeRows): number {
  let size = 0;
  for (let row = 0; row < rows.length; row += 1) size += sizeOfRow(rows, row) + fewCharacters;
  return size;
}
