import { AppError } from '../../../contract/errors';
import type { Judgement } from '../guard/index';
import type { CellPlace, DatabaseSession, RowCursor, TakeText } from './port';

/** Bytes that wait for their taker before the server is held back, and until it may go on. */
const mostWaiting = 4 * 1024 * 1024;
const fewWaiting = 1024 * 1024;
const batchRows = 1_000;
const pieceCharacters = 1024 * 1024;

/** Hands a long cell on as it comes, without gathering it: who takes it may be slower than the server. */
export class CellPipe {
  /** Whether the cell was long enough to come this way. */
  used = false;
  private readonly decode: (bytes: Buffer) => string;
  private readonly take: TakeText;
  private readonly line: { hold(): void; release(): void };
  private readonly queue: Buffer[] = [];
  private waiting = 0;
  private running: Promise<void> = Promise.resolve();
  private failure: Error | null = null;

  /** @param line holds back the server, and lets it go on */
  constructor(
    decode: (bytes: Buffer) => string,
    take: TakeText,
    line: { hold(): void; release(): void },
  ) {
    this.decode = decode;
    this.take = take;
    this.line = line;
  }

  push(bytes: Buffer): void {
    this.used = true;
    if (this.failure !== null) return;
    this.queue.push(Buffer.from(bytes));
    this.waiting += bytes.length;
    if (this.waiting > mostWaiting) this.line.hold();
    if (this.queue.length === 1) this.running = this.running.then(() => this.drain());
  }

  /** Waits until all that came has been taken. @throws what the taker threw */
  async end(): Promise<void> {
    await this.running;
    if (this.failure !== null) throw this.failure;
  }

  private async drain(): Promise<void> {
    try {
      for (let next = this.queue[0]; next !== undefined; next = this.queue[0]) {
        await this.take(this.decode(next));
        this.queue.shift();
        this.waiting -= next.length;
        if (this.waiting < fewWaiting) this.line.release();
      }
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      this.queue.length = 0;
      this.line.release();
    }
  }
}

/**
 * Reads a cursor up to a row and gives one cell of it.
 *
 * @param pipe gets the cell when it is long; null where the driver has no such way
 * @returns false where there is no such row
 * @throws AppError `sql.cell-too-long` where the cell was cut and comes no other way
 */
export async function readCell(
  cursor: RowCursor,
  at: CellPlace,
  take: TakeText,
  pipe: CellPipe | null,
): Promise<boolean> {
  let passed = 0;
  try {
    for (;;) {
      const batch = await cursor.read(Math.min(batchRows, at.row - passed + 1));
      if (batch.length === 0) return false;
      const row = batch[at.row - passed];
      passed += batch.length;
      const clipped = cursor.takeClipped();
      if (!row) continue;
      if (pipe?.used === true) await pipe.end();
      else if (clipped.some(({ row: number, column }) => number === at.row && column === at.column))
        throw new AppError('sql.cell-too-long');
      else await takeWhole(row[at.column] ?? '', take);
      return true;
    }
  } finally {
    await cursor.close();
  }
}

/** Hands texts on so that no piece ends in half a pair of surrogates, which has no UTF-8. */
export class WholeCharacters {
  private readonly next: TakeText;
  private half = '';

  constructor(next: TakeText) {
    this.next = next;
  }

  async take(piece: string): Promise<void> {
    const text = this.half + piece;
    this.half = /[\uD800-\uDBFF]$/.test(text) ? text.slice(-1) : '';
    await this.next(this.half === '' ? text : text.slice(0, -1));
  }

  async end(): Promise<void> {
    if (this.half !== '') await this.next(this.half);
  }
}

async function takeWhole(cell: string, take: TakeText): Promise<void> {
  for (let from = 0; from < cell.length; from += pieceCharacters)
    await take(cell.slice(from, from + pieceCharacters));
}

/** One whole cell of a statement that is run again, see `DatabaseSession.cell`. */
export function cellOf(
  session: DatabaseSession,
  judgement: Judgement,
  values: readonly (string | null)[],
  at: CellPlace,
  take: TakeText,
): Promise<boolean> {
  if (session.cell) return session.cell(judgement, values, at, take);
  const cursor = session.cursor(judgement, values);
  cursor.handOn?.(at, take);
  return readCell(cursor, at, take, null);
}
