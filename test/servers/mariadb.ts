/** A private MariaDB on loopback for tests. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerCertificate } from './certificates';
import { requireProgram } from './parts';
import type { DatabaseUser } from './postgres';
import {
  freePort,
  makeServerFolder,
  removeServerFolder,
  run,
  startServerProcess,
  waitUntilReady,
} from './process';
import { asOrdinaryUser } from './unprivileged';

/** A running private MariaDB. */
export interface MariaDbServer {
  readonly host: string;
  readonly port: number;
  /** All privileges. */
  readonly admin: DatabaseUser;
  /** May SELECT in the database, and nothing else. */
  readonly reader: DatabaseUser;
  readonly database: string;
  /** Connection URL of the admin. */
  readonly url: string;
  /** Connection URL of the reader. */
  readonly readerUrl: string;
  /**
   * Runs SQL as admin, one statement or several. The rows of the last result, each value as
   * the mariadb client prints it in batch mode (all text, `NULL` for null).
   */
  query(sql: string): Promise<Record<string, string>[]>;
  /** What the server logged. */
  log(): string;
  /** Shuts it down as for maintenance; `resume` starts it again with the same data on the same port. */
  halt(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Options of {@link startMariaDb}. */
export interface MariaDbOptions {
  /** More `--name=value` options of the server. */
  settings?: readonly string[];
  /** Without it the server has no TLS. */
  tls?: ServerCertificate;
}

/** Starts MariaDB on a free loopback port, in a temporary folder. */
export async function startMariaDb(options: MariaDbOptions = {}): Promise<MariaDbServer> {
  const folder = await makeServerFolder('mariadb');
  const dataFolder = join(folder, 'data');
  const socket = join(folder, 'data', 'mariadb.sock');
  const admin = { user: 'fieldbench_admin', password: randomBytes(12).toString('hex') };
  const reader = { user: 'fieldbench_reader', password: randomBytes(12).toString('hex') };
  await mkdir(dataFolder, { mode: 0o755 });
  const certificate = join(folder, 'server.pem');
  const key = join(folder, 'server.key');
  if (options.tls) {
    await writeFile(certificate, options.tls.certificate);
    await writeFile(key, options.tls.key, { mode: 0o600 });
  }
  // A folder of its own: a MariaDB that starts drops the temporary tables that lie in its folder,
  // be they another server's (seen: "Unknown table 'mysql.tmp_proxies_priv'", crashes).
  const temporaryFolder = join(folder, 'tmp');
  await mkdir(temporaryFolder);
  const own = [dataFolder, temporaryFolder, ...(options.tls ? [certificate, key] : [])];
  const asUser = await asOrdinaryUser(['mysql', 'nobody'], own);
  const storage = [
    `--tmpdir=${temporaryFolder}`,
    '--innodb-buffer-pool-size=32M',
    // Not the usual 96 MB, which would be written anew for each server.
    '--innodb-log-file-size=16M',
    // The data is thrown away: no need to survive a power cut, nor to wait for the disk.
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-flush-method=nosync',
  ];
  await run(
    ...asUser(requireProgram('mariadb-install-db'), [
      '--no-defaults',
      `--datadir=${dataFolder}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
      ...storage,
    ]),
  );

  const host = '127.0.0.1';
  const port = await freePort();
  const start = () =>
    startServerProcess(
      ...asUser(requireProgram('mariadbd'), [
        '--no-defaults',
        `--datadir=${dataFolder}`,
        `--socket=${socket}`,
        `--pid-file=${join(dataFolder, 'mariadb.pid')}`,
        `--bind-address=${host}`,
        `--port=${port}`,
        '--character-set-server=utf8mb4',
        '--skip-name-resolve',
        ...storage,
        ...(options.tls ? [`--ssl-cert=${certificate}`, `--ssl-key=${key}`] : []),
        ...(options.settings ?? []),
      ]),
    );
  let server = await start();

  const client = requireProgram('mariadb');
  const asRoot = ['--no-defaults', `--socket=${socket}`, '--user=root'];
  const ready = () =>
    waitUntilReady('MariaDB', server, async () => {
      await run(client, [...asRoot, '--execute=SELECT 1']);
    });
  const database = 'plant';
  const query = async (sql: string) => {
    const login = ['--no-defaults', `--host=${host}`, `--port=${port}`, '--protocol=tcp'];
    const output = await run(
      client,
      [...login, `--user=${admin.user}`, '--default-character-set=utf8mb4', '--batch', database],
      // By environment, so that the password is not in the process list.
      { input: sql, environment: { MYSQL_PWD: admin.password } },
    );
    const [header, ...lines] = output.split('\n').filter((line) => line !== '');
    const columns = header?.split('\t') ?? [];
    return lines.map((line) => {
      const values = line.split('\t');
      return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? '']));
    });
  };

  async function stop(): Promise<void> {
    // Killed, not shut down (a second's work): the data is thrown away.
    await server.stop('SIGKILL');
    await removeServerFolder(folder);
  }
  try {
    await ready();
    await run(client, asRoot, {
      input: `
        CREATE DATABASE ${database} CHARACTER SET utf8mb4;
        CREATE USER '${admin.user}'@'%' IDENTIFIED BY '${admin.password}';
        GRANT ALL ON *.* TO '${admin.user}'@'%' WITH GRANT OPTION;
        CREATE USER '${reader.user}'@'%' IDENTIFIED BY '${reader.password}';
        GRANT SELECT ON ${database}.* TO '${reader.user}'@'%';`,
    });
  } catch (error) {
    await stop();
    throw error;
  }

  const urlOf = (login: DatabaseUser) =>
    `mysql://${login.user}:${login.password}@${host}:${port}/${database}`;
  return {
    host,
    port,
    admin,
    reader,
    database,
    url: urlOf(admin),
    readerUrl: urlOf(reader),
    query,
    log: () => server.output(),
    halt: () => server.stop('SIGTERM'),
    async resume() {
      server = await start();
      await ready();
    },
    stop,
  };
}
