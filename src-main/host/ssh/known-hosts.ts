import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AppError } from '../../contract/errors';
import { describeHostKey, type FoundHostKey } from './host-key';

/** One key of a known_hosts file that speaks about a host. */
export interface KnownHost {
  revoked: boolean;
  key: FoundHostKey;
}

/**
 * The entries of a known_hosts file (format: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) for a
 * host: plain and hashed names, wildcards, negation, `[host]:port`, `@revoked`.
 * Certificate authorities are left out: host certificates are not spoken.
 */
export function knownHosts(text: string, host: string, port: number): KnownHost[] {
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
  const entries: KnownHost[] = [];
  for (const line of text.split(/\r?\n/)) {
    const fields = line.trim().split(/\s+/);
    const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined;
    const [patterns, , encoded] = fields;
    if (!patterns || patterns.startsWith('#') || !encoded || marker === '@cert-authority') continue;
    if (!matchesHost(patterns, name)) continue;
    entries.push({
      revoked: marker === '@revoked',
      key: describeHostKey(Buffer.from(encoded, 'base64')),
    });
  }
  return entries;
}

/** Reads the entries for a host from a file. @throws AppError `file.missing`, `file.unreadable` {path} */
export function readKnownHosts(path: string, host: string, port: number): KnownHost[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new AppError(missing ? 'file.missing' : 'file.unreadable', { path }, { cause: error });
  }
  return knownHosts(text, host, port);
}

/**
 * Decides about a found key by the entries for its host.
 *
 * @throws AppError `ssh.host-key-unknown`, `ssh.host-key-changed`
 */
export function checkKnownHost(
  entries: readonly KnownHost[],
  host: string,
  port: number,
  found: FoundHostKey,
): void {
  const { type, fingerprint } = found;
  const same = entries.filter((entry) => entry.key.fingerprint === fingerprint);
  const revoked = same.some((entry) => entry.revoked);
  if (same.length > 0 && !revoked) return;
  const accepted = entries.filter((entry) => !entry.revoked);
  if (accepted.length === 0 && !revoked) {
    throw new AppError('ssh.host-key-unknown', { host, port, type, fingerprint });
  }
  const known = accepted.find((entry) => entry.key.type === type) ?? accepted[0];
  throw new AppError('ssh.host-key-changed', {
    host,
    port,
    type,
    known: known?.key.fingerprint ?? '',
    found: fingerprint,
  });
}

function matchesHost(patterns: string, name: string): boolean {
  if (patterns.startsWith('|1|')) {
    const [, , salt = '', hash = ''] = patterns.split('|');
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
  }
  let matched = false;
  for (const pattern of patterns.toLowerCase().split(',')) {
    const negated = pattern.startsWith('!');
    if (!wildcard(negated ? pattern.slice(1) : pattern).test(name)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`);
}
