import { openSync, closeSync, fsyncSync } from 'node:fs';
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { Column, Row } from '../../../contract/queries';
import { kindOf, uniqueNames, type Kind } from './columns';
import type { FileFormat } from './format';

/** A row group is held in memory until it is full: by rows, or by characters when rows are wide. */
const groupRows = 10_000;
const groupCharacters = 16 * 1024 * 1024;

const parquetTypes = {
  integer: 'INT64',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  json: 'STRING',
  text: 'STRING',
} as const;

/**
 * Apache Parquet with Snappy. Integers become INT64, floats DOUBLE, truth values BOOLEAN;
 * all else is the server's text, so that `numeric`, dates and infinities lose nothing.
 */
class Parquet implements FileFormat {
  private readonly path: string;
  private readonly file: ReturnType<typeof fileWriter>;
  private names: string[] = [];
  private types: (keyof typeof parquetTypes)[] = [];
  private writer: ParquetWriter | null = null;
  private group: Row[] = [];
  private characters = 0;

  constructor(path: string) {
    this.path = path;
    this.file = fileWriter(path);
  }

  begin(columns: Column[]): void {
    this.names = uniqueNames(columns);
    this.types = columns.map((column) => typeOf(column));
    const schema = schemaFromColumnData({ columnData: this.columnData() });
    this.writer = new ParquetWriter({ writer: this.file, schema, createdBy: 'FieldBench' });
  }

  async rows(rows: Row[]): Promise<void> {
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
    const descriptor = openSync(this.path, 'r+');
    fsyncSync(descriptor);
    closeSync(descriptor);
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
      const kind = this.types[index] ?? 'text';
      const data = this.group.map((row) => valueOf(row[index] ?? null, kind));
      return { name, type: parquetTypes[kind], data };
    });
  }
}

function typeOf(column: Column): keyof typeof parquetTypes {
  const kind: Kind = kindOf(column);
  if (kind === 'exact') return column.type === 'int8' ? 'integer' : 'text';
  return kind;
}

function valueOf(cell: string | null, kind: keyof typeof parquetTypes) {
  if (cell === null) return null;
  switch (kind) {
    case 'integer':
      return BigInt(cell);
    case 'number':
      return Number(cell);
    case 'boolean':
      return cell === 't';
    case 'json':
    case 'text':
      return cell;
  }
}

export function openParquet(path: string): FileFormat {
  return new Parquet(path);
}
