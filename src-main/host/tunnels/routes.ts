import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { AppError } from '../../contract/errors';
import type { TunnelDefinition } from '../../contract/tunnels';
import type { Carrier } from './carrier';
import { relay } from './relay';
import { readSocksRequest } from './socks';
import type { TunnelStream } from './stream';

/** What a tunnel does with the connections it is given. */
export type Route = Pick<
  TunnelDefinition,
  'kind' | 'listenHost' | 'listenPort' | 'targetHost' | 'targetPort'
>;

/** A program on this computer answers a connection within this time. */
const connectMs = 15_000;

/**
 * Brings a local connection through to where the route, or the SOCKS client, wants.
 *
 * @param carrier null while there is no connection: then it is refused at once
 * @throws AppError what stood in the way, after the connection was ended; a SOCKS client that
 *   made a mistake is sent away without
 */
export async function bringThrough(
  socket: Socket,
  route: Route,
  carrier: Carrier | null,
): Promise<void> {
  if (carrier === null || carrier.stalled) return void socket.resetAndDestroy();
  if (route.kind !== 'dynamic') {
    const { targetHost, targetPort } = route;
    relay(socket, await forward(socket, carrier, targetHost, targetPort));
    return;
  }
  const request = await readSocksRequest(socket).catch(() => null);
  if (request === null) return;
  try {
    const stream = await carrier.forward(request.host, request.port);
    request.accept();
    relay(socket, stream);
  } catch (error) {
    const refused = error instanceof AppError && error.code === 'ssh.forward-refused';
    request.refuse(refused ? 'refused' : 'unreachable');
    throw error;
  }
}

async function forward(
  socket: Socket,
  carrier: Carrier,
  host: string,
  port: number,
): Promise<TunnelStream> {
  try {
    return await carrier.forward(host, port);
  } catch (error) {
    socket.resetAndDestroy();
    throw error;
  }
}

/**
 * Brings a connection that the server took to its target on this side.
 *
 * @throws AppError `tunnels.target-unreachable`
 */
export async function bringHere(stream: TunnelStream, route: Route): Promise<void> {
  const { targetHost: host, targetPort: port } = route;
  stream.on('error', () => undefined);
  const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
  socket.on('error', () => undefined);
  const left = (): void => void socket.destroy();
  stream.once('close', left);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectMs) });
  } catch (error) {
    socket.destroy();
    // The one who left is no fault of the target.
    if (stream.destroyed) return;
    stream.destroy();
    throw new AppError('tunnels.target-unreachable', { host, port }, { cause: error });
  }
  stream.off('close', left);
  relay(socket, stream);
}
