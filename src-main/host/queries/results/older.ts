import type { Environment } from '../../../contract/common';
import type { ResultState } from '../../../contract/query-results';
import { kindOf } from '../drivers/postgres/types';
import type { StoredResult } from '../store';

/** What results had beside their state before version 4 of the store; all were PostgreSQL's. */
interface OlderResult extends Partial<StoredResult> {
  system?: string;
  environment?: Environment;
  host?: string;
}

/** A result as it is kept now, from whatever version wrote it. */
export function completed(stored: StoredResult): StoredResult {
  const {
    system = '',
    environment = 'production',
    host = '',
    ...result
  } = stored as OlderResult & StoredResult;
  const older: Partial<ResultState> = result.state;
  if (older.dialect !== undefined) return stored;
  const missing = {
    dialect: 'postgresql',
    system,
    environment,
    host,
    clippedCells: 0,
    sha256: null,
    clockOffsetMs: null,
    guard: 'read',
    pinned: false,
    groupId: null,
    queryId: null,
    queryVersion: null,
  } as const;
  const columns = result.state.columns.map((column) => ({ ...column, kind: kindOf(column.type) }));
  return { ...result, thresholds: [], state: { ...missing, ...result.state, columns } };
}
