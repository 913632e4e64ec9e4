import { once } from 'node:events';
import { connect as connectTcp, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

/** A byte stream to a database server; `release` gives back what carries it. */
export interface CarriedStream {
  stream: Duplex;
  release(): void;
}

/** Opens a new stream to the same server each time: for the session, and for cancelling it. */
export type OpenStream = (signal: AbortSignal) => Promise<CarriedStream>;

/** Idle seconds after which the system asks whether the peer still lives. */
const keepAliveMs = 5_000;

/** A direct TCP connection. Rejects with Node's own error, or with the signal's reason. */
export function directStream(host: string, port: number): OpenStream {
  return async (signal) => {
    const socket = connectTcp({ host, port, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
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

/** The 8 bytes that ask a PostgreSQL server for TLS (manual, 55.2.10). */
const tlsRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** The server has no TLS although it is required. */
export class TlsUnavailable extends Error {}

/**
 * Asks for TLS on a fresh stream. With `prefer` a server without TLS is used in clear, as
 * libpq does; neither mode checks the certificate, because servers on customers' sites show
 * certificates nobody signed.
 *
 * @throws TlsUnavailable when `require` meets a server without TLS
 */
export async function secure(
  stream: Duplex,
  tls: 'off' | 'prefer' | 'require',
  host: string,
  signal: AbortSignal,
): Promise<Duplex> {
  if (tls === 'off') return stream;
  stream.write(tlsRequest);
  const answer = await readByte(stream, signal);
  if (answer !== 'S') {
    if (tls === 'require') throw new TlsUnavailable('The server does not offer TLS.');
    return stream;
  }
  const secured = connectTls({
    socket: stream,
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
  await once(secured, 'secureConnect', { signal });
  return secured;
}

/** Reads exactly one byte. More than one would be bytes smuggled in before the encryption. */
async function readByte(stream: Duplex, signal: AbortSignal): Promise<string> {
  for (;;) {
    const bytes = stream.read() as Buffer | null;
    if (bytes !== null) {
      if (bytes.length > 1) throw new TlsUnavailable('The server sent more than its answer.');
      return bytes.toString('latin1');
    }
    if (stream.readableEnded || stream.destroyed)
      throw new Error('The server closed the connection.');
    await Promise.race([once(stream, 'readable', { signal }), once(stream, 'close', { signal })]);
  }
}

/**
 * Makes an open stream look to `pg` like a socket that it connects itself: it calls these
 * methods and waits for `connect`. Channels of an SSH tunnel do not have them.
 */
export function asConnectedSocket(stream: Duplex): Duplex {
  const connected = {
    setNoDelay: () => stream,
    setKeepAlive: () => stream,
    ref: () => stream,
    unref: () => stream,
    connect: () => {
      process.nextTick(() => stream.emit('connect'));
      return stream;
    },
  };
  return Object.assign(stream, connected);
}
