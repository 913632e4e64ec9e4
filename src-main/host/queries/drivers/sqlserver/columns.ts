import type { Column, ColumnKind } from '../../../../contract/queries';
import type { WireColumn } from './wire';

const max = 0xffff;

/** Names of integers, floats, money and dates by the bytes of the nullable form. */
const byLength: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  IntN: { 1: 'tinyint', 2: 'smallint', 4: 'int', 8: 'bigint' },
  FloatN: { 4: 'real', 8: 'float' },
  MoneyN: { 4: 'smallmoney', 8: 'money' },
  DateTimeN: { 4: 'smalldatetime', 8: 'datetime' },
};

const plain: Readonly<Record<string, string>> = { BitN: 'bit', Variant: 'sql_variant' };

const kinds: readonly (readonly [RegExp, ColumnKind])[] = [
  [/^(?:tinyint|smallint|int|bigint)$/, 'integer'],
  [/^(?:decimal|numeric|money|smallmoney)\b/, 'decimal'],
  [/^(?:real|float)$/, 'float'],
  [/^bit$/, 'boolean'],
  [/^(?:date|time|datetime|smalldatetime|datetime2|datetimeoffset)\b/, 'time'],
  [/^(?:var)?binary\b|^image$|^geo|^hierarchyid$/, 'binary'],
];
const rightAligned: ReadonlySet<ColumnKind> = new Set(['integer', 'decimal', 'float']);

/** A type as it is written in a CREATE TABLE. */
function typeName({ type, dataLength = 0, precision, scale, udtInfo }: WireColumn): string {
  const { name } = type;
  switch (name) {
    case 'DecimalN':
    case 'NumericN':
      return `${name.slice(0, -1).toLowerCase()}(${precision},${scale})`;
    case 'VarChar':
    case 'Char':
    case 'VarBinary':
    case 'Binary':
      return `${name.toLowerCase()}(${dataLength === max ? 'max' : dataLength})`;
    case 'NVarChar':
    case 'NChar':
      return `${name.toLowerCase()}(${dataLength === max ? 'max' : dataLength / 2})`;
    case 'Time':
    case 'DateTime2':
    case 'DateTimeOffset':
      return `${name.toLowerCase()}(${scale})`;
    case 'UDT':
      return udtInfo?.typeName ?? 'udt';
    default:
      return byLength[name]?.[dataLength] ?? plain[name] ?? name.toLowerCase();
  }
}

/** The columns of a result; equal and empty names stay as they are. */
export function columnsOf(columns: readonly WireColumn[]): Column[] {
  return columns.map((column) => {
    const type = typeName(column);
    const kind = kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'text';
    return { name: column.colName, type, align: rightAligned.has(kind) ? 'right' : 'left', kind };
  });
}
