import { resolve } from 'node:path';
import { usualPorts, type Dialect } from '../../contract/dialects';
import { AppError } from '../../contract/errors';
import type { DatabaseEndpoint } from '../../contract/systems';
import { oracleAccessSchema } from '../../contract/systems';
import type { DatabaseTarget } from './drivers/port';
import { directStream } from './drivers/stream';
import { readAuthorities } from './target';

const dialectOfScheme: Readonly<Record<string, Dialect>> = {
  postgres: 'postgresql',
  postgresql: 'postgresql',
  kingbase: 'postgresql',
  kingbase8: 'postgresql',
  opengauss: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
  sqlserver: 'sqlserver',
  mssql: 'sqlserver',
  oracle: 'oracle',
  hana: 'hana',
  hdb: 'hana',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
};

/** Kin by wire listen elsewhere by themselves. */
const portOfScheme: Readonly<Record<string, number>> = { kingbase: 54321, kingbase8: 54321 };

/** Words of libpq (sslmode), of mysql (ssl-mode) and our own (tls) for how much of TLS is demanded. */
const tlsWords: Readonly<Record<string, DatabaseEndpoint['tls']>> = {
  off: 'off',
  disable: 'off',
  disabled: 'off',
  allow: 'prefer',
  prefer: 'prefer',
  preferred: 'prefer',
  require: 'require',
  required: 'require',
  // Asks less than `verify`, which also compares the name: the safer of what there is.
  'verify-ca': 'verify',
  verify_ca: 'verify',
  'verify-full': 'verify',
  verify_identity: 'verify',
  verify: 'verify',
};

/**
 * The connection of a URL: `postgres://`, `mysql://`, `mariadb://`, `sqlserver://`, `oracle://`,
 * `hana://` with `user:password@host:port/database`, or `sqlite:` and a path. Parameters:
 * `sslmode`, `ssl-mode` or `tls`; `sslrootcert`, `ssl-ca` or `authority` for a PEM file; `schema`;
 * for SQL Server `encrypt`, `trustServerCertificate` and `applicationIntent` as its own drivers
 * have them; for Oracle `sid`, `driver` and `home`.
 *
 * @throws AppError `cli.usage` {detail}, without the URL, which holds a password;
 *   `sql.dialect-unsupported`, `sql.authority-unreadable`
 */
export async function targetOfUrl(text: string): Promise<DatabaseTarget> {
  const scheme = /^([a-z][a-z0-9]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) throw usage('the connection URL cannot be read');
  const dialect = Object.hasOwn(dialectOfScheme, scheme) ? dialectOfScheme[scheme] : undefined;
  if (dialect === undefined) throw new AppError('sql.dialect-unsupported', { dialect: scheme });
  if (dialect === 'sqlite') return fileTarget(text.slice(scheme.length + 1));
  let url: URL;
  try {
    // A scheme that the standard does not know has no port by itself.
    url = new URL(text.replace(/^[^:]+/, 'database'));
  } catch {
    throw usage('the connection URL cannot be read');
  }
  const parameters = new Map(
    [...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]),
  );
  const first = (...names: string[]): string | undefined =>
    names.map((name) => parameters.get(name)).find((value) => value !== undefined);
  const host = decode(url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost';
  const port = url.port === '' ? (portOfScheme[scheme] ?? usualPorts[dialect]) : Number(url.port);
  const username = decode(url.username);
  const sid = parameters.get('sid');
  const tls =
    dialect === 'sqlserver' && parameters.has('encrypt')
      ? encryptWords(parameters)
      : tlsOf(first('sslmode', 'ssl-mode', 'tls') ?? 'prefer');
  const oracle = oracleAccessSchema.safeParse({
    names: sid === undefined ? 'service' : 'sid',
    driver: parameters.get('driver'),
    home: parameters.get('home'),
  });
  if (!oracle.success) throw usage('driver is thin or thick');
  if (oracle.data.driver === 'sqlplus') throw usage('sqlplus needs a database of the inventory');
  return {
    dialect,
    host,
    port,
    database: sid ?? (decode(url.pathname.slice(1)) || (dialect === 'postgresql' ? username : '')),
    username,
    password: url.password === '' ? null : decode(url.password),
    tls,
    authorities: await readAuthorities(tls, first('sslrootcert', 'ssl-ca', 'authority') ?? ''),
    schema: first('schema', 'currentschema') ?? '',
    readOnlyIntent: parameters.get('applicationintent')?.toLowerCase() !== 'readwrite',
    oracle: oracle.data,
    open: directStream(host, port),
    sshId: null,
    tell: nothing,
  };
}

/** Without a profile there is no audit log: the shell's history knows what was run. */
function nothing(): void {}

function fileTarget(rest: string): DatabaseTarget {
  const path = decode(rest.replace(/^\/\//, '').replace(/^\/(?=[A-Za-z]:)/, ''));
  if (path === '') throw usage('sqlite: needs the path of a file');
  return {
    dialect: 'sqlite',
    host: '',
    port: 0,
    database: resolve(path),
    username: '',
    password: null,
    tls: 'off',
    authorities: [],
    schema: '',
    readOnlyIntent: true,
    oracle: oracleAccessSchema.parse({}),
    open: () => Promise.reject(new Error('SQLite has no server')),
    sshId: null,
    tell: nothing,
  };
}

function tlsOf(word: string): DatabaseEndpoint['tls'] {
  const known = word.toLowerCase();
  const tls = Object.hasOwn(tlsWords, known) ? tlsWords[known] : undefined;
  if (tls === undefined)
    throw usage(`${word} is no mode of TLS: disable, prefer, require, verify-full`);
  return tls;
}

/** What `encrypt` and `trustServerCertificate` of SQL Server's own drivers mean. */
function encryptWords(parameters: ReadonlyMap<string, string>): DatabaseEndpoint['tls'] {
  const encrypt = parameters.get('encrypt')?.toLowerCase();
  if (encrypt === 'false' || encrypt === 'optional') return 'prefer';
  return parameters.get('trustservercertificate')?.toLowerCase() === 'true' ? 'require' : 'verify';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw usage('the connection URL has a % that is not followed by two hexadecimal digits');
  }
}

function usage(detail: string): AppError {
  return new AppError('cli.usage', { detail });
}
