import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dialect } from '../../../contract/dialects';

/** Scripts below `packs`, by dialect. */
const scripts: Readonly<Record<Dialect, string | null>> = {
  postgresql: 'postgresql/grants/postgresql.sql',
  mysql: 'mysql/grants/mysql.sql',
  oracle: 'oracle-db/grants/oracle.sql',
  sqlserver: 'sqlserver/grants/sqlserver.sql',
  hana: 'hana/grants/hana.sql',
  sqlite: null,
};
const mariaDb = 'mysql/grants/mariadb.sql';

/** The database that scripts name in their examples. */
const example = /\berp\b/g;
const plainName = /^[A-Za-z_][A-Za-z0-9_$]*$/;

/**
 * The script that makes a login which can only read, for the client's DBA.
 *
 * @param product what the server called itself when it was last seen; null when it never was
 * @param database stands where the script has an example; left as it is unless it needs no quotes
 */
export async function grantScript(
  resources: string,
  dialect: Dialect,
  product: string | null,
  database: string,
): Promise<string | null> {
  const script = product === 'mariadb' ? mariaDb : scripts[dialect];
  if (script === null) return null;
  const text = await readFile(join(resources, 'packs', script), 'utf8');
  return plainName.test(database) ? text.replace(example, database) : text;
}
