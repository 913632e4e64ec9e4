import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { z } from 'zod';
import { maxFrameBytes, socketChannel } from '../contract/wire/index';
import type { Host } from '../host/index';
import type { Log } from '../kit/log';
import type { Access } from './access';

/** The WebSockets of views. */
export interface Sockets {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Views that are connected. */
  open(): number;
  close(): void;
}

/** How long a socket may wait with its first frame. */
const greetingMs = 10_000;
/** How long a view may take to answer that its connection closes; ws itself would wait 30 s. */
const farewellMs = 500;
/**
 * Answers and events that a view has not read. Streams have their credit; this bounds the rest: a
 * view that reads nothing is let go, connects again when it wakes and fetches everything anew.
 */
const maxUnreadBytes = 2 * maxFrameBytes;
/** RFC 6455, 7.4.1: the message violates the endpoint's policy; the server goes away. */
const closeCodes = { policy: 1008, goingAway: 1001 } as const;

const greetingSchema = z.object({ tab: z.string() });

/** Connects WebSockets to the host, once their first frame carries a value of a tab. */
export function createSockets(host: Pick<Host, 'serve'>, access: Access, log: Log): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    // Loopback is faster than deflate.
    perMessageDeflate: false,
  });
  const greet = (socket: WebSocket): void => {
    const timer = setTimeout(() => socket.close(closeCodes.policy, 'no greeting'), greetingMs);
    socket.once('close', () => clearTimeout(timer));
    // Oversized and malformed frames come here; ws then closes this connection only.
    socket.on('error', (error) => log.warn('a view broke the protocol', { reason: error.message }));
    socket.once('message', (data, isBinary) => {
      clearTimeout(timer);
      const tab = isBinary ? null : readTab(data);
      if (tab === null || !access.takeTab(tab)) {
        socket.close(closeCodes.policy, 'unauthorized');
        return;
      }
      const channel = socketChannel(socket);
      host.serve({
        ...channel,
        send: (frame) => {
          channel.send(frame);
          if (socket.bufferedAmount <= maxUnreadBytes) return;
          log.warn('a view does not read', { unread: socket.bufferedAmount });
          socket.terminate();
        },
      });
    });
  };
  return {
    accept: (request, socket, head) => server.handleUpgrade(request, socket, head, greet),
    open: () => server.clients.size,
    close: () => {
      for (const socket of server.clients) {
        socket.close(closeCodes.goingAway, 'the server closes');
        // A frozen tab never answers; the end of the program must not wait for it.
        const timer = setTimeout(() => socket.terminate(), farewellMs);
        socket.once('close', () => clearTimeout(timer));
      }
      server.close();
    },
  };
}

function readTab(data: RawData): string | null {
  try {
    // One piece, as the socket's default binary type gives it.
    if (!Buffer.isBuffer(data)) return null;
    const greeting = greetingSchema.safeParse(JSON.parse(data.toString()));
    return greeting.success ? greeting.data.tab : null;
  } catch {
    return null;
  }
}
