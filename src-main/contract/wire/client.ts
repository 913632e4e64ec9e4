import { createORPCClient } from '@orpc/client';
import { StandardRPCLink } from '@orpc/client/standard';
import { ClientPeer } from '@orpc/standard-server-peer';
import type { HostClient } from '../index';
import { AppError } from '../errors';
import { isFrame, type Channel } from './channel';
import { explained, fromWire } from './failure';

/** A live connection of a view (or a script) to the host. */
export interface Connection {
  client: HostClient;
  /** Resolves with the reason once the host is gone or the connection was closed. */
  closed: Promise<string>;
  close(): void;
}

/**
 * Speaks the contract over a channel. Expected failures arrive as AppError. When
 * the channel closes, every pending call and stream fails with `wire.host-gone`.
 */
export function connect(channel: Channel): Connection {
  let reason: string | undefined;
  const closed = new Promise<string>((resolve) => {
    channel.onClose((why) => {
      reason = why;
      resolve(why);
    });
  });
  const translate = (error: unknown): unknown =>
    reason === undefined
      ? fromWire(error)
      : new AppError('wire.host-gone', { reason }, { retry: true });
  const peer = new ClientPeer((frame) => channel.send(frame));
  channel.onFrame((frame) => {
    Promise.resolve(
      isFrame(frame) ? peer.message(frame) : Promise.reject(new TypeError('not a frame')),
    ).catch(() => channel.close('unreadable frame'));
  });
  channel.onClose(() => peer.close());
  const call = async (request: Parameters<typeof peer.request>[0]) => {
    const response = await peer.request(request);
    return { ...response, body: () => Promise.resolve(response.body) };
  };
  const link = new StandardRPCLink(
    { call },
    {
      url: 'http://orpc',
      interceptors: [
        async ({ next, signal }) => {
          if (reason !== undefined) throw translate(undefined);
          return explained(
            () => next(),
            (error) => translateUnlessAborted(error, signal) as Error,
          );
        },
      ],
    },
  );
  function translateUnlessAborted(error: unknown, signal: AbortSignal | undefined): unknown {
    return signal?.aborted
      ? new AppError('wire.cancelled', {}, { cause: error })
      : translate(error);
  }
  return { client: createORPCClient<HostClient>(link), closed, close: () => channel.close() };
}
