import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** A byte stream to a database server; `release` gives back what carries it. */
export interface CarriedStream {
  stream: Duplex;
  release(): void;
}

/** Where a server sends its clients on to: a readable secondary, another node of a cluster. */
export interface ServerAddress {
  host: string;
  port: number;
}

/**
 * Opens a new stream to the same server each time: for the session, and for cancelling it.
 * With `at` to another one, the same way, that the first has sent us on to.
 */
export type OpenStream = (signal: AbortSignal, at?: ServerAddress) => Promise<CarriedStream>;

/** Resolves when nothing more comes of a stream, whoever ended it. */
export function streamEnd(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    // A channel of SSH may stay half open; a stream that is torn never comes to its end.
    stream.once('end', resolve);
    stream.once('close', resolve);
  });
}

/** Idle seconds after which the system asks whether the peer still lives. */
const keepAliveMs = 5_000;

/** A direct TCP connection. Rejects with Node's own error, or with the signal's reason. */
export function directStream(host: string, port: number): OpenStream {
  return async (signal, at = { host, port }) => {
    const socket = connect({ ...at, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
    socket.setNoDelay(true);
    try {
      await once(socket, 'connect', { signal });
    } catch (error) {
      // A late failure of a socket nobody waits for must not end the process.
      socket.on('error', () => undefined);
      socket.destroy();
      throw signal.aborted ? signal.reason : error;
    }
    return { stream: socket, release: () => socket.destroy() };
  };
}
