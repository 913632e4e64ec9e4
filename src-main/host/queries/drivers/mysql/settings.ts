import { AppError } from '../../../../contract/errors';
import type { SessionLimits, SessionMode } from '../port';
import { productOf } from './identity';

/** A result that waits for us (a full disk that is being cleared) is not cut by the server sooner. */
const sendSeconds = 600;

/**
 * What a session begins with. `sql_mode` makes the server read the text as the guard did: no
 * double quotes for names, no backslash that stands for itself, no other dialect. Settings a
 * server does not know are left out; its limits then come from our side alone.
 *
 * @throws AppError `sql.server-too-old` {server, least} where a transaction cannot be read only
 */
export function beginStatements(
  variables: ReadonlyMap<string, string>,
  { statementMs, lockMs }: SessionLimits,
  mode: SessionMode,
): string[] {
  const lockSeconds = Math.max(1, Math.ceil(lockMs / 1000));
  const values: Record<string, string> = {
    // Milliseconds (MySQL 5.7.8, TiDB), seconds (MariaDB 10.1), microseconds (OceanBase).
    max_execution_time: String(Math.round(statementMs)),
    max_statement_time: String(statementMs / 1000),
    ob_query_timeout: String(Math.round(statementMs * 1000)),
    lock_wait_timeout: String(lockSeconds),
    innodb_lock_wait_timeout: String(lockSeconds),
    net_write_timeout: String(sendSeconds),
  };
  const settings = Object.entries(values)
    .filter(([name]) => variables.has(name))
    .map(([name, value]) => `SESSION ${name} = ${value}`);
  const begin = [`SET ${["SESSION sql_mode = ''", ...settings].join(', ')}`];
  // What follows a statement that commits by itself stays in a transaction, too.
  if (mode === 'write') return [...begin, 'SET SESSION autocommit = 0', 'START TRANSACTION'];
  const { product, server } = productOf(variables);
  if (!variables.has('tx_read_only') && !variables.has('transaction_read_only'))
    throw new AppError('sql.server-too-old', { server, least: 'MySQL 5.6, MariaDB 10.0' });
  // TiDB has no read-only transactions; one that looks at a moment of the past refuses to write
  // (its manual, "Read Historical Data Using the System Variable tidb_snapshot").
  if (product === 'tidb') return [...begin, 'SET SESSION tidb_snapshot = NOW(6)'];
  const transaction = 'START TRANSACTION READ ONLY';
  if (mode === 'inspect') return [...begin, transaction];
  // The transaction alone would not do: CREATE and DROP commit it, and run in the next one.
  return [...begin, 'SET SESSION TRANSACTION READ ONLY', transaction];
}
