import { AppError } from '../../../src-main/contract/errors';

/** A server that nobody has accepted yet. */
export interface UnknownHostKey {
  kind: 'unknown';
  host: string;
  port: number;
  /** As SSH names it, e.g. `ssh-ed25519`. */
  type: string;
  /** `SHA256:` and unpadded base64. */
  fingerprint: string;
}

/** A server that shows another key than the one that was accepted. */
export interface ChangedHostKey {
  kind: 'changed';
  host: string;
  port: number;
  type: string;
  /** Fingerprint that was accepted. */
  known: string;
  /** Fingerprint that the server shows now. */
  found: string;
}

export type HostKeyError = UnknownHostKey | ChangedHostKey;

/** What a refused host key says of itself; null for every other error. */
export function hostKeyError(error: unknown): HostKeyError | null {
  if (!(error instanceof AppError)) return null;
  const text = (name: string): string => String(error.params[name] ?? '');
  const place = {
    host: text('host'),
    port: Number(error.params['port'] ?? 22),
    type: text('type'),
  };
  if (error.code === 'ssh.host-key-unknown')
    return { kind: 'unknown', ...place, fingerprint: text('fingerprint') };
  if (error.code === 'ssh.host-key-changed')
    return { kind: 'changed', ...place, known: text('known'), found: text('found') };
  return null;
}

/**
 * The command that prints the fingerprint on the server itself. The file names are those
 * that OpenSSH creates (sshd_config(5), HostKey).
 */
export function compareCommand(type: string): string {
  return `ssh-keygen -lf /etc/ssh/ssh_host_${fileWord(type)}_key.pub`;
}

function fileWord(type: string): string {
  if (type.startsWith('ecdsa')) return 'ecdsa';
  if (type.includes('rsa')) return 'rsa';
  return 'ed25519';
}
