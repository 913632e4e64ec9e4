import { connect as connectSocket, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '../../contract/errors';
import { socketFailure, type SshTarget } from './failure';

/** Bytes to a server and back, before anything is spoken over them. */
export interface Transport {
  stream: Duplex;
  /** One network round trip, milliseconds; null where it cannot be told from outside. */
  latencyMs: number | null;
}

/** What is told of a transport while it is made. */
export interface TransportNews {
  /** The name was resolved; `address` is what is tried now. */
  onAddress?: (address: string) => void;
}

/**
 * A TCP connection, with Nagle's delay off: with it each small round trip costs 44 ms
 * (feasibility.md, 9). Its last step is one round trip, so it also measures the latency.
 *
 * @throws AppError `ssh.unreachable`, `ssh.refused`, `ssh.timeout`, `ssh.name-unknown`
 */
export function openTcp(
  target: Pick<SshTarget, 'host' | 'port'>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  news: TransportNews = {},
): Promise<Transport & { stream: Socket; latencyMs: number }> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new AppError('wire.cancelled'));
    const socket = connectSocket({ host: target.host, port: target.port, noDelay: true });
    let attemptAt = performance.now();
    const fail = (error: AppError): void => {
      done();
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(socketFailure({ code: 'ETIMEDOUT' }, target)), timeoutMs);
    const onAbort = (): void => fail(new AppError('wire.cancelled'));
    const onError = (error: Error): void => fail(socketFailure(error, target));
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      // Between here and its next owner's listener an error must not end the process.
      socket.on('error', () => undefined);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('connectionAttempt', (address: string) => {
      attemptAt = performance.now();
      news.onAddress?.(address);
    });
    socket.on('error', onError);
    socket.once('connect', () => {
      done();
      resolve({ stream: socket, latencyMs: performance.now() - attemptAt });
    });
  });
}
