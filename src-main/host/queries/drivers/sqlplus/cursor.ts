import type { Column, ColumnKind, Row } from '../../../../contract/queries';
import { beginningOf } from '../clip';
import { maxCellBytes, type CellPlace, type ClippedCell, type RowCursor, type TakeText } from '../port'; // prettier-ignore
import { closeLines, fetchLines, openLines, pieceLines, type LongKind } from './blocks';
import type { SqlplusProcess } from './process';

/** Types by the codes of DBMS_SQL (Oracle, “PL/SQL Packages and Types Reference”); N… where the character set is the national one. */
const types: Readonly<Record<number, string>> = {
  1: 'VARCHAR2',
  2: 'NUMBER',
  8: 'LONG',
  11: 'ROWID',
  12: 'DATE',
  23: 'RAW',
  24: 'LONG RAW',
  96: 'CHAR',
  100: 'BINARY_FLOAT',
  101: 'BINARY_DOUBLE',
  102: 'CURSOR',
  109: 'OBJECT',
  111: 'REF',
  112: 'CLOB',
  113: 'BLOB',
  114: 'BFILE',
  180: 'TIMESTAMP',
  181: 'TIMESTAMP WITH TIME ZONE',
  182: 'INTERVAL YEAR TO MONTH',
  183: 'INTERVAL DAY TO SECOND',
  208: 'UROWID',
  231: 'TIMESTAMP WITH LOCAL TIME ZONE',
};
const national = 2;

const kinds: Readonly<Record<number, ColumnKind>> = {
  2: 'decimal',
  12: 'time',
  23: 'binary',
  100: 'float',
  101: 'float',
  113: 'binary',
  180: 'time',
  181: 'time',
  231: 'time',
};

/** Characters count as two bytes, as in the other ways to Oracle. */
const most = { characters: maxCellBytes / 2, bytes: maxCellBytes };
/** Of rows that are only passed. */
const least = { characters: 1, bytes: 1 };
const passedRows = 1_000;

/** Types whose cells are had in pieces. */
const longKinds: Readonly<Record<string, LongKind>> = {
  CLOB: 'text',
  NCLOB: 'text',
  BLOB: 'binary',
  LONG: 'long',
};

function columnOf(answer: string): Column {
  const [, code = '0', form, precision = '', scale = '', length = '', name = ''] =
    answer.split(':');
  const number = Number(code);
  const base = `${Number(form) === national ? 'N' : ''}${types[number] ?? `type ${code}`}`;
  const sized = /^(?:N?VARCHAR2|N?CHAR|RAW)$/.test(base) ? `${base}(${length})` : base;
  const exact = number === 2 && Number(precision) > 0 && scale !== '-127';
  const kind = kinds[number] ?? 'text';
  return {
    name: Buffer.from(name, 'hex').toString(),
    type: exact ? `NUMBER(${precision}${scale === '0' ? '' : `,${scale}`})` : sized,
    align: kind === 'decimal' || kind === 'float' ? 'right' : 'left',
    kind,
  };
}

/** Rows of a statement that PL/SQL has open on the other side; each read is one block. */
export class SqlplusCursor implements RowCursor {
  columns: Column[] = [];
  readonly #process: SqlplusProcess;
  readonly #text: string;
  readonly #values: readonly (string | null)[];
  #state: 'new' | 'open' | 'ended' | 'failed' = 'new';
  #row = 0;
  #failure: { error: unknown } | null = null;
  #clipped: ClippedCell[] = [];

  constructor(process: SqlplusProcess, text: string, values: readonly (string | null)[]) {
    this.#process = process;
    this.#text = text;
    this.#values = values;
  }

  async read(count: number): Promise<Row[]> {
    if (this.#failure) throw this.#failure.error;
    const rows: Row[] = [];
    try {
      if (this.#state === 'new') await this.#open();
      if (this.#state === 'open') await this.#fetch(count, rows, most);
    } catch (error) {
      this.#state = 'failed';
      if (rows.length === 0) throw error;
      this.#failure = { error };
    }
    return rows;
  }

  /** One whole cell, a block for each few megabytes of it. @returns false where there is no such row */
  async cell(at: CellPlace, take: TakeText): Promise<boolean> {
    await this.#open();
    let rows: Row[] = [];
    for (let passed = 0; passed <= at.row; passed += rows.length) {
      rows = [];
      // The wanted row for itself: pieces are those of the row that was fetched last.
      const left = Math.max(1, at.row - passed);
      await this.#fetch(Math.min(left, passedRows), rows, least);
      if (rows.length === 0) return false;
    }
    const cell = rows.at(-1)?.[at.column] ?? '';
    const kind = longKinds[this.columns[at.column]?.type ?? ''];
    if (kind === undefined || cell === '') await take(cell);
    else await this.#handOn(at.column, kind, take);
    return true;
  }

  async #handOn(column: number, kind: LongKind, take: TakeText): Promise<void> {
    let next = 1;
    for (let ended = false; !ended;) {
      this.#process.say(pieceLines(column, kind, next));
      for (;;) {
        const [mark, text = '', end] = (await this.#process.answer()).split(':');
        if (mark === 'B') {
          next = Number(text);
          ended = end === '1';
          break;
        }
        await take(kind === 'binary' ? text : Buffer.from(text, 'hex').toString());
      }
    }
  }

  takeClipped(): ClippedCell[] {
    return this.#clipped.splice(0);
  }

  async close(): Promise<void> {
    if (this.#state === 'open' || this.#state === 'ended') {
      this.#process.say(closeLines());
      await this.#process.answer().catch(() => undefined);
    }
    this.#state = 'failed';
  }

  async #open(): Promise<void> {
    this.#process.say(openLines(this.#text, this.#values));
    for (;;) {
      const answer = await this.#process.answer();
      if (answer === 'O') break;
      this.columns.push(columnOf(answer));
    }
    this.#state = 'open';
  }

  /** One block; what it has said ends it, also before so many rows, when they are wide. */
  async #fetch(count: number, rows: Row[], limits: typeof most): Promise<void> {
    let row: Row = [];
    this.#process.say(fetchLines(count, limits));
    for (;;) {
      const answer = await this.#process.answer();
      if (answer.startsWith('B:')) {
        if (answer.endsWith(':1')) this.#state = 'ended';
        return;
      }
      row.push(await this.#cell(answer, row.length));
      if (row.length === this.columns.length) {
        rows.push(row);
        row = [];
        this.#row++;
      }
    }
  }

  /** A cell of one line or of several. */
  async #cell(first: string, column: number): Promise<string | null> {
    const { type = '', kind } = this.columns[column] ?? {};
    const binary = kind === 'binary';
    const pieces: string[] = [];
    for (let line = first; ; line = await this.#process.answer()) {
      const text = line.slice(2);
      switch (line[0]) {
        case 'N':
          return null;
        case 'U':
          return `(${type})`;
        case 'L':
          this.#clip(column, Number(text) * (binary ? 1 : 2));
          break;
        case 'P':
          pieces.push(text);
          break;
        default:
          pieces.push(text);
          return this.#whole(pieces, column, type === 'BLOB', kind === 'time');
      }
    }
  }

  /** Binary of large objects comes as its digits; all else as the digits of its text. */
  #whole(pieces: readonly string[], column: number, digits: boolean, time: boolean): string {
    const joined = pieces.join('');
    if (digits) return joined;
    const text = Buffer.from(joined, 'hex').toString();
    if (text.length > most.characters && this.columns[column]?.type === 'LONG') {
      this.#clip(column, null);
      return beginningOf(text, most.characters);
    }
    return time ? text.trimStart() : text;
  }

  #clip(column: number, bytes: number | null): void {
    this.#clipped.push({ row: this.#row, column, bytes });
  }
}
