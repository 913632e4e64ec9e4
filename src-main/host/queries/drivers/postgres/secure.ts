import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { TlsUnavailable, upgrade, type TlsWishes } from '../tls';

/** The 8 bytes that ask a PostgreSQL server for TLS (manual, 55.2.10). */
const tlsRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/**
 * Asks for TLS on a fresh stream. With `prefer` a server without TLS is used in clear, as
 * libpq does.
 *
 * @throws TlsUnavailable when TLS is demanded of a server without it; AppError `sql.certificate-refused`
 */
export async function secure(
  stream: Duplex,
  wishes: TlsWishes,
  signal: AbortSignal,
): Promise<Duplex> {
  if (wishes.tls === 'off') return stream;
  stream.write(tlsRequest);
  const answer = await readByte(stream, signal);
  if (answer === 'S') return upgrade(stream, wishes, signal);
  if (wishes.tls !== 'prefer') throw new TlsUnavailable('The server does not offer TLS.');
  return stream;
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
