import type { Row } from '../../../../contract/queries';
import type { Product, ServerIdentity } from '../port';

/** Variables that tell who answers and which limits the server knows. */
const wanted = [
  'version',
  'version_comment',
  'hostname',
  'port',
  'max_execution_time',
  'max_statement_time',
  'ob_query_timeout',
  'lock_wait_timeout',
  'innodb_lock_wait_timeout',
  'net_write_timeout',
  'tx_read_only',
  'transaction_read_only',
  'tidb_snapshot',
];
export const variablesSql = `SHOW SESSION VARIABLES WHERE Variable_name IN (${wanted.map((name) => `'${name}'`).join(', ')})`;

/** The server's clock, its database and its name of the login. */
export const identitySql = 'SELECT UNIX_TIMESTAMP(NOW(6)), DATABASE(), CURRENT_USER()';

/** Servers by what their version or its comment says. */
const products: readonly [Product, name: string, version: RegExp][] = [
  ['tidb', 'TiDB', /TiDB-v?(\d+(?:\.\d+)*)/],
  ['oceanbase', 'OceanBase', /OceanBase(?:_CE)?[ -]v?(\d+(?:\.\d+)*)/],
  ['mariadb', 'MariaDB', /(?:^5\.5\.5-)?(\d+(?:\.\d+)*)-MariaDB/i],
];

/** The product and its version. */
export function productOf(variables: ReadonlyMap<string, string>): {
  product: Product;
  version: number[];
  server: string;
} {
  const version = variables.get('version') ?? '';
  const words = `${version} ${variables.get('version_comment') ?? ''}`;
  for (const [product, name, pattern] of products) {
    const found = pattern.exec(words)?.[1];
    if (found !== undefined)
      return { product, version: found.split('.').map(Number), server: `${name} ${found}` };
  }
  const found = /^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '';
  return { product: 'mysql', version: found.split('.').map(Number), server: `MySQL ${found}` };
}

/**
 * Who answers.
 *
 * @param asked our clock when `identitySql` was sent, and `answered` when its row was here
 */
export function identityOf(
  variables: ReadonlyMap<string, string>,
  row: Row,
  asked: number,
  answered: number,
): ServerIdentity {
  const [epoch, database, username] = row;
  return {
    ...productOf(variables),
    database: database ?? '',
    username: username ?? '',
    latencyMs: answered - asked,
    clockOffsetMs: Math.round(Number(epoch) * 1000 - (asked + answered) / 2),
  };
}
