/** A private PostgreSQL 15 on loopback for tests. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import type { ServerCertificate } from './certificates';
import { requireProgram } from './parts';
import {
  freePort,
  makeServerFolder,
  removeServerFolder,
  run,
  startServerProcess,
  waitUntilReady,
} from './process';
import { asOrdinaryUser } from './unprivileged';

/** A database login. */
export interface DatabaseUser {
  user: string;
  password: string;
}

/** A running private PostgreSQL. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  /** Superuser. */
  readonly admin: DatabaseUser;
  /** May read every table made by the admin in schema public, and nothing else. */
  readonly reader: DatabaseUser;
  readonly database: string;
  /** Connection URL of the admin. */
  readonly url: string;
  /** Connection URL of the reader. */
  readonly readerUrl: string;
  /** Runs SQL as admin: one statement with values, or several without; gives the (last) rows. */
  query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** Ends all client connections on the server's side, as an administrator would. */
  dropConnections(): Promise<void>;
  /** What the server logged. */
  log(): string;
  /** Shuts it down as for maintenance; `resume` starts it again with the same data on the same port. */
  halt(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Options of {@link startPostgres}. */
export interface PostgresOptions {
  /** More `name=value` settings of postgresql.conf. */
  settings?: readonly string[];
  /** Without it the server has no TLS. */
  tls?: ServerCertificate;
}

/** Starts PostgreSQL on a free loopback port, with scram passwords, in a temporary folder. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = await makeServerFolder('postgres');
  const dataFolder = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  const admin = { user: 'fieldbench_admin', password: randomBytes(12).toString('hex') };
  const reader = { user: 'fieldbench_reader', password: randomBytes(12).toString('hex') };
  await mkdir(dataFolder, { mode: 0o700 });
  await writeFile(passwordFile, admin.password, { mode: 0o600 });
  const certificate = join(folder, 'server.pem');
  const key = join(folder, 'server.key');
  if (options.tls) {
    await writeFile(certificate, options.tls.certificate);
    await writeFile(key, options.tls.key, { mode: 0o600 });
  }
  const own = options.tls ? [certificate, key] : [];
  const asUser = await asOrdinaryUser(['postgres', 'nobody'], [dataFolder, passwordFile, ...own]);
  await run(
    ...asUser(requireProgram('initdb'), [
      `--pgdata=${dataFolder}`,
      `--username=${admin.user}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ]),
  );

  const host = '127.0.0.1';
  const port = await freePort();
  const settings = [
    `listen_addresses=${host}`,
    `port=${port}`,
    'unix_socket_directories=',
    'shared_buffers=32MB',
    // The data is thrown away: no need to survive a power cut.
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    ...(options.tls ? ['ssl=on', `ssl_cert_file=${certificate}`, `ssl_key_file=${key}`] : []),
    ...(options.settings ?? []),
  ];
  const start = () =>
    startServerProcess(
      ...asUser(requireProgram('postgres'), [
        `-D${dataFolder}`,
        ...settings.map((setting) => `-c${setting}`),
      ]),
    );
  let server = await start();
  const ready = () =>
    waitUntilReady('PostgreSQL', server, async () => {
      await queryIn('postgres', 'SELECT 1');
    });

  async function queryIn<Row extends QueryResultRow>(
    database: string,
    sql: string,
    values?: unknown[],
  ): Promise<Row[]> {
    const client = new Client({ host, port, database, ...admin });
    // A backend that is ended while the client waits reports here as well as in the call.
    client.on('error', () => {});
    await client.connect();
    try {
      const result: unknown = await client.query<Row>(sql, values);
      // pg answers several statements with a list of results.
      const last = (Array.isArray(result) ? result.at(-1) : result) as { rows: Row[] };
      return last.rows;
    } finally {
      await client.end();
    }
  }

  const database = 'plant';
  async function stop(): Promise<void> {
    // Immediate shutdown (man 1 postgres): the data is thrown away.
    await server.stop('SIGQUIT');
    await removeServerFolder(folder);
  }
  try {
    await ready();
    await queryIn('postgres', `CREATE DATABASE ${database}`);
    await queryIn(
      database,
      `CREATE ROLE ${reader.user} LOGIN PASSWORD '${reader.password}';
       GRANT USAGE ON SCHEMA public TO ${reader.user};
       ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO ${reader.user};`,
    );
  } catch (error) {
    await stop();
    throw error;
  }

  const urlOf = (login: DatabaseUser) =>
    `postgres://${login.user}:${login.password}@${host}:${port}/${database}`;
  return {
    host,
    port,
    admin,
    reader,
    database,
    url: urlOf(admin),
    readerUrl: urlOf(reader),
    query: (sql, values) => queryIn(database, sql, values),
    async dropConnections() {
      await queryIn(
        'postgres',
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      );
    },
    log: () => server.output(),
    // Fast shutdown: sessions are ended, what they had committed is kept.
    halt: () => server.stop('SIGINT'),
    async resume() {
      server = await start();
      await ready();
    },
    stop,
  };
}
