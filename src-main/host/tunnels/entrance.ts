import { createServer, isIPv4, type AddressInfo, type Socket } from 'node:net';
import { AppError } from '../../contract/errors';
import { listenerOnPort } from './port-owner';

/** A local port that is listened on. */
export interface Entrance {
  /** As people write it: `127.0.0.1:15210`, `[::1]:1080`. */
  address: string;
  port: number;
  close(): Promise<void>;
}

/**
 * Listens for connections of this computer. Each one is handed over unread.
 *
 * @param port 0 takes any free one
 * @throws AppError `tunnels.port-taken`, `tunnels.port-taken-by`, `tunnels.listen-refused`
 */
export async function openEntrance(
  host: string,
  port: number,
  onSocket: (socket: Socket) => void,
): Promise<Entrance> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code !== 'EADDRINUSE')
      throw new AppError('tunnels.listen-refused', { host, port, detail: code }, { cause: error });
    const owner = await listenerOnPort(port);
    throw owner === null
      ? new AppError('tunnels.port-taken', { host, port }, { cause: error })
      : new AppError('tunnels.port-taken-by', { host, port, owner }, { cause: error });
  }
  // A connection that fails while it is taken concerns nobody else.
  server.on('error', () => undefined);
  const found = server.address() as AddressInfo;
  return {
    address: hostPort(found.address, found.port),
    port: found.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.resetAndDestroy();
      }),
  };
}

/** A host and port as people write them. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Only this computer can reach such an address. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  if (isIPv4(name)) return name.startsWith('127.');
  return name === 'localhost' || name === '::1';
}
