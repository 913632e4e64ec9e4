import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { AppError } from '../../../contract/errors';
import type { Column, ColumnKind, Row } from '../../../contract/query-results';
import { numberOf } from '../results/thread/numbers';
import { truthOf, uniqueNames } from './columns';
import type { FileFormat } from './format';

/** A row group is held in memory until it is full: by rows, or by characters when rows are wide. */
const groupRows = 10_000;
const groupCharacters = 16 * 1024 * 1024;

const parquetTypes = {
  integer: 'INT64',
  float: 'DOUBLE',
  boolean: 'BOOLEAN',
  decimal: 'STRING',
  time: 'STRING',
  binary: 'STRING',
  json: 'STRING',
  text: 'STRING',
} as const satisfies Record<ColumnKind, string>;

/**
 * Apache Parquet with Snappy. Integers become INT64, floats DOUBLE, truth values BOOLEAN;
 * all else is the server's text, so that `numeric`, dates and infinities lose nothing.
 */
class Parquet implements FileFormat {
  private readonly file: ReturnType<typeof fileWriter>;
  private names: string[] = [];
  private kinds: ColumnKind[] = [];
  private writer: ParquetWriter | null = null;
  private group: Row[] = [];
  private characters = 0;

  constructor(path: string) {
    this.file = fileWriter(path);
  }

  begin(columns: readonly Column[]): void {
    this.names = uniqueNames(columns);
    // No signed 64 bits hold all of these.
    this.kinds = columns.map(({ kind, type }) => (type === 'bigint unsigned' ? 'decimal' : kind));
    const schema = schemaFromColumnData({ columnData: this.columnData() });
    this.writer = new ParquetWriter({ writer: this.file, schema, createdBy: 'FieldBench' });
  }

  async rows(rows: readonly Row[]): Promise<void> {
    for (const row of rows) {
      this.group.push(row);
      for (const cell of row) this.characters += cell?.length ?? 0;
      if (this.group.length >= groupRows || this.characters >= groupCharacters) {
        await this.writeGroup();
      }
    }
  }

  async finish(): Promise<void> {
    if (this.group.length > 0) await this.writeGroup();
    await this.writer?.finish();
  }

  async abort(): Promise<void> {
    // The writer holds no descriptor between its writes.
  }

  private async writeGroup(): Promise<void> {
    const columnData = this.columnData().map(({ name, data }) => ({ name, data }));
    await this.writer?.write({ columnData, rowGroupSize: this.group.length });
    this.group = [];
    this.characters = 0;
  }

  private columnData() {
    return this.names.map((name, index) => {
      const kind = this.kinds[index] ?? 'text';
      const data = this.group.map((row) => valueOf(row[index] ?? null, kind, name));
      return { name, type: parquetTypes[kind], data };
    });
  }
}

/** @throws AppError `sql.value-unexpected` {column, value}: SQLite keeps any value in any column */
function valueOf(cell: string | null, kind: ColumnKind, column: string) {
  if (cell === null) return null;
  switch (kind) {
    case 'integer': {
      const value = /^[+-]?\d{1,19}$/.test(cell) ? BigInt(cell) : null;
      if (value !== null && BigInt.asIntN(64, value) === value) return value;
      throw unexpected(column, cell);
    }
    case 'float': {
      const value = numberOf(cell);
      if (!Number.isNaN(value) || /^nan$/i.test(cell)) return value;
      throw unexpected(column, cell);
    }
    case 'boolean': {
      const truth = truthOf(cell);
      if (truth !== null) return truth;
      throw unexpected(column, cell);
    }
    default:
      return cell;
  }
}

function unexpected(column: string, cell: string): AppError {
  return new AppError('sql.value-unexpected', { column, value: cell.slice(0, 100) });
}

export function openParquet(path: string): FileFormat {
  return new Parquet(path);
}
