import {
  algorithmsPreferring,
  checkKnownHost,
  connectSsh,
  loadPrivateKey,
  readKnownHosts,
} from '../../ssh/index';
import { follow } from './follow';
import { Ledger } from './ledger';
import type { FollowEvent, FollowOptions } from './ports';

const usualKeepaliveMs = 5000;

export interface FollowToFileOptions extends Pick<
  FollowOptions,
  'path' | 'from' | 'signal' | 'transport' | 'pause'
> {
  host: string;
  port: number;
  username: string;
  /** Private key that is not encrypted. */
  identityPath: string;
  /** OpenSSH's list of trusted host keys; a host that is not in it is refused. */
  knownHostsPath: string;
  /** The bytes of the log are appended to this file. */
  out: string;
  /** Remembers the place. */
  ledger: string;
  onEvent: (event: FollowEvent) => void;
  /** A dead connection is noticed after three of these without an answer. Default 5 s. */
  keepaliveMs?: number;
}

/**
 * Copies a remote log into a file until the signal aborts. Touches no profile. Without a place in
 * the ledger every failure of the first connection is final.
 *
 * @throws AppError as {@link follow}; `ledger.in-use`, `ledger.damaged`; `file.missing`,
 *   `file.unreadable` for the list of host keys; `ssh.host-key-unknown`, `ssh.host-key-changed`,
 *   `ssh.key-…`
 */
export async function followToFile(options: FollowToFileOptions): Promise<void> {
  const { host, port, username, identityPath, knownHostsPath, out, ledger, ...rest } = options;
  const key = loadPrivateKey(identityPath, null);
  const sink = await Ledger.open(ledger, out, { host: `${host}:${port}`, path: rest.path });
  try {
    await follow({
      ...rest,
      username,
      sink,
      insist: false,
      connect: async (signal) => {
        const known = readKnownHosts(knownHostsPath, host, port);
        const link = await connectSsh({
          host,
          port,
          username,
          auth: { kind: 'key', key },
          hostKeyAlgorithms: algorithmsPreferring(known.map((entry) => entry.key.type)),
          verifyHostKey: (found) => checkKnownHost(known, host, port, found),
          // There is no connection of the profile that could forbid them; new servers take none.
          algorithms: 'old',
          keepaliveMs: options.keepaliveMs ?? usualKeepaliveMs,
          signal,
        });
        return {
          host,
          port,
          exec: (command, exec) => link.exec(command, exec),
          subsystem: (name) => link.subsystem(name),
          closed: link.closed,
          release: () => link.end(),
        };
      },
    });
  } finally {
    await sink.close();
  }
}
