import type { Column, ColumnKind, Row } from '../../../../contract/query-results';
import { maxCellBytes, type ClippedCell } from '../port';

/** A value as node:sqlite gives it when asked for big integers. */
export type Value = null | bigint | number | string | Uint8Array;

/** The text of a value without loss: a real has a point or an exponent, a blob is hexadecimal. */
export function textOf(value: Value): string | null {
  switch (typeof value) {
    case 'bigint':
    case 'string':
      return String(value);
    case 'number': {
      if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf';
      const text = String(Object.is(value, -0) ? '-0' : value);
      return /[.e]/.test(text) ? text : `${text}.0`;
    }
    default:
      if (value === null) return null;
      return `0x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
  }
}

/** A row as text; cells that are too long are cut and noted in `clipped` as those of row `number`. */
export function rowOf(values: readonly Value[], number: number, clipped: ClippedCell[]): Row {
  return values.map((value, column) => {
    if (typeof value === 'string' && value.length > maxCellBytes / 4) {
      const bytes = Buffer.byteLength(value);
      if (bytes <= maxCellBytes) return value;
      clipped.push({ row: number, column, bytes });
      return wholeStart(value);
    }
    if (value instanceof Uint8Array && value.byteLength > maxCellBytes) {
      clipped.push({ row: number, column, bytes: value.byteLength });
      return textOf(value.subarray(0, maxCellBytes));
    }
    return textOf(value);
  });
}

/** The beginning of a long text, without half a character at its end. */
function wholeStart(value: string): string {
  const bytes = Buffer.from(value.slice(0, maxCellBytes)).subarray(0, maxCellBytes);
  return bytes.toString().replace(/\uFFFD$/, '');
}

/** Declared types by what they begin with or hold (sqlite.org/datatype3.html, 3.1), first match first. */
const declared: readonly [RegExp, ColumnKind][] = [
  [/BOOL/i, 'boolean'],
  [/DATE|TIME/i, 'time'],
  [/JSON/i, 'json'],
  [/INT/i, 'integer'],
  [/CHAR|CLOB|TEXT/i, 'text'],
  [/BLOB/i, 'binary'],
  [/REAL|FLOA|DOUB/i, 'float'],
  [/DEC|NUM|MONEY/i, 'decimal'],
];

/** Columns by their declared type; where none is declared, by the first value that is not NULL. */
export function columnsOf(
  names: readonly { name: string; type: string | null }[],
  rows: readonly (readonly Value[])[],
): Column[] {
  return names.map(({ name, type }, index) => {
    const value = rows.map((row) => row[index]).find((one) => one !== null && one !== undefined);
    const [storage, kind] = storageOf(value);
    const known = declared.find(([pattern]) => pattern.test(type ?? ''))?.[1];
    // SQLite keeps to declared types loosely: a date is often a number, an INT may be a text.
    const found = known === undefined || known === 'time' || known === 'boolean' ? kind : known;
    const numeric = kind === 'integer' || kind === 'float';
    return {
      name,
      type: type ?? storage,
      align: numeric ? 'right' : 'left',
      kind: known === 'time' && kind === 'text' ? 'time' : found,
    };
  });
}

function storageOf(value: Value | undefined): [string, ColumnKind] {
  switch (typeof value) {
    case 'bigint':
      return ['integer', 'integer'];
    case 'number':
      return ['real', 'float'];
    case 'string':
      return ['text', 'text'];
    default:
      return value instanceof Uint8Array ? ['blob', 'binary'] : ['', 'text'];
  }
}
