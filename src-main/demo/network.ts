import type { PlantKeys } from './keys';
import { machinePlans } from './machines';
import type { PlantMachine } from './shell-types';
import { startSshServer, type Destination, type PlantSshServer } from './ssh-server';

/** Where the database listens inside the plant. */
const DATABASE_MACHINE = 'nc-db-01';
const DATABASE_PORT = 5432;

/** The machines of the plant, connected with each other and with nothing else. */
export interface PlantNetwork {
  /** Port on loopback of a machine that listens there; 0 for the others. */
  portOf: (name: string) => number;
  database: { host: string; port: number };
  connectionCount: () => number;
  close: () => Promise<void>;
}

/**
 * Starts the SSH servers of all machines. Those in `ports` listen on loopback; from every
 * machine the others are reached by name and address, port 22, and the database by its
 * address inside the plant and by the port where it really listens.
 * Rejects with the system's error when a port is taken; nothing is left running then.
 */
export async function startNetwork(options: {
  machines: ReadonlyMap<string, PlantMachine>;
  keys: PlantKeys;
  ports: Readonly<Record<string, number>>;
  databasePort: number;
}): Promise<PlantNetwork> {
  const servers = new Map<string, PlantSshServer>();
  const { databasePort } = options;

  const route = (from: string, host: string, port: number): Destination | undefined => {
    const isLoopback = ['127.0.0.1', 'localhost', '::1'].includes(host);
    const name = isLoopback
      ? from
      : machinePlans.find((plan) => plan.name === host || plan.address === host)?.name;
    if (name === undefined) return undefined;
    if (port === databasePort && name === from) return { kind: 'port', port: databasePort };
    if (name === DATABASE_MACHINE && port === DATABASE_PORT)
      return { kind: 'port', port: databasePort };
    const server = port === 22 ? servers.get(name) : undefined;
    return server && { kind: 'ssh', server };
  };
  const close = async (): Promise<void> => {
    await Promise.all([...servers.values()].map((server) => server.close()));
  };
  try {
    for (const plan of machinePlans) {
      const machine = options.machines.get(plan.name);
      const hostKey = options.keys.hosts.get(plan.name)?.private;
      if (machine === undefined || hostKey === undefined) continue;
      const port = options.ports[plan.name];
      servers.set(
        plan.name,
        await startSshServer({
          plan,
          machine,
          hostKey,
          identityPublicKey: options.keys.identityPublicKey,
          route: (host, to) => route(plan.name, host, to),
          ...(port === undefined ? {} : { port }),
        }),
      );
    }
  } catch (error) {
    await close();
    throw error;
  }
  const address = machinePlans.find(({ name }) => name === DATABASE_MACHINE)?.address ?? '';
  return {
    portOf: (name) => servers.get(name)?.port ?? 0,
    database: { host: address, port: DATABASE_PORT },
    connectionCount: () =>
      [...servers.values()].reduce((sum, server) => sum + server.connectionCount(), 0),
    close,
  };
}
