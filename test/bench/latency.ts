/** A TCP relay over which every byte takes its time, as on a long line, without being slowed down. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface LongLine {
  host: string;
  port: number;
  /** Bytes passed on since the start, both directions together. */
  bytes(): number;
  stop(): Promise<void>;
}

/** @param roundTripMs half of it in each direction */
export async function startLongLine(
  target: { host: string; port: number },
  roundTripMs: number,
): Promise<LongLine> {
  const sockets = new Set<Socket>();
  let passed = 0;
  const pass = (from: Socket, to: Socket): void => {
    const later = (work: () => void): unknown => setTimeout(work, roundTripMs / 2);
    from.on('data', (chunk: Buffer) => {
      passed += chunk.length;
      later(() => to.write(chunk));
    });
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => sockets.delete(from));
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const upstream = connect({ ...target, allowHalfOpen: true, noDelay: true });
    for (const socket of [client, upstream]) sockets.add(socket);
    pass(client, upstream);
    pass(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    bytes: () => passed,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
