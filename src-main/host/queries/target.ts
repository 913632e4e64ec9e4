import { readFile, stat } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { portOf } from '../../contract/dialects';
import { AppError } from '../../contract/errors';
import type { DatabaseEndpoint, Endpoint } from '../../contract/systems';
import type { AuditService } from '../audit/index';
import type { SshLease } from '../ssh/index';
import { auditOwn } from './audited';
import type { DatabaseTarget } from './drivers/port';
import { directStream, type OpenStream } from './drivers/stream';

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
  /** Every statement is written down before it is sent. */
  audit: AuditService;
  openTunnel: OpenTunnel;
  /** A share in the connection to an SSH endpoint, for `sqlplus`. */
  openHost?: (sshEndpointId: string, signal: AbortSignal) => Promise<SshLease>;
}

/** Authorities of a whole system in one file take some 250 KB. */
const mostAuthorityBytes = 4 * 1024 * 1024;

/**
 * The connection of a database endpoint, with its password and its tunnel.
 *
 * @throws AppError `entity.not-found`, `secret.missing` {name}, `sql.authority-unreadable` {path, detail}
 */
export async function targetOf(endpointId: string, parts: TargetParts): Promise<DatabaseTarget> {
  const detail = databaseOf(parts.endpoint(endpointId));
  const { dialect, host, database, username, tls, schema, readOnlyIntent, oracle } = detail;
  const { secret, sshId, authorityPath } = detail;
  const port = portOf(detail);
  const { openHost } = parts;
  const open: OpenStream =
    sshId === null
      ? directStream(host, port)
      : (signal, at = { host, port }) => parts.openTunnel(sshId, at.host, at.port, signal);
  return {
    dialect,
    host,
    port,
    database,
    username,
    password: password(secret, parts),
    tls,
    authorities: await readAuthorities(tls, authorityPath),
    schema,
    readOnlyIntent,
    oracle,
    open,
    sshId,
    ...(sshId !== null && openHost ? { openHost: (signal) => openHost(sshId, signal) } : {}),
    tell: (own) => auditOwn(parts.audit, detail, own),
  };
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

/**
 * The authorities in a PEM file, which only `verify` looks at.
 *
 * @throws AppError `sql.authority-missing` {path}, `sql.authority-unreadable` {path, detail}
 */
export async function readAuthorities(
  tls: DatabaseEndpoint['tls'],
  path: string,
): Promise<string[]> {
  if (tls !== 'verify' || path === '') return [];
  const unreadable = (detail: string, cause?: unknown): AppError =>
    new AppError('sql.authority-unreadable', { path, detail }, { cause });
  try {
    const { size } = await stat(path);
    if (size > mostAuthorityBytes) throw unreadable(`${size} bytes`);
    const text = await readFile(path, 'latin1');
    const found = text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g);
    if (!found) throw unreadable('PEM: -----BEGIN CERTIFICATE-----');
    return found;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new AppError('sql.authority-missing', { path }, { cause: error });
    throw unreadable(String(code ?? error), error);
  }
}
