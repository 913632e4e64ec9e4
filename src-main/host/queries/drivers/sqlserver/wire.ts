import { createRequire } from 'node:module';
import { StringDecoder } from 'node:string_decoder';
import { decode, getDecoder } from 'iconv-lite';
import type { Connection } from 'tedious';
import { beginningOf, type WantedCell } from '../clip';
import { maxCellBytes } from '../port';
import { hexText, textOfBytes } from './values';

/**
 * tedious 20 gives money, decimals and times as JavaScript's numbers and dates, which loses
 * digits and offsets, and holds a cell of 2 GB whole. Its reader of values is exchanged here,
 * once per process: nothing else uses it. `wire.test.ts` fails when a new version reads otherwise.
 */

/** What is known of a column. */
export interface WireColumn {
  type: { name: string };
  userType: number;
  precision?: number;
  scale?: number;
  dataLength?: number;
  collation?: { codepage?: string };
  udtInfo?: { typeName: string };
  colName: string;
}

/** A cell of which only the beginning was kept; `bytes` is null where the server cut it. */
export class Clipped {
  readonly text: string;
  readonly bytes: number | null;
  constructor(text: string, bytes: number | null) {
    this.text = text;
    this.bytes = bytes;
  }
}

/**
 * `SET TEXTSIZE`: the server cuts longer texts and binaries itself, so that a gigabyte does not
 * cross the customer's line. Somewhat more than is kept, to see that there was more. It does
 * not hold for `xml` and types of the CLR, which are cut here.
 */
export const textSize = maxCellBytes + 16;

/** `SET TEXTSIZE` for a cell that is wanted whole: all that a type without a limit may hold. */
export const wholeTextSize = 2_147_483_647;

/** A cell that is handed on whole; its text is then empty. */
interface Passing extends WantedCell {
  /** Rows that were begun: those that were told of are behind. */
  rows: number;
  reader: unknown;
  decode: (bytes: Buffer) => string;
}

const passing = Symbol('the cell that is handed on whole');

/** What a connection is configured with, which its readers see, too. */
interface Options {
  [passing]?: Passing;
}

/**
 * Has one cell of the next result of a connection handed on as its bytes come.
 *
 * @returns what makes text of the bytes, once there are some
 */
export function passCell(connection: Connection, cell: WantedCell): (bytes: Buffer) => string {
  const { config } = connection as unknown as { config: { options: Options } };
  const passed: Passing = { ...cell, rows: 0, reader: null, decode: hexText };
  config.options[passing] = passed;
  return (bytes) => passed.decode(bytes);
}

interface Parser {
  buffer: Buffer;
  position: number;
  options: Options;
  colMetadata: readonly WireColumn[];
}

interface RowParser {
  ColumnValuesReader: {
    prototype: { readColumns(this: unknown, parser: Parser, nulls: Buffer | undefined): void };
  };
}

interface ValueParser {
  readValue: (
    buffer: Buffer,
    offset: number,
    column: WireColumn,
    options: unknown,
  ) => { value: unknown; offset: number };
  PLPReader: new (column: WireColumn) => { read(parser: Parser): unknown };
}

interface Helpers {
  /** Thrown when a value goes on in bytes that have not come; reading is tried again then. */
  NotEnoughDataError: new (bytes: number) => Error;
}

const plpNull = 0xffff_ffff_ffff_ffffn;
const plpUnknown = 0xffff_ffff_ffff_fffen;

/** Types behind whose value stands no length: MS-TDS, 2.2.5.4.1 (fixed length). */
const fixed = new Set(['Bit', 'TinyInt', 'SmallInt', 'Int', 'BigInt', 'Real', 'Float', 'SmallMoney', 'Money', 'SmallDateTime', 'DateTime']); // prettier-ignore

/** Types inside a `sql_variant` that have a text of ours (MS-TDS, 2.2.5.5.4). */
const variantTypes = new Map([
  [0x24, 'UniqueIdentifier'],
  [0x28, 'Date'],
  [0x29, 'Time'],
  [0x2a, 'DateTime2'],
  [0x2b, 'DateTimeOffset'],
  [0x30, 'TinyInt'],
  [0x32, 'Bit'],
  [0x34, 'SmallInt'],
  [0x38, 'Int'],
  [0x3a, 'SmallDateTime'],
  [0x3b, 'Real'],
  [0x3c, 'Money'],
  [0x3d, 'DateTime'],
  [0x3e, 'Float'],
  [0x6a, 'DecimalN'],
  [0x6c, 'NumericN'],
  [0x7a, 'SmallMoney'],
  [0x7f, 'BigInt'],
]);

/** Length, type, count of properties, the properties (the last is the scale), value. */
function textOfVariant(bytes: Buffer): string | null {
  const type = variantTypes.get(bytes[4] ?? 0);
  const properties = bytes[5] ?? 0;
  if (type === undefined) return null;
  const scale = properties === 0 ? 0 : (bytes[5 + properties] ?? 0);
  return textOfBytes(type, bytes.subarray(6 + properties), scale);
}

/** A text or binary as read, cut where it is longer than is kept. */
function cut(value: string | Buffer): string | Clipped {
  if (typeof value === 'string') {
    // Two bytes a character, as the server counts text in Unicode.
    if (value.length * 2 <= maxCellBytes) return value;
    return new Clipped(beginningOf(value, maxCellBytes / 2), null);
  }
  if (value.length <= maxCellBytes) return hexText(value);
  return new Clipped(hexText(value.subarray(0, maxCellBytes)), null);
}

function decodeText(data: Buffer, { type, collation }: WireColumn, clipped: boolean): string {
  if (type.name === 'VarChar') {
    const text = decode(data, collation?.codepage ?? 'utf8');
    return clipped ? text.replace(/\uFFFD$/, '') : text;
  }
  if (type.name !== 'NVarChar' && type.name !== 'Xml') return hexText(data);
  // Drops half a character that the end cut.
  return clipped ? new StringDecoder('utf16le').write(data) : data.toString('utf16le');
}

/** Text of bytes that come in pieces. */
function decoderOf({ type, collation }: WireColumn): (bytes: Buffer) => string {
  if (type.name === 'VarChar') {
    const decoder = getDecoder(collation?.codepage ?? 'utf8');
    return (bytes) => decoder.write(bytes);
  }
  if (type.name === 'NVarChar' || type.name === 'Xml') {
    const decoder = new StringDecoder('utf16le');
    return (bytes) => decoder.write(bytes);
  }
  let before = '0x';
  return (bytes) => {
    const text = before + bytes.toString('hex').toUpperCase();
    before = '';
    return text;
  };
}

/** Exchanges the readers, once per process. */
export function readCellsAsText(): void {
  const require = createRequire(import.meta.url);
  const values = require('tedious/lib/value-parser') as ValueParser;
  const { NotEnoughDataError } = require('tedious/lib/token/helpers') as Helpers;
  const theirs = values.readValue;
  if (theirs.name === readText.name) return;
  const { ColumnValuesReader } = require('tedious/lib/token/row-token-parser') as RowParser;
  const { readColumns } = ColumnValuesReader.prototype;

  /** Called again with the same reader where a row goes on. */
  ColumnValuesReader.prototype.readColumns = function (parser, nulls) {
    const cell = parser.options[passing];
    if (cell && cell.reader !== this) {
      cell.reader = this;
      cell.rows += 1;
    }
    readColumns.call(this, parser, nulls);
  };

  function readText(
    buffer: Buffer,
    offset: number,
    column: WireColumn,
    options: unknown,
  ): { value: unknown; offset: number } {
    // Theirs finds where the value ends, and that all of it is there.
    const read = theirs(buffer, offset, column, options);
    const { value } = read;
    if (value === null || value === undefined) return { value: null, offset: read.offset };
    const { name } = column.type;
    const bytes = buffer.subarray(offset, read.offset);
    const text =
      name === 'Variant'
        ? textOfVariant(bytes)
        : textOfBytes(name, fixed.has(name) ? bytes : bytes.subarray(1), column.scale ?? 0);
    const other = (): unknown => {
      if (typeof value === 'string' || Buffer.isBuffer(value)) return cut(value);
      return JSON.stringify(value);
    };
    return { value: text ?? other(), offset: read.offset };
  }

  /** A value in pieces with lengths (MS-TDS, 2.2.5.2.3), which may come over many reads. */
  class LongReader {
    readonly #column: WireColumn;
    #announced: bigint | null = null;
    #pieceLeft = 0;
    #kept: Buffer[] = [];
    #keptBytes = 0;
    #bytes = 0;

    constructor(column: WireColumn) {
      this.#column = column;
    }

    read(parser: Parser): string | Clipped | null {
      this.#announced ??= this.#take(parser, 8).readBigUInt64LE();
      if (this.#announced === plpNull) return null;
      const cell = this.#passing(parser);
      for (;;) {
        if (this.#pieceLeft === 0) {
          this.#pieceLeft = this.#take(parser, 4).readUInt32LE();
          if (this.#pieceLeft === 0) return this.#finish(cell !== null);
        }
        const here = Math.min(this.#pieceLeft, parser.buffer.length - parser.position);
        if (here === 0) throw new NotEnoughDataError(parser.position + 1);
        const room = Math.min(here, maxCellBytes - this.#keptBytes);
        if (cell) cell.take(parser.buffer.subarray(parser.position, parser.position + here));
        else if (room > 0) {
          // A copy: the arriving buffer would stay as a whole.
          this.#kept.push(Buffer.from(parser.buffer.subarray(parser.position, parser.position + room))); // prettier-ignore
          this.#keptBytes += room;
        }
        this.#bytes += here;
        this.#pieceLeft -= here;
        parser.position += here;
      }
    }

    #take(parser: Parser, count: number): Buffer {
      const end = parser.position + count;
      if (parser.buffer.length < end) throw new NotEnoughDataError(end);
      const bytes = parser.buffer.subarray(parser.position, end);
      parser.position = end;
      return bytes;
    }

    /** This value, where it is the one that is handed on. */
    #passing({ options, colMetadata }: Parser): Passing | null {
      const cell = options[passing];
      if (!cell || cell.rows - 1 !== cell.row) return null;
      if (colMetadata[cell.column] !== this.#column) return null;
      if (this.#bytes === 0) cell.decode = decoderOf(this.#column);
      return cell;
    }

    #finish(passed: boolean): string | Clipped {
      if (this.#announced !== plpUnknown && this.#announced !== BigInt(this.#bytes)) {
        throw new Error('The server sent a value of another length than it announced.');
      }
      if (passed && this.#bytes > 0) return '';
      const clipped = this.#bytes > maxCellBytes;
      const text = decodeText(Buffer.concat(this.#kept), this.#column, clipped);
      if (!clipped) return text;
      return new Clipped(text, this.#bytes === textSize ? null : this.#bytes);
    }
  }

  values.readValue = readText;
  values.PLPReader = LongReader;
}
