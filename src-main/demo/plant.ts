import { startDatabase } from './database';
import type { VirtualFiles } from './files';
import { PLANT_LOGS, PlantGrowth } from './growth';
import { fingerprintOf, plantKeys, writeKnownHosts } from './keys';
import { DEMO_USER, machinePlans, makeMachine } from './machines';
import { startNetwork } from './network';
import { DATABASE_NAME, DATABASE_ROLE } from './schema.sql';
import type { PlantMachine } from './shell-types';
import type { StoryLog } from './story-texts';

/** How the plant is started. */
export interface DemoPlantOptions {
  /** Port of the application server's SSH on 127.0.0.1; 0 or left out takes a free one. */
  port?: number;
  /** A private folder for the keys and known_hosts; kept keys make a restart recognisable. */
  folder: string;
  /** UTC milliseconds; the system clock when left out. */
  clock?: () => number;
  /** Whether the logs grow by themselves; false leaves it to `advance`. */
  grows?: boolean;
}

/** A log of the plant, for the inventory. */
export interface DemoLogSource {
  name: string;
  path: string;
  encoding: 'gb18030' | 'utf-8';
  /** The machine whose log it is; the application server has a copy of each. */
  machine: string;
}

/** A machine of the plant as SSH reaches it. */
export interface DemoHost {
  name: string;
  purpose: string;
  /** Loopback for the jump host; for all others their address behind it. */
  host: string;
  port: number;
  /** `SHA256:…` */
  fingerprint: string;
}

/** A running plant. `ssh`, `databases` and `logs` are the document that `demo` prints. */
export interface DemoPlant {
  /** The application server, without the way over the jump host. */
  ssh: { host: string; port: number; user: string; identity: string; knownHosts: string };
  /** All machines; those behind the jump host are reached through it only. */
  hosts: DemoHost[];
  databases: { url: string }[];
  /** Absolute paths on the application server. */
  logs: string[];
  database: { host: string; port: number; database: string; username: string };
  /** The database as it is seen from the plant's machines. */
  databaseInside: { host: string; port: number };
  logSources: DemoLogSource[];
  /** The virtual files of the application server, for tests and for stories told by hand. */
  files: VirtualFiles;
  /** Writes all that happened until `now`; done by a timer unless `grows` is false. */
  advance: (now: number) => void;
  /** Turns over the log at this path now, as it would when it reaches its size. */
  turnOver: (path: string) => void;
  /** What is still open, for tests. */
  open: () => { ssh: number; database: number; followers: number };
  /** Stops servers, timers and the database; resolves when nothing is left. */
  close: () => Promise<void>;
}

const LOG_NAMES: Record<StoryLog, string> = {
  nc: 'NC 日志',
  catalina: 'Tomcat catalina.out',
  access: 'Tomcat 访问日志',
  alert: 'Oracle alert 日志',
  messages: '系统日志',
  test: 'NC 日志（测试）',
};
const LOG_MACHINES: Partial<Record<StoryLog, string>> = {
  alert: 'nc-db-01',
  test: 'nc-test-01',
};
/** The machine whose SSH also listens on loopback, where the logs are. */
const APPLICATION_SERVER = 'nc-app-01';
const JUMP_HOST = 'jump-01';

/**
 * Starts the simulated plant on loopback: a jump host with machines behind it, SSH and SFTP
 * with growing logs, and a PostgreSQL-compatible database. It runs no command of the machine
 * it is on and writes nothing but its keys into `folder`.
 * Rejects with the system's error (EADDRINUSE, EACCES…) when it cannot listen or write.
 */
export async function startDemoPlant(options: DemoPlantOptions): Promise<DemoPlant> {
  const now = options.clock ?? Date.now;
  const keys = await plantKeys(
    options.folder,
    machinePlans.map(({ name }) => name),
  );
  const machines = new Map<string, PlantMachine>(
    machinePlans.map((plan) => [plan.name, makeMachine(plan, now)]),
  );
  const filesOf = (name: string): VirtualFiles => {
    const machine = machines.get(name);
    if (machine === undefined) throw new Error(`the plant has no ${name}`);
    return machine.files;
  };
  const files = filesOf(APPLICATION_SERVER);
  const growth = new PlantGrowth(files, now(), {
    alert: filesOf('nc-db-01'),
    test: filesOf('nc-test-01'),
  });
  const database = await startDatabase();
  const { host } = database;
  const network = await startNetwork({
    machines,
    keys,
    ports: { [APPLICATION_SERVER]: options.port ?? 0, [JUMP_HOST]: 0 },
    databasePort: database.port,
  }).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const application = { host, port: network.portOf(APPLICATION_SERVER) };
  const hosts = machinePlans.map(({ name, purpose, address }): DemoHost => ({
    name,
    purpose,
    ...(name === JUMP_HOST ? { host, port: network.portOf(name) } : { host: address, port: 22 }),
    fingerprint: fingerprintOf(keys.hosts.get(name)?.public ?? ''),
  }));
  const applicationKey = keys.hosts.get(APPLICATION_SERVER)?.public ?? '';
  const knownHosts = await writeKnownHosts(options.folder, application, applicationKey);
  if (options.grows !== false) growth.start(now);
  const logNames = Object.keys(PLANT_LOGS) as StoryLog[];
  const logSources = logNames.map((log): DemoLogSource => {
    const { path, encoding } = PLANT_LOGS[log];
    const machine = LOG_MACHINES[log] ?? APPLICATION_SERVER;
    return { name: LOG_NAMES[log], path, encoding, machine };
  });
  return {
    ssh: { ...application, user: DEMO_USER, identity: keys.identityPath, knownHosts },
    hosts,
    databases: [{ url: `postgresql://${DATABASE_ROLE}@${host}:${database.port}/${DATABASE_NAME}` }],
    logs: logSources.map((source) => source.path),
    database: { host, port: database.port, database: DATABASE_NAME, username: DATABASE_ROLE },
    databaseInside: network.database,
    logSources,
    files,
    advance: (time) => growth.advance(time),
    turnOver: (path) => {
      const log = logNames.find((name) => PLANT_LOGS[name].path === path);
      if (log !== undefined) growth.turnOver(log);
    },
    open: () => ({
      ssh: network.connectionCount(),
      database: database.connectionCount(),
      followers: [...machines.values()].reduce((sum, each) => sum + each.files.listenerCount, 0),
    }),
    close: async () => {
      growth.stop();
      for (const machine of machines.values())
        for (const controller of machine.processes.values()) controller.abort();
      await Promise.all([network.close(), database.close()]);
    },
  };
}
