import { Request, TYPES, type Connection } from 'tedious';
import { AppError } from '../../../../contract/errors';
import type { Column, Row } from '../../../../contract/queries';
import type { ClippedCell, RowCursor } from '../port';
import { mostCharacters } from '../wide';
import { columnsOf } from './columns';
import { Clipped, type WireColumn } from './wire';

/** A cell as the exchanged reader leaves it. */
type Cell = { value: string | Clipped | null };

/** The forerunners of `max` types: their values come in one piece. */
const oldTypes: ReadonlySet<string> = new Set(['Text', 'NText', 'Image']);

/** Longest text that is no `max` type, in characters; always declared so long, so that a statement keeps its plan. */
const longest = { ascii: 8000, unicode: 4000 };

/**
 * A statement for `sp_executesql`. Values are texts that the server converts, as it does with a
 * quoted literal. Such of ASCII alone go as `varchar`: compared with a column of `varchar`, an
 * `nvarchar` would turn the column into Unicode row by row and so leave its index unused
 * (Microsoft, “Data type precedence”).
 */
export function requestOf(
  text: string,
  values: readonly (string | null)[],
  done: (error: Error | null | undefined, affected: number | undefined) => void,
): Request {
  const request = new Request(text, done);
  for (const [at, value] of values.entries()) {
    // oxlint-disable-next-line no-control-regex
    const ascii = value !== null && /^[\0-\x7f]*$/.test(value);
    const most = ascii ? longest.ascii : longest.unicode;
    const length = (value?.length ?? 0) <= most ? { length: most } : {};
    request.addParameter(`p${at + 1}`, ascii ? TYPES.VarChar : TYPES.NVarChar, value, length);
  }
  return request;
}

/**
 * Rows as they come. Between two reads the request is paused, so that the server waits and no
 * more than what one packet brought stays here.
 */
export class SqlServerCursor implements RowCursor {
  columns: Column[] = [];
  readonly #request: Request;
  #rows: Row[] = [];
  #clipped: ClippedCell[] = [];
  #received = 0;
  #results = 0;
  #wanted = 0;
  /** Of the rows that nobody has read. */
  #characters = 0;
  #ended = false;
  #failure: Error | null = null;
  #wake: (() => void) | null = null;
  #refusesOldTypes = false;
  #refused: Error | null = null;
  readonly #done: Promise<void>;

  /** @param batch sends the text as it is and not as a statement with values */
  constructor(
    connection: Connection,
    text: string,
    values: readonly (string | null)[],
    batch = false,
  ) {
    let finish: () => void = () => undefined;
    this.#done = new Promise((resolve) => (finish = resolve));
    this.#request = requestOf(text, values, (error) => {
      this.#ended = true;
      this.#failure = error ?? null;
      finish();
      this.#wake?.();
    });
    this.#request.on('columnMetadata', (columns) => {
      // A reading statement has one result; rows of another would not fit these columns.
      if (this.#results++ > 0) return;
      const wire = columns as unknown as WireColumn[];
      this.columns = columnsOf(wire);
      if (this.#refusesOldTypes && wire.some(({ type }) => oldTypes.has(type.name)))
        this.#fail(new AppError('sql.cell-too-long'));
    });
    this.#request.on('row', (cells) => this.#take(cells));
    if (batch) connection.execSqlBatch(this.#request);
    else connection.execSql(this.#request);
  }

  /** Without the server's own limit a cell of such a type would be held here whole. */
  refuseOldTypes(): void {
    this.#refusesOldTypes = true;
  }

  async read(count: number): Promise<Row[]> {
    if (this.#rows.length < count && !this.#ended) {
      this.#wanted = count;
      this.#request.resume();
      while (!this.#enough() && !this.#ended) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      this.#wake = null;
    }
    if (this.#refused) throw this.#refused;
    if (this.#rows.length === 0 && this.#failure) throw this.#failure;
    const rows = this.#rows.splice(0, count);
    this.#characters = 0;
    return rows;
  }

  takeClipped(): ClippedCell[] {
    return this.#clipped.splice(0);
  }

  async close(): Promise<void> {
    if (!this.#ended) this.#request.cancel();
    await this.#done;
  }

  #fail(error: Error): void {
    this.#refused = error;
    this.#request.cancel();
  }

  /** As many as are wanted, or so wide ones that more would take much memory. */
  #enough(): boolean {
    return this.#rows.length >= this.#wanted || this.#characters >= mostCharacters;
  }

  #take(cells: readonly Cell[]): void {
    if (this.#results > 1) return;
    const row = this.#received++;
    const texts = cells.map(({ value }, column) => {
      if (!(value instanceof Clipped)) return value;
      this.#clipped.push({ row, column, bytes: value.bytes });
      return value.text;
    });
    for (const text of texts) this.#characters += text?.length ?? 0;
    this.#rows.push(texts);
    if (!this.#enough()) return;
    this.#request.pause();
    this.#wake?.();
  }
}
