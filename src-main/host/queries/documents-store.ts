import { queryDocumentSchema, type QueryDocument } from '../../contract/query-document';
import type { Database } from '../../kit/database';
import type { EntityStore, Json } from '../../kit/journal';

/** An own query as it is kept. */
export interface StoredQuery {
  id: string;
  document: QueryDocument;
  version: number;
  archived: boolean;
  updatedAt: number;
}

/** What an own query said in one of its versions. */
export interface StoredVersion {
  version: number;
  document: QueryDocument;
  at: number;
}

interface DocumentRow {
  id: string;
  fields: string;
  version: number;
  archived: number;
  updated_at: number;
}

const { shape } = queryDocumentSchema;
/** Where a query stands in the library is no part of what it says. */
export const placeFields: ReadonlySet<string> = new Set(['folder', 'tags']);
/** Older versions that are kept of a query. */
const keptVersions = 100;

/** Tables `query_document` and `query_version`. */
export class DocumentStore implements EntityStore {
  private readonly db: Database;
  /** Rows as they were read last: a document is parsed once, as long as it stays. */
  private readonly known = new Map<string, { row: DocumentRow; query: StoredQuery }>();

  constructor(db: Database) {
    this.db = db;
  }

  all(): StoredQuery[] {
    return this.db
      .prepare<[], DocumentRow>('SELECT * FROM query_document ORDER BY id')
      .all()
      .map((row) => this.fromRow(row));
  }

  one(id: string): StoredQuery | null {
    const row = this.row(id);
    return row ? this.fromRow(row) : null;
  }

  /** Newest first, the one in force included. */
  versions(id: string): StoredVersion[] {
    const now = this.one(id);
    if (!now) return [];
    const older = this.db
      .prepare<[string], { version: number; fields: string; at: number }>(
        'SELECT version, fields, at FROM query_version WHERE query_id = ? ORDER BY version DESC',
      )
      .all(id)
      .map(({ version, fields, at }) => ({ version, document: documentOf(fields), at }));
    return [{ version: now.version, document: now.document, at: now.updatedAt }, ...older];
  }

  create(id: string, fields: Record<string, Json>, at: number): void {
    this.db
      .prepare(
        'INSERT INTO query_document (id, fields, version, archived, updated_at) VALUES (?, ?, 1, 0, ?)',
      )
      .run(id, JSON.stringify(readable({}, fields)), at);
  }

  /** Changes fields one by one. What it said before is kept as a version. */
  set(id: string, fields: Record<string, Json>, at: number): void {
    const row = this.row(id);
    if (!row) throw new Error(`there is no query ${id}`);
    const { archived, ...rest } = fields;
    if (archived !== undefined)
      this.db
        .prepare('UPDATE query_document SET archived = ?, updated_at = ? WHERE id = ?')
        .run(Number(archived), at, id);
    const names = Object.keys(rest);
    const unknown = names.find((field) => !Object.hasOwn(shape, field));
    if (unknown !== undefined) throw new Error(`a query has no ${unknown}`);
    if (names.length === 0) return;
    const before = JSON.parse(row.fields) as Record<string, Json>;
    const says = names.some((field) => !placeFields.has(field));
    if (says) this.keep(row);
    this.db
      .prepare('UPDATE query_document SET fields = ?, version = ?, updated_at = ? WHERE id = ?')
      .run(JSON.stringify(readable(before, rest)), row.version + (says ? 1 : 0), at, id);
  }

  /** The same object as long as nothing of it changed. */
  private fromRow(row: DocumentRow): StoredQuery {
    const known = this.known.get(row.id);
    if (known && isSame(known.row, row)) return known.query;
    const query = {
      id: row.id,
      document: documentOf(row.fields),
      version: row.version,
      archived: row.archived !== 0,
      updatedAt: row.updated_at,
    };
    this.known.set(row.id, { row, query });
    return query;
  }

  private row(id: string): DocumentRow | undefined {
    return this.db
      .prepare<[string], DocumentRow>('SELECT * FROM query_document WHERE id = ?')
      .get(id);
  }

  private keep({ id, version, fields, updated_at }: DocumentRow): void {
    this.db
      .prepare('INSERT INTO query_version (query_id, version, fields, at) VALUES (?, ?, ?, ?)')
      .run(id, version, fields, updated_at);
    this.db
      .prepare('DELETE FROM query_version WHERE query_id = ? AND version <= ?')
      .run(id, version - keptVersions);
  }
}

/** Fields with changes laid over them; what another version of the program wrote and this one cannot read is left as it was. */
function readable(
  before: Record<string, Json>,
  changes: Record<string, Json>,
): Record<string, Json> {
  const known = Object.entries(changes).filter(
    ([field, value]) =>
      Object.hasOwn(shape, field) && shape[field as keyof typeof shape].safeParse(value).success,
  );
  return { ...before, ...Object.fromEntries(known) };
}

const nothing = { title: {}, statements: [{ dialect: 'postgresql', sql: '' }] };

function documentOf(fields: string): QueryDocument {
  return queryDocumentSchema.parse({ ...nothing, ...(JSON.parse(fields) as object) });
}

function isSame(left: DocumentRow, right: DocumentRow): boolean {
  return (
    left.fields === right.fields &&
    left.version === right.version &&
    left.archived === right.archived &&
    left.updated_at === right.updated_at
  );
}
