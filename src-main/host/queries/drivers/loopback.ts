import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { streamEnd, type OpenStream } from './stream';

/** A port of this machine behind which one connection to a database waits. */
export interface Loopback {
  readonly port: number;
  /** Resolves when the connection behind it is gone. */
  readonly gone: Promise<void>;
  /** Ends the connection, or the waiting for it. */
  close(): void;
}

/**
 * For a client library that takes no stream and opens its sockets itself: it connects to a port
 * of 127.0.0.1, and what it says goes through the stream of the target. The port takes one
 * connection and is closed before that is answered, so that nobody else can use it.
 */
export async function forwardOnce(open: OpenStream, signal: AbortSignal): Promise<Loopback> {
  const { stream, release } = await open(signal);
  stream.on('error', () => stream.destroy());
  const server = createServer({ pauseOnConnect: true });
  server.maxConnections = 1;
  const close = (): void => {
    server.close();
    stream.destroy();
    release();
  };
  server.once('connection', (socket) => {
    server.close();
    socket.setNoDelay(true);
    socket.on('error', close);
    socket.on('close', close);
    stream.on('close', () => socket.destroy());
    socket.pipe(stream).pipe(socket);
  });
  server.on('error', close);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, gone: streamEnd(stream), close };
}
