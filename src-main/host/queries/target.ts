import type { Duplex } from 'node:stream';
import { AppError } from '../../contract/errors';
import type { DatabaseEndpoint, Endpoint } from '../../contract/systems';
import type { PostgresTarget } from './postgres/session';
import { directStream, type OpenStream } from './postgres/stream';

/** Opens a stream from an SSH host onwards; `release` gives the SSH connection back. */
export type OpenTunnel = (
  sshEndpointId: string,
  host: string,
  port: number,
  signal: AbortSignal,
) => Promise<{ stream: Duplex; release(): void }>;

/** What turns an endpoint of the inventory into a connection. */
export interface TargetParts {
  endpoint(id: string): Endpoint;
  revealSecret(name: string): string | null;
  openTunnel: OpenTunnel;
}

/**
 * The connection of a database endpoint, with its password and its tunnel.
 *
 * @throws AppError `entity.not-found`, `secret.missing` {name}
 */
export function targetOf(endpointId: string, parts: TargetParts): PostgresTarget {
  const detail = databaseOf(parts.endpoint(endpointId));
  const { host, port, database, username, tls, secret, sshId } = detail;
  const open: OpenStream =
    sshId === null
      ? directStream(host, port)
      : (signal) => parts.openTunnel(sshId, host, port, signal);
  return { host, port, database, username, tls, password: password(secret, parts), open };
}

function password(secret: string | null, parts: TargetParts): string | null {
  if (secret === null) return null;
  const value = parts.revealSecret(secret);
  if (value === null) throw new AppError('secret.missing', { name: secret });
  return value;
}

/** @throws AppError `entity.not-found` when the endpoint is no database */
export function databaseOf({ id, detail }: Endpoint): DatabaseEndpoint {
  if (detail.kind !== 'database') throw new AppError('entity.not-found', { id });
  return detail;
}

const tlsOfSslMode: Record<string, PostgresTarget['tls']> = {
  disable: 'off',
  allow: 'prefer',
  prefer: 'prefer',
  require: 'require',
};

/**
 * The connection of a URL `postgres://user:password@host:port/database?sslmode=…`.
 *
 * @throws AppError `cli.usage` {detail}, without the URL, which holds a password; `sql.dialect-unsupported`
 */
export function targetOfUrl(text: string): PostgresTarget {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new AppError('cli.usage', { detail: 'the connection URL cannot be read' });
  }
  const dialect = url.protocol.replace(':', '');
  if (dialect !== 'postgres' && dialect !== 'postgresql') {
    throw new AppError('sql.dialect-unsupported', { dialect });
  }
  const sslMode = url.searchParams.get('sslmode') ?? 'prefer';
  const tls = tlsOfSslMode[sslMode];
  if (tls === undefined) {
    throw new AppError('cli.usage', { detail: `sslmode ${sslMode} is not supported` });
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost';
  const port = url.port === '' ? 5432 : Number(url.port);
  const username = decodeURIComponent(url.username);
  return {
    host,
    port,
    database: decodeURIComponent(url.pathname.slice(1)) || username,
    username,
    password: url.password === '' ? null : decodeURIComponent(url.password),
    tls,
    open: directStream(host, port),
  };
}
