import type { Metadata } from 'oracledb';
import type { Column, ColumnKind } from '../../../../contract/queries';

const kinds: readonly (readonly [RegExp, ColumnKind])[] = [
  [/^NUMBER/, 'decimal'],
  [/^BINARY_(?:FLOAT|DOUBLE)/, 'float'],
  [/^(?:DATE|TIMESTAMP)/, 'time'],
  [/^(?:RAW|LONG RAW|BLOB)/, 'binary'],
  [/^BOOLEAN/, 'boolean'],
  [/^JSON/, 'json'],
];
const rightAligned: ReadonlySet<ColumnKind> = new Set(['decimal', 'float']);

/** A type as it is written in a CREATE TABLE. */
function typeName({ dbTypeName = '', precision = 0, scale = 0, byteSize = 0 }: Metadata<unknown>) {
  // -127: a NUMBER or FLOAT without a scale (Oracle, ALL_TAB_COLUMNS).
  if (dbTypeName === 'NUMBER' && precision > 0 && scale !== -127) {
    return scale === 0 ? `NUMBER(${precision})` : `NUMBER(${precision},${scale})`;
  }
  if (/^(?:N?VARCHAR2|N?CHAR|RAW)$/.test(dbTypeName) && byteSize > 0) {
    return `${dbTypeName}(${byteSize})`;
  }
  return dbTypeName;
}

/** The columns of a result; a name that comes twice stays as the server says it. */
export function columnsOf(metadata: readonly Metadata<unknown>[]): Column[] {
  return metadata.map((each) => {
    const type = typeName(each);
    const kind = kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'text';
    return { name: each.name, type, align: rightAligned.has(kind) ? 'right' : 'left', kind };
  });
}
