import type { Column, ColumnKind } from '../../../../contract/queries';
import type { HanaColumn } from './library';

/** Names and kinds by the codes of the protocol (SAP, “SQL Command Network Protocol Reference”, Type Codes). */
const types: Readonly<Record<number, readonly [string, ColumnKind]>> = {
  1: ['TINYINT', 'integer'],
  2: ['SMALLINT', 'integer'],
  3: ['INTEGER', 'integer'],
  4: ['BIGINT', 'integer'],
  5: ['DECIMAL', 'decimal'],
  6: ['REAL', 'float'],
  7: ['DOUBLE', 'float'],
  8: ['CHAR', 'text'],
  9: ['VARCHAR', 'text'],
  10: ['NCHAR', 'text'],
  11: ['NVARCHAR', 'text'],
  12: ['BINARY', 'binary'],
  13: ['VARBINARY', 'binary'],
  14: ['DATE', 'time'],
  15: ['TIME', 'time'],
  16: ['TIMESTAMP', 'time'],
  25: ['CLOB', 'text'],
  26: ['NCLOB', 'text'],
  27: ['BLOB', 'binary'],
  28: ['BOOLEAN', 'boolean'],
  29: ['STRING', 'text'],
  30: ['NSTRING', 'text'],
  33: ['VARBINARY', 'binary'],
  51: ['TEXT', 'text'],
  52: ['SHORTTEXT', 'text'],
  53: ['BINTEXT', 'text'],
  55: ['ALPHANUM', 'text'],
  61: ['TIMESTAMP', 'time'],
  62: ['SECONDDATE', 'time'],
  63: ['DATE', 'time'],
  64: ['TIME', 'time'],
  74: ['ST_GEOMETRY', 'binary'],
  75: ['ST_POINT', 'binary'],
  76: ['DECIMAL', 'decimal'],
  81: ['DECIMAL', 'decimal'],
  82: ['DECIMAL', 'decimal'],
  96: ['REAL_VECTOR', 'binary'],
};
const rightAligned: ReadonlySet<ColumnKind> = new Set(['integer', 'decimal', 'float']);
const sized = /^(?:N?VARCHAR|N?CHAR|VARBINARY|BINARY|ALPHANUM|SHORTTEXT)$/;
/** A DECIMAL without a fixed point. */
const floatingPoint = 34;

/** The columns of a result; equal names stay as the server says them. */
export function columnsOf(columns: readonly HanaColumn[]): Column[] {
  return columns.map(({ dataType, fraction, length, columnDisplayName }) => {
    const [base, kind] = types[dataType] ?? [`type ${dataType}`, 'text'];
    const exact = base === 'DECIMAL' && fraction <= floatingPoint;
    const type = exact ? `DECIMAL(${length},${fraction})` : sized.test(base) ? `${base}(${length})` : base; // prettier-ignore
    return { name: columnDisplayName, type, align: rightAligned.has(kind) ? 'right' : 'left', kind }; // prettier-ignore
  });
}
