/** Results for tests that need no database. */
import type { Column, ColumnKind, Row } from '../../src-main/contract/query-results';
import type { ServerIdentity } from '../../src-main/host/queries/drivers/port';
import type { Results } from '../../src-main/host/queries/results/index';
import type { StoredResult } from '../../src-main/host/queries/store';
import { newId } from '../../src-main/kit/ids';

/** A result of one integer column that has just begun. */
export function resultOf(change: Partial<StoredResult['state']> = {}): StoredResult {
  return {
    state: {
      id: newId(),
      endpointId: newId(),
      title: '',
      state: 'running',
      error: null,
      place: null,
      columns: [{ name: 'n', type: 'int4', align: 'right', kind: 'integer' }],
      rows: 0,
      truncated: false,
      clippedCells: 0,
      bytes: 0,
      sha256: null,
      firstRowMs: null,
      elapsedMs: 0,
      startedAt: 0,
      sql: 'SELECT 1',
      parameters: {},
      dialect: 'postgresql',
      system: 'ERP',
      environment: 'production',
      host: 'db:5432',
      server: '',
      database: '',
      username: '',
      clockOffsetMs: null,
      guard: 'read',
      pinned: false,
      groupId: null,
      queryId: null,
      queryVersion: null,
      ...change,
    },
    thresholds: [],
    counts: [],
  };
}

/** A column of a kind. */
export function columnOf(name: string, kind: ColumnKind): Column {
  return { name, type: kind, align: 'left', kind };
}

/** What a server says of itself. */
export function identityOf(): ServerIdentity {
  return {
    product: 'postgresql',
    version: [15],
    server: 'PostgreSQL 15.1',
    database: 'plant',
    username: 'reader',
    latencyMs: 0,
    clockOffsetMs: -3,
  };
}

/** Fills a result as a run does, and waits for its end; gives its id. */
export async function keepRows(
  results: Results,
  columns: Column[],
  rows: Row[],
  change: Partial<StoredResult['state']> = {},
  thresholds: StoredResult['thresholds'] = [],
): Promise<string> {
  const result = { ...resultOf({ state: 'connecting', ...change }), thresholds };
  results.record(result, async (sink) => {
    await sink.begin(columns, identityOf());
    for (let at = 0; at < rows.length; at += 1000) await sink.rows(rows.slice(at, at + 1000), []);
    return {
      columns,
      rows: rows.length,
      truncated: false,
      clippedCells: 0,
      firstRowMs: 0,
      elapsedMs: 0,
    };
  });
  for await (const [state] of results.follow(result.state.id)) {
    if (state?.error) throw new Error(state.error.code);
  }
  return result.state.id;
}
