import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Gives an open stream the methods of a socket that drivers call: a channel of an SSH
 * connection has none of them. Those of a real socket are kept.
 */
export function asSocket(stream: Duplex): Socket {
  const like = stream as unknown as Record<string, unknown>;
  for (const name of ['setNoDelay', 'setKeepAlive', 'setTimeout', 'ref', 'unref']) {
    like[name] ??= () => stream;
  }
  return stream as Socket;
}
