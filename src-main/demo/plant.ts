import { startDatabase } from './database';
import { PlantGrowth, PLANT_LOGS } from './growth';
import { VirtualFiles } from './files';
import { plantKeys, writeKnownHosts } from './keys';
import { DATABASE_NAME, DATABASE_ROLE } from './schema.sql';
import { commands } from './shell';
import type { PlantMachine } from './shell-types';
import { DEMO_USER, startSshServer } from './ssh-server';
import type { StoryLog } from './story-texts';

/** How the plant is started. */
export interface DemoPlantOptions {
  /** Port of the SSH server on 127.0.0.1; 0 or left out takes a free one. */
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
  isTestSystem: boolean;
}

/** A running plant. `ssh`, `databases` and `logs` are the document that `demo` prints. */
export interface DemoPlant {
  ssh: { host: string; port: number; user: string; identity: string; knownHosts: string };
  databases: { url: string }[];
  /** Absolute paths on the simulated server. */
  logs: string[];
  database: { host: string; port: number; database: string; username: string };
  logSources: DemoLogSource[];
  /** The virtual files, for tests and for stories told by hand. */
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

/**
 * Starts the simulated plant on loopback: SSH and SFTP with growing logs, and a
 * PostgreSQL-compatible database. It runs no command of the machine it is on and writes
 * nothing but its keys into `folder`.
 * Rejects with the system's error (EADDRINUSE, EACCES…) when it cannot listen or write.
 */
export async function startDemoPlant(options: DemoPlantOptions): Promise<DemoPlant> {
  const now = options.clock ?? Date.now;
  const keys = await plantKeys(options.folder);
  const files = new VirtualFiles(now);
  const growth = new PlantGrowth(files, now());
  let lastProcess = 30_000;
  const machine: PlantMachine = {
    files,
    hostname: 'nc-app-01',
    user: DEMO_USER,
    now,
    bootedAt: now() - 37 * 24 * 3_600_000,
    processes: new Map(),
    nextProcess: () => (lastProcess += 1),
    hasCommand: (name) => commands.has(name),
  };
  const database = await startDatabase();
  const { host } = database;
  const started = await startSshServer({
    port: options.port ?? 0,
    keys,
    machine,
    databasePort: database.port,
  }).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const address = { host: started.host, port: started.port };
  const knownHosts = await writeKnownHosts(options.folder, address, keys.hostPublicKey);
  if (options.grows !== false) growth.start(now);
  const logSources = (Object.keys(PLANT_LOGS) as StoryLog[]).map((log): DemoLogSource => {
    const { path, encoding } = PLANT_LOGS[log];
    return { name: LOG_NAMES[log], path, encoding, isTestSystem: log === 'test' };
  });
  return {
    ssh: { ...address, user: DEMO_USER, identity: keys.identityPath, knownHosts },
    databases: [{ url: `postgresql://${DATABASE_ROLE}@${host}:${database.port}/${DATABASE_NAME}` }],
    logs: logSources.map((source) => source.path),
    database: { host, port: database.port, database: DATABASE_NAME, username: DATABASE_ROLE },
    logSources,
    files,
    advance: (time) => growth.advance(time),
    turnOver: (path) => {
      const log = Object.values(PLANT_LOGS).find((each) => each.path === path);
      if (log !== undefined) growth.turnOver(log);
    },
    open: () => ({
      ssh: started.connectionCount(),
      database: database.connectionCount(),
      followers: files.listenerCount,
    }),
    close: async () => {
      growth.stop();
      for (const controller of machine.processes.values()) controller.abort();
      await Promise.all([started.close(), database.close()]);
    },
  };
}
