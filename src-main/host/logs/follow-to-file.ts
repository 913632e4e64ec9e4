import {
  algorithmsPreferring,
  checkKnownHost,
  connectSsh,
  loadPrivateKey,
  readKnownHosts,
} from '../ssh/index';
import { followWithLedger, type LedgerEvent, type LedgerFollowOptions } from './ledger-follow';

/** A dead connection is noticed after three of these without an answer. */
const keepaliveMs = 5000;

export interface FollowToFileOptions extends Pick<
  LedgerFollowOptions,
  'path' | 'out' | 'ledger' | 'from' | 'signal'
> {
  host: string;
  port: number;
  username: string;
  /** Private key that is not encrypted. */
  identityPath: string;
  /** OpenSSH's list of trusted host keys; a host that is not in it is refused. */
  knownHostsPath: string;
  onEvent: (event: LedgerEvent) => void;
}

/**
 * Copies a remote log into a file until the signal aborts. Touches no profile.
 *
 * @throws AppError as {@link followWithLedger}; `file.missing`, `file.unreadable` for the list
 *   of host keys; `ssh.host-key-unknown`, `ssh.host-key-changed`, `ssh.key-…`
 */
export async function followToFile(options: FollowToFileOptions): Promise<void> {
  const { host, port, username, identityPath, knownHostsPath, ...follow } = options;
  const key = loadPrivateKey(identityPath, null);
  await followWithLedger({
    ...follow,
    host: `${host}:${port}`,
    username,
    connect: (signal) => {
      const known = readKnownHosts(knownHostsPath, host, port);
      return connectSsh({
        host,
        port,
        username,
        auth: { kind: 'key', key },
        hostKeyAlgorithms: algorithmsPreferring(known.map((entry) => entry.key.type)),
        verifyHostKey: (found) => checkKnownHost(known, host, port, found),
        // There is no connection of the profile that could forbid them; new servers take none.
        algorithms: 'old',
        keepaliveMs,
        signal,
      });
    },
  });
}
