import { finished } from 'node:stream';
import type { Column, Row } from '../../../../contract/queries';
import { WholeCharacters } from '../cell';
import { wholeCharacters } from '../clip';
import { maxCellBytes, type CellPlace, type ClippedCell, type RowCursor, type TakeText } from '../port'; // prettier-ignore
import { mostCharacters, widthOf } from '../wide';
import { columnsOf } from './columns';
import type { Connected } from './connect';
import type { HanaLob, HanaResultSet, HanaStatement } from './library';

type Executed = HanaResultSet | number | undefined;

/**
 * Executes one statement; gives rows, or how many were touched. With values it is prepared and
 * they are bound; without it is executed at once, for what a server says of a prepared statement
 * that has no parameters is not what the driver expects.
 */
export async function execute(
  { client, whileOpen }: Connected,
  text: string,
  values: readonly (string | null)[],
): Promise<{ result: Executed; statement: HanaStatement | null }> {
  const options = { rowsAsArray: true, autoFetch: false };
  if (values.length === 0) {
    const answer = new Promise<Executed>((resolve, reject) => {
      client.execute(text, options, (error, given) => (error ? reject(error) : resolve(given)));
    });
    const result = await whileOpen(answer);
    return { result, statement: null };
  }
  const preparing = new Promise<HanaStatement>((resolve, reject) => {
    client.prepare(text, (error, prepared) => (error ? reject(error) : resolve(prepared)));
  });
  const statement = await whileOpen(preparing);
  const executing = new Promise<Executed>((resolve, reject) => {
    statement.execute(values, options, (error, given) => (error ? reject(error) : resolve(given)));
  });
  return { result: await whileOpen(executing), statement };
}

/** The fewest digits that read back as the same single-precision number. */
function single(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return String(shorter);
  }
  return String(value);
}

/** A DECIMAL without a fixed point comes as 1.5e+2; the server writes 150. */
function plain(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? []; // prettier-ignore
  if (whole === '') return text;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  // Far beyond 34 digits the zeros would say nothing.
  if (point > 40 || point < -40) return text;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`.replace(/\.?0+$/, '');
  const shown = digits.padEnd(point, '0');
  return `${sign}${shown.slice(0, point)}${shown.length > point ? `.${shown.slice(point)}` : ''}`;
}

function isLob(value: unknown): value is HanaLob {
  return typeof (value as HanaLob | null)?.resume === 'function';
}

/** Rows of a statement, fetched by the hundred or thousand as they are wanted. */
export class HanaCursor implements RowCursor {
  columns: Column[] = [];
  /** A large object that is not cut but handed on piece by piece; its cell is then empty. */
  #wanted: (CellPlace & { take: TakeText }) | null = null;
  readonly #connected: Connected;
  readonly #text: string;
  readonly #values: readonly (string | null)[];
  #result: HanaResultSet | null = null;
  #statement: HanaStatement | null = null;
  #rows: AsyncIterator<unknown[]> | null = null;
  #row = 0;
  #clipped: ClippedCell[] = [];
  #ended = false;
  #failure: { error: unknown } | null = null;

  constructor(connected: Connected, text: string, values: readonly (string | null)[]) {
    this.#connected = connected;
    this.#text = text;
    this.#values = values;
  }

  handOn(at: CellPlace, take: TakeText): void {
    this.#wanted = { ...at, take };
  }

  async read(count: number): Promise<Row[]> {
    if (this.#failure) throw this.#failure.error;
    const rows: Row[] = [];
    let characters = 0;
    const { whileOpen } = this.#connected;
    try {
      const source = (this.#rows ??= await this.#open(count));
      this.#result?.setFetchSize(count);
      while (rows.length < count && characters < mostCharacters && !this.#ended) {
        const next = await whileOpen(source.next());
        if (next.done) {
          this.#ended = true;
          break;
        }
        const row = await whileOpen(this.#texts(next.value));
        characters += widthOf(row);
        rows.push(row);
      }
    } catch (error) {
      if (rows.length === 0) throw error;
      this.#failure = { error };
    }
    return rows;
  }

  takeClipped(): ClippedCell[] {
    return this.#clipped.splice(0);
  }

  async close(): Promise<void> {
    this.#ended = true;
    const result = this.#result;
    const statement = this.#statement;
    this.#result = this.#statement = null;
    const ending = async (): Promise<void> => {
      await this.#rows?.return?.();
      if (result && !result.closed) {
        await new Promise<void>((resolve) => result.close(() => resolve()));
      }
      if (statement) await new Promise<void>((resolve) => statement.drop(() => resolve()));
    };
    // With the connection, all of it has ended.
    await this.#connected.whileOpen(ending()).catch(() => undefined);
  }

  async #open(count: number): Promise<AsyncIterator<unknown[]>> {
    const { result, statement } = await execute(this.#connected, this.#text, this.#values);
    this.#statement = statement;
    if (typeof result !== 'object') throw new Error('the statement gave no rows');
    this.#result = result;
    this.columns = columnsOf(result.metadata);
    result.setFetchSize(count);
    const stream = result.createObjectStream();
    // The reader is told of a failure; nobody else needs to be.
    finished(stream, () => undefined);
    return stream[Symbol.asyncIterator]();
  }

  async #texts(cells: readonly unknown[]): Promise<Row> {
    const row = this.#row++;
    const texts: Row = [];
    for (const [column, value] of cells.entries()) {
      texts.push(await this.#cell(value, row, column));
    }
    return texts;
  }

  async #cell(value: unknown, row: number, column: number): Promise<string | null> {
    if (value === null || value === undefined) return null;
    const { type = '', kind } = this.columns[column] ?? {};
    if (isLob(value) || (typeof value === 'object' && !Buffer.isBuffer(value))) {
      const lob = this.#lobOf(value);
      const wanted = this.#wanted;
      if (wanted?.row !== row || wanted.column !== column)
        return this.#long(lob, row, column, kind === 'binary');
      await handOn(lob, kind === 'binary', wanted.take);
      return '';
    }
    if (Buffer.isBuffer(value)) return value.toString('hex').toUpperCase();
    if (typeof value === 'number') return type === 'REAL' ? single(value) : String(value);
    if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
    const text = value as string;
    // The driver pads the seven digits of a TIMESTAMP to nine.
    if (kind === 'decimal') return plain(text);
    return type === 'TIMESTAMP' ? text.replace(/(\.\d{7})00$/, '$1') : text;
  }

  #lobOf(value: unknown): HanaLob {
    if (isLob(value)) return value;
    if (!this.#result) throw new Error('a large object of a result that is closed');
    return this.#result.createLob(value);
  }

  /** The first piece is in the row; more is asked for only until enough is here. */
  async #long(lob: HanaLob, row: number, column: number, binary: boolean): Promise<string> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const whole = await new Promise<boolean>((resolve, reject) => {
      lob.on('data', (piece) => {
        pieces.push(piece);
        bytes += piece.length;
        if (bytes <= maxCellBytes) return;
        lob.pause();
        resolve(false);
      });
      lob.on('end', () => resolve(bytes <= maxCellBytes));
      lob.on('error', reject);
      lob.resume();
    });
    const data = Buffer.concat(pieces).subarray(0, maxCellBytes);
    // Of text the server tells characters, whose bytes are not known.
    if (!whole) this.#clipped.push({ row, column, bytes: binary ? lob.length : null });
    if (binary) return data.toString('hex').toUpperCase();
    const text = fromCesu8(data);
    return whole ? text : text.replace(/\uFFFD+$/, '');
  }
}

/** All of a large object; the next piece is asked for when the last one has been taken. */
async function handOn(lob: HanaLob, binary: boolean, take: TakeText): Promise<void> {
  const whole = new WholeCharacters(take);
  let rest: Buffer = Buffer.alloc(0);
  const hand = async (piece: Buffer): Promise<void> => {
    if (binary) return take(piece.toString('hex').toUpperCase());
    const bytes = Buffer.concat([rest, piece]);
    const end = wholeCharacters(bytes);
    rest = bytes.subarray(end);
    await whole.take(fromCesu8(bytes.subarray(0, end)));
  };
  await new Promise<void>((resolve, reject) => {
    let turn = Promise.resolve();
    lob.on('data', (piece) => {
      lob.pause();
      turn = turn.then(() => hand(piece)).then(() => lob.resume());
      turn.catch(reject);
    });
    lob.on('end', () => void turn.then(resolve, reject));
    lob.on('error', reject);
    lob.resume();
  });
  await whole.take(fromCesu8(rest));
  await whole.end();
}

/** CESU-8 writes what lies beyond the basic plane as two surrogates of three bytes each. */
function fromCesu8(data: Buffer): string {
  if (!data.includes(0xed)) return data.toString();
  let text = '';
  let plain = 0;
  for (let at = data.indexOf(0xed); at !== -1; at = data.indexOf(0xed, at)) {
    const unit = ((data[at] ?? 0) & 0x0f) << 12 | ((data[at + 1] ?? 0) & 0x3f) << 6 | ((data[at + 2] ?? 0) & 0x3f); // prettier-ignore
    if (unit < 0xd800) {
      at += 3;
      continue;
    }
    text += data.toString('utf8', plain, at) + String.fromCharCode(unit);
    at += 3;
    plain = at;
  }
  return text + data.toString('utf8', plain);
}
