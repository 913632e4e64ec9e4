import { once } from 'node:events';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { SocksClient } from 'socks';
import { AppError } from '../../contract/errors';
import type { SshEndpoint } from '../../contract/systems';
import type { ConnectStage } from './connect';
import { openTcp, type Transport } from './transport';

/** A proxy with its password, if it wants one. */
export interface Proxy extends Pick<
  NonNullable<SshEndpoint['proxy']>,
  'kind' | 'host' | 'port' | 'username'
> {
  password: string;
}

/** The longest answer line of a proxy that is shown. */
const maxDetail = 200;

/**
 * Asks a proxy for a connection to a host, by HTTP CONNECT or SOCKS5 (the proxy resolves the
 * name).
 *
 * @throws AppError `ssh.proxy-failed` {proxy, detail}
 */
export async function openThroughProxy(
  proxy: Proxy,
  target: { host: string; port: number },
  timeoutMs: number,
  { signal, onStage }: { signal: AbortSignal | undefined; onStage: (stage: ConnectStage) => void },
): Promise<Transport> {
  const name = `${proxy.host}:${proxy.port}`;
  const failed = (detail: string, cause: unknown, retry: boolean): AppError =>
    new AppError(
      'ssh.proxy-failed',
      { proxy: name, detail: detail.slice(0, maxDetail) },
      { cause, retry },
    );
  let socket: Socket;
  try {
    const { stream, latencyMs } = await openTcp(proxy, timeoutMs, signal, {
      onAddress: (address) => onStage({ stage: 'resolved', address }),
    });
    onStage({ stage: 'connected', latencyMs });
    socket = stream;
  } catch (error) {
    if (error instanceof AppError && error.code === 'wire.cancelled') throw error;
    throw failed(error instanceof AppError ? error.code : String(error), error, true);
  }
  const patience = AbortSignal.timeout(timeoutMs);
  const over = signal ? AbortSignal.any([signal, patience]) : patience;
  const onOver = (): void => void socket.destroy();
  over.addEventListener('abort', onOver, { once: true });
  try {
    const ask = proxy.kind === 'http' ? connectByHttp : connectBySocks;
    return { stream: await ask(socket, proxy, target), latencyMs: null };
  } catch (error) {
    socket.destroy();
    if (signal?.aborted) throw new AppError('wire.cancelled');
    const detail = error instanceof Error ? error.message : String(error);
    throw failed(patience.aborted ? 'no answer' : detail, error, patience.aborted);
  } finally {
    over.removeEventListener('abort', onOver);
  }
}

async function connectByHttp(
  socket: Socket,
  { username, password }: Proxy,
  target: { host: string; port: number },
): Promise<Socket> {
  const { host, port } = target;
  const path = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  const asked = request({
    createConnection: () => socket,
    method: 'CONNECT',
    path,
    headers: {
      host: path,
      ...(username ? { 'proxy-authorization': `Basic ${credentials}` } : {}),
    },
  });
  asked.end();
  // Rejects when the request fails instead.
  const [response, stream, head] = (await Promise.race([
    once(asked, 'connect'),
    once(asked, 'response').then(([answer]) => [answer, socket, Buffer.alloc(0)]),
  ])) as [{ statusCode?: number; statusMessage?: string }, Socket, Buffer];
  if (response.statusCode !== 200)
    throw new Error(`HTTP ${response.statusCode ?? 0} ${response.statusMessage ?? ''}`.trim());
  if (head.length > 0) stream.unshift(head);
  return stream;
}

async function connectBySocks(
  socket: Socket,
  { host, port, username, password }: Proxy,
  target: { host: string; port: number },
): Promise<Socket> {
  const established = await SocksClient.createConnection({
    existing_socket: socket,
    proxy: { host, port, type: 5, ...(username ? { userId: username, password } : {}) },
    command: 'connect',
    destination: target,
  });
  return established.socket;
}
