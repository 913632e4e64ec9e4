/** Results for tests that need no database. */
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
