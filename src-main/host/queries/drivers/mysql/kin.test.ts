import { expect, it } from 'vitest';
import { productOf } from './identity';
import { beginStatements } from './settings';

const limits = { connectMs: 1, statementMs: 60_000, lockMs: 5_000 };
const variables = (words: Record<string, string>) => new Map(Object.entries(words));

it.each([
  ['10.11.6-MariaDB-0+deb12u1', '', 'MariaDB 10.11.6', [10, 11, 6]],
  ['5.5.5-10.4.32-MariaDB', '', 'MariaDB 10.4.32', [10, 4, 32]],
  ['8.0.36', 'MySQL Community Server - GPL', 'MySQL 8.0.36', [8, 0, 36]],
  ['5.7.44-log', 'Source distribution', 'MySQL 5.7.44', [5, 7, 44]],
  ['8.0.11-TiDB-v7.5.1', 'TiDB Server (Apache License 2.0)', 'TiDB 7.5.1', [7, 5, 1]],
  ['5.7.25-OceanBase_CE-v4.2.1.2', 'OceanBase_CE 4.2.1.2', 'OceanBase 4.2.1.2', [4, 2, 1, 2]],
  ['5.7.25', 'OceanBase 3.1.4 (r10100)', 'OceanBase 3.1.4', [3, 1, 4]],
])('knows %s (%s) as %s', (version, version_comment, server, numbers) => {
  const found = productOf(variables({ version, version_comment }));
  expect(found).toMatchObject({ server, version: numbers });
});

it('sets the limits each server knows, and makes reading the only thing it can do', () => {
  const mysql = variables({
    version: '8.0.36',
    max_execution_time: '0',
    transaction_read_only: 'OFF',
  });
  expect(beginStatements(mysql, limits, 'read')).toEqual([
    "SET SESSION sql_mode = '', SESSION max_execution_time = 60000",
    'SET SESSION TRANSACTION READ ONLY',
    'START TRANSACTION READ ONLY',
  ]);
  const oceanBase = variables({
    version: '5.7.25-OceanBase-v4.2.1',
    ob_query_timeout: '1',
    tx_read_only: 'OFF',
  });
  expect(beginStatements(oceanBase, limits, 'inspect')).toEqual([
    "SET SESSION sql_mode = '', SESSION ob_query_timeout = 60000000",
    'START TRANSACTION READ ONLY',
  ]);
  const tidb = variables({ version: '8.0.11-TiDB-v7.5.1', tx_read_only: 'OFF', tidb_snapshot: '' });
  expect(beginStatements(tidb, limits, 'read').at(-1)).toBe('SET SESSION tidb_snapshot = NOW(6)');
  const old = variables({ version: '5.5.62-log' });
  expect(() => beginStatements(old, limits, 'read')).toThrow('sql.server-too-old');
});
