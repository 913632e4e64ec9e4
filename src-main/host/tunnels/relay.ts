import type { Socket } from 'node:net';
import type { TunnelStream } from './stream';

/**
 * Joins a local connection and a forwarded one until both are done. An end is passed on as an
 * end, so that a connection may be closed in one direction; a break is passed on as a break.
 */
export function relay(socket: Socket, stream: TunnelStream): void {
  stream.on('error', () => undefined);
  socket.on('error', () => undefined);
  stream.once('close', () => {
    if (stream.readableEnded && stream.errored === null) socket.destroySoon();
    else socket.resetAndDestroy();
  });
  socket.once('close', () => stream.destroy());
  socket.pipe(stream);
  stream.pipe(socket);
}
