import type { Column, ColumnKind } from '../../../../contract/query-results';

/** A column as the protocol describes it (MySQL, "Column Definition Protocol"). */
export interface FieldDefinition {
  name: string;
  columnType: number;
  characterSet: number;
  columnLength: number;
  flags: number;
  /** MariaDB's own types, which travel as texts, e.g. `uuid`, `inet6`. */
  extendedTypeName?: string;
  /** `json` for MariaDB's JSON, which is a text. */
  extendedFormat?: string;
}

/** How the bytes of a cell become text. */
export const cellKinds = { ascii: 0, text: 1, binary: 2, bits: 3 } as const;
export type CellKind = (typeof cellKinds)[keyof typeof cellKinds];

const binaryCharacterSet = 63;
const flags = { unsigned: 32, enum: 256, set: 2048 } as const;

/** Names of types whose text is ASCII (MySQL, "enum_field_types"). */
const numbersAndTimes: Readonly<Record<number, string>> = {
  0: 'decimal',
  1: 'tinyint',
  2: 'smallint',
  3: 'int',
  4: 'float',
  5: 'double',
  6: 'null',
  7: 'timestamp',
  8: 'bigint',
  9: 'mediumint',
  10: 'date',
  11: 'time',
  12: 'datetime',
  13: 'year',
  14: 'date',
  17: 'timestamp',
  18: 'datetime',
  19: 'time',
  246: 'decimal',
};
const rightAligned = new Set([0, 1, 2, 3, 4, 5, 8, 9, 13, 16, 246]);
const canBeUnsigned = new Set([0, 1, 2, 3, 4, 5, 8, 9, 246]);

const bit = 16;
const vector = 242;
const json = 245;
const geometry = 255;
const blobs = new Set([249, 250, 251, 252]);
const fixedString = 254;

/** What cells of these types are, beyond text. */
const kinds: Readonly<Record<string, ColumnKind>> = {
  tinyint: 'integer',
  smallint: 'integer',
  mediumint: 'integer',
  int: 'integer',
  bigint: 'integer',
  year: 'integer',
  bit: 'integer',
  decimal: 'decimal',
  float: 'float',
  double: 'float',
  date: 'time',
  datetime: 'time',
  timestamp: 'time',
  time: 'time',
  json: 'json',
};

/** How cells of a column are read. */
export function cellKindOf(field: FieldDefinition): CellKind {
  const { columnType, characterSet } = field;
  if (columnType in numbersAndTimes) return cellKinds.ascii;
  if (columnType === bit) return cellKinds.bits;
  if (columnType === geometry || columnType === vector) return cellKinds.binary;
  // JSON travels as binary, but is UTF-8.
  if (columnType === json || characterSet !== binaryCharacterSet) return cellKinds.text;
  return cellKinds.binary;
}

/** A column with the name its type has in the server's own SQL. */
export function columnOf(field: FieldDefinition): Column {
  const type = typeName(field);
  const base = /^[a-z]+/.exec(type)?.[0] ?? '';
  const binary = cellKindOf(field) === cellKinds.binary;
  return {
    name: field.name,
    type,
    align: rightAligned.has(field.columnType) ? 'right' : 'left',
    kind: binary ? 'binary' : (kinds[base] ?? 'text'),
  };
}

function typeName(field: FieldDefinition): string {
  const { columnType, flags: set, extendedFormat, extendedTypeName } = field;
  if (extendedFormat === 'json') return 'json';
  if (extendedTypeName !== undefined && extendedTypeName !== '') return extendedTypeName;
  const known = numbersAndTimes[columnType];
  if (known !== undefined)
    return (set & flags.unsigned) !== 0 && canBeUnsigned.has(columnType)
      ? `${known} unsigned`
      : known;
  if (columnType === bit) return field.columnLength > 1 ? `bit(${field.columnLength})` : 'bit';
  if (columnType === json) return 'json';
  if (columnType === geometry) return 'geometry';
  if (columnType === vector) return 'vector';
  if (columnType === 247 || (set & flags.enum) !== 0) return 'enum';
  if (columnType === 248 || (set & flags.set) !== 0) return 'set';
  const binary = cellKindOf(field) === cellKinds.binary;
  if (blobs.has(columnType)) return binary ? 'blob' : 'text';
  if (columnType === fixedString) return binary ? 'binary' : 'char';
  return binary ? 'varbinary' : 'varchar';
}
