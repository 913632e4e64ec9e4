import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Connection, ServerChannel } from 'ssh2';
import ssh2 from 'ssh2';
import type { MachinePlan } from './machines';
import type { PlantMachine } from './shell-types';
import { authenticate } from './ssh-login';
import { serveSession } from './ssh-session';

/** Where a forward inside the plant leads. */
export type Destination = { kind: 'ssh'; server: PlantSshServer } | { kind: 'port'; port: number };

/** The SSH face of one machine of the plant. */
export interface PlantSshServer {
  host: string;
  /** Port on loopback; 0 where it is reached through the jump host only. */
  port: number;
  /** Serves a connection that comes over a channel of another machine. */
  accept: (stream: Duplex) => void;
  /** Open SSH connections, for tests that count what is left. */
  connectionCount: () => number;
  close: () => Promise<void>;
}

/** What {@link startSshServer} is given. */
export interface SshServerOptions {
  /** Loopback port, 0 for any; left out, the server listens nowhere. */
  port?: number;
  plan: MachinePlan;
  machine: PlantMachine;
  /** Private host key. */
  hostKey: string;
  identityPublicKey: string;
  /** Where a direct-tcpip request leads; undefined refuses it. */
  route: (host: string, port: number) => Destination | undefined;
}

/**
 * Starts the SSH server of a machine. Forwarding leads only to where the plant's own network
 * does; every other destination, and every listening request, is refused.
 * Rejects with the system's error when the port is taken.
 */
export async function startSshServer(options: SshServerOptions): Promise<PlantSshServer> {
  const { machine, plan } = options;
  const connections = new Set<Connection>();
  const tunnels = new Set<Socket>();

  const toPort = (port: number, accept: () => ServerChannel, reject: () => void): void => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    tunnels.add(socket);
    socket.once('close', () => tunnels.delete(socket));
    socket.once('error', () => reject());
    socket.once('connect', () => {
      const channel = accept();
      socket.removeAllListeners('error');
      socket.on('error', () => channel.end());
      channel.on('error', () => socket.destroy());
      channel.on('close', () => socket.destroy());
      socket.pipe(channel).pipe(socket);
    });
  };
  const serve = (client: Connection): void => {
    connections.add(client);
    // Without this every small answer waits for the client's delayed acknowledgement.
    (client as Connection & { setNoDelay: (on: boolean) => void }).setNoDelay(true);
    client.on('authentication', (context) =>
      authenticate(context, options.identityPublicKey, plan.logIn),
    );
    client.on('error', () => client.end());
    client.on('close', () => connections.delete(client));
    client.on('session', (accept) => serveSession(accept(), machine));
    client.on('request', (_accept: unknown, reject?: () => void) => reject?.());
    client.on('tcpip', (accept, reject, info) => {
      const destination = options.route(info.destIP, info.destPort);
      if (destination === undefined) reject();
      else if (destination.kind === 'port') toPort(destination.port, accept, reject);
      else destination.server.accept(accept());
    });
  };
  const server = new ssh2.Server({ hostKeys: [options.hostKey], ident: 'FieldBench-Demo' }, serve);
  const listens = options.port !== undefined;
  if (listens)
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.listen(options.port, '127.0.0.1', resolve);
    });
  return {
    host: '127.0.0.1',
    port: listens ? (server.address() as AddressInfo).port : 0,
    accept: (stream) => {
      stream.on('error', () => undefined);
      server.injectSocket(stream as Socket);
    },
    connectionCount: () => connections.size,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        if (listens) server.close(() => resolve());
        else resolve();
      });
      for (const socket of tunnels) socket.destroy();
      for (const client of connections) client.end();
      await closed;
    },
  };
}
