import type { QueryGroup, SentStatement } from '../../contract/query-history';
import type { Database } from '../../kit/database';
import type { ProcessMark } from '../../kit/process-mark';
import type { ServerIdentity } from './drivers/port';

interface HistoryRow {
  id: string;
  at: number;
  endpoint_id: string;
  target: string;
  title: string;
  sql: string;
  parameters: string;
  types: string;
  state: SentStatement['state'];
  rows: number;
  elapsed_ms: number;
  error: string | null;
  times: number;
  result_id: string | null;
}

/** Where a page of the history begins: below this one. */
export interface HistoryPlace {
  at: number;
  id: string;
}

/** Which statements a page is taken from. */
export interface HistoryRange {
  endpointId: string | null;
  from: number;
  to: number;
  below: HistoryPlace | null;
}

/** Table `query_history`. */
export class HistoryStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  put(sent: SentStatement): void {
    this.db
      .prepare(
        'INSERT INTO query_history (id, at, endpoint_id, target, title, sql, parameters, types, state, rows, elapsed_ms, error, times, result_id) ' +
          'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at, title = excluded.title, ' +
          'types = excluded.types, state = excluded.state, rows = excluded.rows, elapsed_ms = excluded.elapsed_ms, error = excluded.error, ' +
          'times = excluded.times, result_id = excluded.result_id',
      )
      .run(
        sent.id,
        sent.at,
        sent.endpointId,
        sent.target,
        sent.title,
        sent.sql,
        JSON.stringify(sent.parameters),
        JSON.stringify(sent.types),
        sent.state,
        sent.rows,
        sent.elapsedMs,
        sent.error === null ? null : JSON.stringify(sent.error),
        sent.times,
        sent.resultId,
      );
  }

  one(id: string): SentStatement | null {
    const row = this.db
      .prepare<[string], HistoryRow>('SELECT * FROM query_history WHERE id = ?')
      .get(id);
    return row ? fromRow(row) : null;
  }

  /** The newest of a connection. */
  latest(endpointId: string): SentStatement | null {
    return this.page({ endpointId, from: 0, to: Infinity, below: null }, 1)[0] ?? null;
  }

  /** Newest first. */
  page({ endpointId, from, to, below }: HistoryRange, count: number): SentStatement[] {
    return this.db
      .prepare<(string | number | null)[], HistoryRow>(
        'SELECT * FROM query_history WHERE at BETWEEN ? AND ? AND (? IS NULL OR endpoint_id = ?) ' +
          'AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?',
      )
      .all(
        from,
        Math.min(to, Number.MAX_SAFE_INTEGER),
        endpointId,
        endpointId,
        below?.at ?? Number.MAX_SAFE_INTEGER,
        below?.id ?? '',
        count,
      )
      .map(fromRow);
  }

  /** Drops the oldest beyond a number. */
  trim(statements: number): void {
    this.db
      .prepare(
        'DELETE FROM query_history WHERE id IN ' +
          '(SELECT id FROM query_history ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?)',
      )
      .run(statements);
  }

  /** Lengths of statements below a place, newest first. */
  sizes(below: HistoryPlace | null, count: number): (HistoryPlace & { characters: number })[] {
    return this.db
      .prepare<(string | number)[], HistoryPlace & { characters: number }>(
        'SELECT at, id, length(sql) + length(parameters) AS characters FROM query_history ' +
          'WHERE (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?',
      )
      .all(below?.at ?? Number.MAX_SAFE_INTEGER, below?.id ?? '', count);
  }

  /** Drops what is older than a place, and that itself. */
  dropFrom({ at, id }: HistoryPlace): void {
    this.db.prepare('DELETE FROM query_history WHERE (at, id) <= (?, ?)').run(at, id);
  }

  remove(id: string | null): void {
    this.db.prepare('DELETE FROM query_history WHERE ? IS NULL OR id = ?').run(id, id);
  }
}

/** A run on several systems, and the process that does it; null when it has ended. */
export interface StoredGroup {
  group: QueryGroup;
  owner: ProcessMark | null;
}

/** Table `query_group`. */
export class GroupStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  put({ group, owner }: StoredGroup): void {
    this.db
      .prepare(
        'INSERT INTO query_group (id, started_at, detail) VALUES (?, ?, ?) ' +
          'ON CONFLICT (id) DO UPDATE SET detail = excluded.detail',
      )
      .run(group.id, group.startedAt, JSON.stringify({ ...group, owner }));
  }

  /** Newest first. */
  all(): StoredGroup[] {
    return this.db
      .prepare<[], { detail: string }>(
        'SELECT detail FROM query_group ORDER BY started_at DESC, id DESC',
      )
      .all()
      .map(({ detail }) => {
        const { owner, ...group } = JSON.parse(detail) as QueryGroup & Partial<StoredGroup>;
        return { group, owner: owner ?? null };
      });
  }

  /** Drops the oldest beyond a number. */
  trim(count: number): void {
    this.db
      .prepare(
        'DELETE FROM query_group WHERE id NOT IN ' +
          '(SELECT id FROM query_group ORDER BY started_at DESC, id DESC LIMIT ?)',
      )
      .run(count);
  }
}

/** Table `query_server`. */
export class ServerStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  putServer(endpointId: string, identity: ServerIdentity, at: number): void {
    this.db
      .prepare(
        'INSERT INTO query_server (endpoint_id, seen_at, identity) VALUES (?, ?, ?) ON CONFLICT (endpoint_id) ' +
          'DO UPDATE SET seen_at = excluded.seen_at, identity = excluded.identity',
      )
      .run(endpointId, at, JSON.stringify(identity));
  }

  server(endpointId: string): { identity: ServerIdentity; seenAt: number } | null {
    const row = this.db
      .prepare<[string], { identity: string; seen_at: number }>(
        'SELECT identity, seen_at FROM query_server WHERE endpoint_id = ?',
      )
      .get(endpointId);
    if (!row) return null;
    return { identity: JSON.parse(row.identity) as ServerIdentity, seenAt: row.seen_at };
  }
}

function fromRow(row: HistoryRow): SentStatement {
  return {
    id: row.id,
    at: row.at,
    endpointId: row.endpoint_id,
    target: row.target,
    title: row.title,
    sql: row.sql,
    parameters: JSON.parse(row.parameters) as SentStatement['parameters'],
    types: JSON.parse(row.types) as SentStatement['types'],
    state: row.state,
    rows: row.rows,
    elapsedMs: row.elapsed_ms,
    error: row.error === null ? null : (JSON.parse(row.error) as SentStatement['error']),
    times: row.times,
    resultId: row.result_id,
  };
}
