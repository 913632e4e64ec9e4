import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { DatabaseFront } from './database-front';
import { DatabaseSession } from './database-session';

/** The database face of the plant. */
export interface PlantDatabase {
  host: string;
  port: number;
  connectionCount: () => number;
  close: () => Promise<void>;
}

/**
 * Starts the PostgreSQL-compatible database on a free loopback port. It accepts connections
 * at once; the first statement waits until the engine is up (two to three seconds).
 *
 * Limits of one engine for all clients: transactions wait for each other; temporary tables,
 * SQL-level PREPARE and SET ROLE last only until another client's turn; LISTEN and COPY FROM
 * STDIN are not simulated.
 */
export async function startDatabase(): Promise<PlantDatabase> {
  const front = new DatabaseFront();
  const server = createServer((socket) => {
    front.add(
      new DatabaseSession(socket, {
        parameters: () => front.parameters(),
        queued: (session) => front.queued(session),
        closed: (session) => front.closed(session),
        cancel: (processNumber, secret) => front.cancel(processNumber, secret),
      }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    host: '127.0.0.1',
    port,
    connectionCount: () => front.connectionCount,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await front.close();
      await closed;
    },
  };
}
