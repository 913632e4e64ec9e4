import {
  schemaObjectKinds,
  type SchemaColumn,
  type SchemaIndex,
  type SchemaKey,
  type SchemaObjectKind,
} from '../../../contract/query-schema';
import type { Dialect } from '../../../contract/dialects';
import type { Row } from '../../../contract/queries';
import type { DirectoryEntry } from './directory';
import { SchemaWriter, type PartKind } from './file';
import { statementsOf } from './statements/index';
import type { SealedFile } from '../../../kit/sealed-file';

/** More objects than this are left out, and the schema says so. */
export const maxObjects = 200_000;
/** Longer texts of a catalog are cut. */
const maxText = 1_000;

/** Runs one statement of ours and hands its rows over in batches. */
export type RunCatalog = (sql: string, rows: (rows: readonly Row[]) => void) => Promise<void>;

/** Told what has been read so far. */
export type ReadProgress = (part: 'objects' | PartKind, rows: number) => void;

/** What a read gave, besides the file. */
export interface ReadSchema {
  objects: number;
  truncated: boolean;
}

/** Reads the schema of a database, statement by statement, into a file. Memory holds the names and one object. */
export async function readSchema(
  dialect: Dialect,
  run: RunCatalog,
  file: SealedFile,
  progress: ReadProgress,
): Promise<ReadSchema> {
  const reading = new Reading(new SchemaWriter(file));
  const statements = statementsOf(dialect);
  let rows = 0;
  const counted =
    (part: 'objects' | PartKind, take: (row: Row) => void) =>
    (batch: readonly Row[]): void => {
      for (const row of batch) take(row);
      rows += batch.length;
      progress(part, rows);
    };
  for (const sql of statements.objects)
    await run(
      sql,
      counted('objects', (row) => reading.object(row)),
    );
  for (const part of ['columns', 'keys', 'indexes'] as const) {
    await run(
      statements[part],
      counted(part, (row) => reading.part(part, row)),
    );
    reading.endPart(part);
  }
  return reading.finish();
}

class Reading {
  private readonly writer: SchemaWriter;
  private readonly schemas = new Map<string, number>();
  private readonly entries: DirectoryEntry[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly references = new Map<string, readonly [number, number]>();
  private truncated = false;
  private current: { number: number; rows: Row[] } | null = null;

  constructor(writer: SchemaWriter) {
    this.writer = writer;
  }

  object([schema, name, kind, rows, comment, visible, system, detail]: Row): void {
    if (schema == null || name == null) return;
    if (this.entries.length >= maxObjects) {
      this.truncated = true;
      return;
    }
    const key = keyOf(schema, name);
    // Functions of one name with different arguments are one name to complete.
    if (this.numbers.has(key)) return;
    let number = this.schemas.get(schema);
    if (number === undefined) this.schemas.set(schema, (number = this.schemas.size));
    this.numbers.set(key, this.entries.length);
    const count = rows == null ? Number.NaN : Number(rows);
    this.entries.push({
      schema: number,
      name,
      kind: kindOf(kind),
      comment: cut(comment),
      rows: Number.isFinite(count) && count >= 0 ? Math.round(count) : null,
      detail: cut(detail),
      visible: visible === '1',
      system: system === '1',
    });
  }

  /** A row of a part; those of one object come one after another. */
  part(part: PartKind, row: Row): void {
    const number = this.numbers.get(keyOf(row[0] ?? '', row[1] ?? ''));
    if (number === undefined) return;
    if (this.current?.number !== number) {
      this.endPart(part);
      this.current = { number, rows: [] };
    }
    this.current.rows.push(row);
  }

  endPart(part: PartKind): void {
    const { current } = this;
    this.current = null;
    if (!current) return;
    const { number, rows } = current;
    if (part === 'columns') this.writer.add(part, number, rows.map(columnOf));
    else if (part === 'indexes') this.writer.add(part, number, indexesOf(rows));
    else {
      const keys = keysOf(rows);
      this.writer.add(part, number, keys);
      for (const { references } of keys) {
        const to = references && this.numbers.get(keyOf(references.schema, references.name));
        if (to != null) this.references.set(`${number}>${to}`, [number, to]);
      }
    }
  }

  finish(): ReadSchema {
    const { entries, truncated } = this;
    this.writer.finish([...this.schemas.keys()], entries, [...this.references.values()], truncated);
    return { objects: entries.length, truncated };
  }
}

function keyOf(schema: string, name: string): string {
  return `${schema}\0${name}`;
}

function cut(text: string | null | undefined): string {
  return (text ?? '').slice(0, maxText);
}

function kindOf(kind: string | null | undefined): SchemaObjectKind {
  return schemaObjectKinds.find((known) => known === kind) ?? 'table';
}

function columnOf([, , name, type, nullable, ...rest]: Row): SchemaColumn {
  const [standard, comment, values] = rest;
  return {
    name: name ?? '',
    type: cut(type),
    nullable: nullable === '1',
    default: standard == null ? null : cut(standard),
    comment: cut(comment),
    values: valuesOf(type ?? '', values ?? null),
  };
}

/** Values as the catalog lists them (JSON), or as MySQL writes them in the type: `enum('a','b')`. */
function valuesOf(type: string, listed: string | null): string[] {
  if (listed !== null) {
    try {
      const values: unknown = JSON.parse(listed);
      return Array.isArray(values) ? values.slice(0, 200).map(String) : [];
    } catch {
      return [];
    }
  }
  if (!/^(?:enum|set)\(/i.test(type)) return [];
  const found = type.match(/'(?:[^']|'')*'/g) ?? [];
  return found.slice(0, 200).map((value) => value.slice(1, -1).replaceAll("''", "'"));
}

function keysOf(rows: readonly Row[]): SchemaKey[] {
  const keys = new Map<string, SchemaKey>();
  for (const [, , name, kind, column, schema, table, target] of rows) {
    const references = table == null ? null : { schema: schema ?? '', name: table, columns: [] };
    const kinds = { p: 'primary', u: 'unique', f: 'foreign' } as const;
    const key: SchemaKey = keys.get(name ?? '') ?? {
      name: name ?? '',
      kind: kinds[kind as keyof typeof kinds] ?? 'unique',
      columns: [],
      references,
    };
    keys.set(key.name, key);
    if (column != null) key.columns.push(column);
    if (target != null) key.references?.columns.push(target);
  }
  return [...keys.values()];
}

function indexesOf(rows: readonly Row[]): SchemaIndex[] {
  const indexes = new Map<string, SchemaIndex>();
  for (const [, , name, unique, valid, column] of rows) {
    const index: SchemaIndex = indexes.get(name ?? '') ?? {
      name: name ?? '',
      columns: [],
      unique: unique === '1',
      valid: valid !== '0',
    };
    indexes.set(index.name, index);
    if (column != null) index.columns.push(column);
  }
  return [...indexes.values()];
}
