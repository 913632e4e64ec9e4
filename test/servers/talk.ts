/** Speaking to a port, for tests of what listens there. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Connects to `host:port`. */
export async function dial(listen: string | null): Promise<Socket> {
  const port = portOf(listen);
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return socket;
}

/** The port of `host:port`. */
export function portOf(listen: string | null): number {
  return Number(listen?.split(':').at(-1));
}

/**
 * Says something, ends, and hears everything until the other side ends; `reset` when it breaks,
 * `refused` when nobody listens.
 */
export async function ask(listen: string | null, words: string | Buffer): Promise<string> {
  try {
    const socket = await dial(listen);
    const heard = hear(socket);
    socket.end(words);
    return await heard;
  } catch (error) {
    // A connection may be reset before it is known here that it was there.
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? 'refused' : 'reset';
  }
}

/** All that comes until the end, or `reset` when the connection breaks. */
export function hear(socket: Socket): Promise<string> {
  const parts: Buffer[] = [];
  socket.on('data', (chunk) => parts.push(chunk));
  return new Promise((resolve) => {
    socket.once('end', () => resolve(Buffer.concat(parts).toString()));
    socket.once('close', (broken) => resolve(broken ? 'reset' : Buffer.concat(parts).toString()));
  });
}
