import type { FetchTypeResponse, Lob, Metadata, ResultSet } from 'oracledb';
import type { Column, Row } from '../../../../contract/queries';
import { maxCellBytes, type CellPlace, type ClippedCell, type RowCursor, type TakeText } from '../port'; // prettier-ignore
import { WholeCharacters } from '../cell';
import { beginningOf } from '../clip';
import { mostCharacters, widthOf } from '../wide';
import { columnsOf } from './columns';
import type { OracleConnection } from './connect';
import { textOf } from './values';

/** Numbers of node-oracledb's types (its constants `DB_TYPE_…`), which both modes share. */
const types = { varchar: 2001, number: 2010, date: 2011, timestamp: 2012, timestampTz: 2013, timestampLtz: 2014 }; // prettier-ignore

/** The server counts characters of large texts as two bytes each (UCS-2; Oracle, “LOB Storage”). */
const bytesOf = { text: 2, binary: 1 };
const byArrays = 4001;
/** Characters or bytes of a piece that is handed on. */
const pieceLength = 512 * 1024;

/** A large object that was not read: its text stands in the row. */
const unread = new Map([
  // A file of the server: reading it is more than reading a table.
  ['BFILE', '(BFILE)'],
  ['CURSOR', '(CURSOR)'],
]);

interface Parts {
  /** DbType objects of the instance of the package that the connection is of. */
  typeOf(number: number): unknown;
  /** Over the client library: it makes texts of dates by the session's formats. */
  thick: boolean;
}

/** Numbers, and over the client library dates, come as the text that Oracle makes of them. */
export function asText({
  typeOf,
  thick,
}: Parts): (column: Metadata<unknown>) => FetchTypeResponse | undefined {
  // prettier-ignore
  const texts = new Set<number>([types.number]);
  if (thick) for (const each of [types.date, types.timestamp, types.timestampTz, types.timestampLtz]) texts.add(each); // prettier-ignore
  return ({ dbType }) => {
    const number = Number((dbType as { num?: number } | undefined)?.num ?? dbType);
    return texts.has(number) ? { type: typeOf(types.varchar) as never } : undefined;
  };
}

/** Rows of a statement, fetched as many as are asked for at a time. */
export class OracleCursor implements RowCursor {
  columns: Column[] = [];
  /** A large object that is not cut but handed on piece by piece; its cell is then empty. */
  #wanted: (CellPlace & { take: TakeText }) | null = null;
  readonly #connection: OracleConnection;
  readonly #text: string;
  readonly #values: (string | null)[];
  readonly #parts: Parts;
  #result: ResultSet<unknown[]> | null = null;
  #row = 0;
  #clipped: ClippedCell[] = [];
  #ended = false;
  /** Fetched, and not read yet: their large objects are still on the server. */
  #waiting: unknown[][] = [];
  #failure: { error: unknown } | null = null;

  constructor(
    connection: OracleConnection,
    text: string,
    values: readonly (string | null)[],
    parts: Parts,
  ) {
    // prettier-ignore
    this.#connection = connection;
    this.#text = text;
    this.#values = [...values];
    this.#parts = parts;
  }

  handOn(at: CellPlace, take: TakeText): void {
    this.#wanted = { ...at, take };
  }

  async read(count: number): Promise<Row[]> {
    if (this.#failure) throw this.#failure.error;
    if (this.#ended && this.#waiting.length === 0) return [];
    const result = (this.#result ??= await this.#open(count));
    const rows: Row[] = [];
    let characters = 0;
    try {
      while (rows.length < count && characters < mostCharacters) {
        if (this.#waiting.length === 0) {
          this.#waiting = await result.getRows(count - rows.length);
          if (this.#waiting.length === 0) {
            this.#ended = true;
            break;
          }
        }
        const row = await this.#texts(this.#waiting.shift() ?? []);
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
    this.#waiting = [];
    await this.#result?.close().catch(() => undefined);
    this.#result = null;
  }

  async #open(count: number): Promise<ResultSet<unknown[]>> {
    const { resultSet } = await this.#connection.execute<unknown[]>(this.#text, this.#values, {
      resultSet: true,
      outFormat: byArrays,
      prefetchRows: count,
      fetchArraySize: count,
      dbObjectAsPojo: true,
      fetchTypeHandler: asText(this.#parts),
    });
    if (!resultSet) throw new Error('the statement gave no rows');
    this.columns = columnsOf(resultSet.metaData as Metadata<unknown>[]);
    return resultSet;
  }

  async #texts(cells: readonly unknown[]): Promise<Row> {
    const row = this.#row++;
    const texts: Row = [];
    for (const [column, value] of cells.entries()) {
      const { type = '' } = this.columns[column] ?? {};
      const left = unread.get(type);
      const wanted = this.#wanted;
      if (wanted?.row === row && wanted.column === column && isLob(value) && left === undefined) {
        await handOn(value, wanted.take);
        value.destroy();
        texts.push('');
        continue;
      }
      const cell = isLob(value) && left === undefined ? await readLob(value) : null;
      if (cell && cell.bytes > maxCellBytes) this.#clipped.push({ row, column, bytes: cell.bytes });
      if (isLob(value)) value.destroy();
      const text =
        cell?.text ?? (left !== undefined && value !== null ? left : textOf(value, type));
      texts.push(this.#shorten(text, row, column));
    }
    return texts;
  }

  /** LONG and XMLType come whole. AD years of a `SYYYY` begin with a blank, where their sign would be. */
  #shorten(text: string | null, row: number, column: number): string | null {
    if (text === null) return null;
    const kind = this.columns[column]?.kind;
    const shown = kind === 'time' ? text.trimStart() : text;
    const most = maxCellBytes / (kind === 'binary' ? 0.5 : bytesOf.text);
    if (shown.length <= most) return shown;
    this.#clipped.push({ row, column, bytes: shown.length * bytesOf.text });
    return beginningOf(shown, most);
  }
}

function isLob(value: unknown): value is Lob {
  return typeof (value as Lob | null)?.getData === 'function';
}

/** The beginning of a large object, and how long all of it is. */
async function readLob(lob: Lob): Promise<{ text: string; bytes: number }> {
  const length = lob.length;
  // An empty one; reading it from its first place on would be behind its end.
  if (length === 0) return { text: '', bytes: 0 };
  // Characters of a text, bytes of a binary.
  const asked = await lob.getData(1, Math.min(length, maxCellBytes));
  if (typeof asked === 'string') {
    const text = beginningOf(asked, maxCellBytes / bytesOf.text);
    return { text, bytes: length * bytesOf.text };
  }
  return { text: asked.toString('hex').toUpperCase(), bytes: length };
}

/** All of a large object, a piece after the other, as fast as they are taken. */
async function handOn(lob: Lob, take: TakeText): Promise<void> {
  const whole = new WholeCharacters(take);
  for (let at = 1; at <= lob.length;) {
    const piece = await lob.getData(at, Math.min(pieceLength, lob.length - at + 1));
    if (piece.length === 0) break;
    at += piece.length;
    await whole.take(typeof piece === 'string' ? piece : piece.toString('hex').toUpperCase());
  }
  await whole.end();
}
