import type { Dialect } from '../../../contract/dialects';
import type { Column, ColumnKind, Row } from '../../../contract/query-results';
import { truthOf, uniqueNames } from './columns';
import { TextFormat, type TextFile } from './text';

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Makes INSERT statements of rows, ended by `;` and a line feed. Of equal names the second gets a number: no server takes a name twice. */
export function insertStatements(
  table: string,
  columns: readonly Column[],
  dialect: Dialect,
): (row: Row) => string {
  const names = uniqueNames(columns).map((name) => quotedName(name, dialect));
  const into = table.split('.').map((part) => quotedName(part, dialect));
  const begin = `INSERT INTO ${into.join('.')} (${names.join(', ')}) VALUES (`;
  return (row) => {
    const values = columns.map(({ kind }, at) => literal(row[at] ?? null, kind, dialect));
    return `${begin}${values.join(', ')});\n`;
  };
}

function quotedName(name: string, dialect: Dialect): string {
  switch (dialect) {
    case 'mysql':
      return `\`${name.replaceAll('`', '``')}\``;
    case 'sqlserver':
      return `[${name.replaceAll(']', ']]')}]`;
    default:
      return `"${name.replaceAll('"', '""')}"`;
  }
}

function literal(cell: string | null, kind: ColumnKind, dialect: Dialect): string {
  if (cell === null) return 'NULL';
  switch (kind) {
    case 'integer':
    case 'decimal':
    case 'float':
      return number.test(cell) ? cell : endless(cell, dialect);
    case 'boolean': {
      const truth = truthOf(cell);
      if (truth === null) return text(cell, dialect);
      return dialect === 'postgresql' || dialect === 'hana'
        ? String(truth).toUpperCase()
        : truth
          ? '1'
          : '0';
    }
    case 'binary':
      return bytes(cell, dialect);
    case 'time':
      return moment(cell, dialect);
    case 'text':
    case 'json':
      return text(cell, dialect);
  }
}

/** SQLite knows no word for an infinite number, but a number beyond all others is one (sqlite.org/floatingpoint.html). */
function endless(cell: string, dialect: Dialect): string {
  const infinite = dialect === 'sqlite' ? /^([+-]?)inf$/i.exec(cell) : null;
  return infinite ? `${infinite[1] === '-' ? '-' : ''}9e999` : text(cell, dialect);
}

function text(cell: string, dialect: Dialect): string {
  const quoted = `'${cell.replaceAll("'", "''")}'`;
  // MySQL takes a backslash for an escape unless NO_BACKSLASH_ESCAPES is set.
  if (dialect === 'mysql') return quoted.replaceAll('\\', '\\\\');
  return dialect === 'sqlserver' ? `N${quoted}` : quoted;
}

function bytes(cell: string, dialect: Dialect): string {
  const hex = /^(?:\\x|0x)((?:[0-9a-f]{2})*)$/i.exec(cell)?.[1];
  if (hex === undefined) return text(cell, dialect);
  switch (dialect) {
    case 'postgresql':
      return `'\\x${hex}'`;
    case 'sqlserver':
      return `0x${hex}`;
    case 'oracle':
      return `HEXTORAW('${hex}')`;
    default:
      return `X'${hex}'`;
  }
}

/** Oracle reads a text as a date only by the settings of its session. */
function moment(cell: string, dialect: Dialect): string {
  if (dialect !== 'oracle') return text(cell, dialect);
  if (/^\d{4}-\d\d-\d\d$/.test(cell)) return `DATE '${cell}'`;
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(cell)
    ? `TIMESTAMP ${text(cell, dialect)}`
    : text(cell, dialect);
}

/** INSERT statements, one a row. */
export class Inserts extends TextFormat {
  private readonly table: string;
  private readonly dialect: Dialect;
  private statement: (row: Row) => string = () => '';

  constructor(file: TextFile, table: string, dialect: Dialect) {
    super(file);
    this.table = table;
    this.dialect = dialect;
  }

  begin(columns: readonly Column[]): void {
    this.statement = insertStatements(this.table, columns, this.dialect);
  }

  protected add(row: Row): void {
    this.text += this.statement(row);
  }
}
