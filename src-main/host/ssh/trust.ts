import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../contract/errors';
import type { FoundHostKey } from './host-key';
import { knownHosts, type KnownHost } from './known-hosts';
import type { HostKeyStore } from './store';

/** A key of a known_hosts file with the file it stands in. */
interface FiledKey extends KnownHost {
  path: string;
}

/** Where a trusted key that a person accepted here is known from. */
const ownStore = 'fieldbench';

/** OpenSSH's own lists on this machine: the user's, and the machine's. */
export function usualKnownHosts(): string[] {
  const machine =
    process.platform === 'win32'
      ? join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'ssh', 'ssh_known_hosts')
      : '/etc/ssh/ssh_known_hosts';
  return [join(homedir(), '.ssh', 'known_hosts'), machine];
}

/**
 * Which host keys are trusted: those a person accepted here, and those of OpenSSH's lists,
 * which are read at each connection and never written.
 */
export class HostTrust {
  private readonly store: HostKeyStore;
  private readonly paths: readonly string[];

  constructor(store: HostKeyStore, paths: readonly string[]) {
    this.store = store;
    this.paths = paths;
  }

  /** Types of the keys that are trusted for a host; '' for one of which the type is not known. */
  types(host: string, port: number): string[] {
    const own = this.store.get(host.toLowerCase(), port);
    const filed = this.filed(host, port).filter(({ revoked }) => !revoked);
    return [...(own ? [own.type] : []), ...filed.map(({ key }) => key.type)];
  }

  /**
   * Judges a key that a server showed. Any list may vouch for it; any list may revoke it.
   *
   * @returns where it is known from: {@link ownStore} or the path of a list
   * @throws AppError `ssh.known-hosts-revoked`, `ssh.host-key-changed`, `ssh.host-key-unknown`
   */
  verify(host: string, port: number, found: FoundHostKey): string {
    const { type, fingerprint } = found;
    const own = this.store.get(host.toLowerCase(), port);
    const filed = this.filed(host, port);
    const same = filed.filter(({ key }) => key.fingerprint === fingerprint);
    const revoked = same.find((entry) => entry.revoked);
    if (revoked)
      throw new AppError('ssh.known-hosts-revoked', {
        host,
        port,
        type,
        fingerprint,
        path: revoked.path,
      });
    if (own?.fingerprint === fingerprint) return ownStore;
    const vouching = same[0];
    if (vouching) return vouching.path;
    const others = filed.filter((entry) => !entry.revoked);
    const other = others.find(({ key }) => key.type === type) ?? others[0];
    const known = own?.fingerprint ?? other?.key.fingerprint;
    if (known === undefined)
      throw new AppError('ssh.host-key-unknown', { host, port, type, fingerprint });
    throw new AppError('ssh.host-key-changed', {
      host,
      port,
      type,
      known,
      found: fingerprint,
      source: own ? ownStore : (other?.path ?? ''),
    });
  }

  private filed(host: string, port: number): FiledKey[] {
    return this.paths.flatMap((path) =>
      knownHosts(readList(path), host, port).map((entry) => ({ ...entry, path })),
    );
  }
}

/** A list that is not there, or may not be read, vouches for nobody. */
function readList(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
