import type { Row } from '../../../../contract/queries';
import type { Product, ServerIdentity } from '../port';

/** What a server says of itself; `epoch` is its clock. */
export const identitySql = `
  SELECT pg_catalog.current_setting('server_version'), pg_catalog.version(),
    pg_catalog.current_database()::pg_catalog.text, current_user::pg_catalog.text,
    pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::pg_catalog.text,
    pg_catalog.current_setting('server_encoding')`;

/** Whether a database holds bytes of any encoding: its answers are no UTF-8 by themselves. */
export function hasNoEncoding(row: Row): boolean {
  return row[5] === 'SQL_ASCII';
}

/** Servers that speak PostgreSQL's protocol, by what their `version()` says; other names are shown as they are. */
const kin: readonly [Product, name: string, version: RegExp][] = [
  ['kingbase', 'KingbaseES', /KingbaseES V0*(\d+)R0*(\d+)(?:C0*(\d+))?(?:B0*(\d+))?/],
  ['opengauss', 'openGauss', /openGauss(?:-lite)? (\d+)\.(\d+)(?:\.(\d+))?/],
  ['opengauss', 'GaussDB', /GaussDB Kernel V?(\d+)(?:R|\.)0*(\d+)(?:(?:C|\.)0*(\d+))?/],
];

/**
 * Who answers.
 *
 * @param asked our clock when `identitySql` was sent, and `answered` when its row was here
 */
export function identityOf(row: Row, asked: number, answered: number): ServerIdentity {
  const [version = '', words = '', database, username, epoch] = row;
  const numbers = /^\D*(\d+(?:\.\d+)*)/.exec(version ?? '')?.[1] ?? '';
  let found = {
    product: 'postgresql' as Product,
    version: numbers.split('.').map(Number),
    server: `PostgreSQL ${(version ?? '').split(' ')[0]}`,
  };
  for (const [product, name, pattern] of kin) {
    const match = pattern.exec(words ?? '');
    if (!match) continue;
    const parts = match.slice(1).filter((part) => part !== undefined);
    found = { product, version: parts.map(Number), server: `${name} ${parts.join('.')}` };
    break;
  }
  return {
    ...found,
    database: database ?? '',
    username: username ?? '',
    latencyMs: answered - asked,
    clockOffsetMs: Math.round(Number(epoch) * 1000 - (asked + answered) / 2),
  };
}
