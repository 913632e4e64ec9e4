import { execFileSync } from 'node:child_process';
import { requireProgram } from '../servers/parts';
import type { HostClient } from '../../src-main/contract/index';
import type { ResultState } from '../../src-main/contract/query-results';
import { readStream } from '../../src-main/contract/wire/index';
import type { PostgresServer } from '../servers/postgres';
import type { Figure } from './figures';
import { forgetPeak, peakBytes, residentBytes } from './memory';
import type { Served } from './served';

/** Rows of the large table. */
export const manyRows = 1_000_000;

/** 20 columns, about 190 MB of heap for a million rows, as in the design's own measurements. */
export function bigSelect(rows: number): string {
  const columns = Array.from({ length: 9 }, (_, index) => [
    `i * ${index + 3} AS n${index}`,
    `'text ' || (i % ${index + 1}00) AS t${index}`,
  ]).flat();
  return `SELECT i AS id, ${columns.join(', ')}, now() + i * interval '1 s' AS at FROM generate_series(1::int8, ${rows}) i`;
}

/** Makes the table; everything of it is in the cache then, and no autovacuum runs beside. */
export async function makeBigTable(server: PostgresServer): Promise<void> {
  await server.query(`CREATE TABLE big AS ${bigSelect(manyRows)}`);
  await server.query('VACUUM ANALYZE big');
}

/** What a bench needs to know of a database server. */
type Server = Pick<PostgresServer, 'host' | 'port' | 'database' | 'reader'>;

/** A database endpoint of the inventory, as the reader. */
export async function inventory(
  client: HostClient,
  server: Server,
  dialect: 'postgresql' | 'mysql' = 'postgresql',
): Promise<string> {
  await client.secrets.set({ name: 'reader', value: server.reader.password });
  const customer = await client.systems.saveCustomer({ name: 'bench' });
  const site = await client.systems.saveSite({ customerId: customer.id, name: 'bench' });
  const { id: systemId } = await client.systems.saveSystem({
    siteId: site.id,
    name: 'bench',
    platform: dialect,
    environment: 'test',
  });
  const { host, port, database, reader } = server;
  const username = reader.user;
  const endpoint = await client.systems.saveEndpoint({
    systemId,
    name: 'bench',
    detail: { kind: 'database', dialect, host, port, database, username, secret: 'reader' },
  });
  return endpoint.id;
}

/** Runs a statement and reads its states as a view does; it must end well. */
export async function runToEnd(
  client: HostClient,
  endpointId: string,
  sql: string,
): Promise<ResultState> {
  const maxRows = 10_000_000;
  const { id } = await client.queries.run({ endpointId, sql, maxRows, timeoutMs: 600_000 });
  const last = await lastState(client, id);
  if (last.state !== 'done') throw new Error(`ended as ${last.state} after ${last.rows} rows`);
  return last;
}

export async function lastState(client: HostClient, id: string): Promise<ResultState> {
  let last: ResultState | undefined;
  for await (const states of readStream(client, client.queries.follow({ id }))) {
    last = states.at(-1);
  }
  if (!last) throw new Error('no state came');
  return last;
}

/** The best of three runs of a database's own client, in milliseconds, what it prints thrown away. */
export function timedClient(program: string, options: readonly string[]): number {
  const times = [0, 1, 2].map(() => {
    const begin = performance.now();
    execFileSync(requireProgram(program), options, { stdio: ['ignore', 'ignore', 'inherit'] });
    return performance.now() - begin;
  });
  return Math.min(...times);
}

/** The same for psql on a server. */
export function timedPsql(server: PostgresServer, ...options: string[]): number {
  return timedClient('psql', [server.readerUrl, ...options]);
}

/** Milliseconds from asking to stop a statement without end until its run has ended. */
export async function cancelled(client: HostClient, endpointId: string): Promise<number> {
  const sql = 'SELECT count(*) FROM big a, big b, big c';
  const { id } = await client.queries.run({ endpointId, sql });
  for await (const states of readStream(client, client.queries.follow({ id }))) {
    if (states.some(({ state }) => state === 'running')) break;
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  const begin = performance.now();
  await client.queries.cancel({ id });
  const { state } = await lastState(client, id);
  if (state !== 'cancelled') throw new Error(`ended as ${state}`);
  return performance.now() - begin;
}

/**
 * Milliseconds from asking until the first 100 rows are at hand, as a view has them: told that there
 * are rows while more still come, then asked for.
 */
export async function firstRows(client: HostClient, endpointId: string): Promise<number> {
  const sql = 'SELECT * FROM big LIMIT 100000';
  const begin = performance.now();
  const { id } = await client.queries.run({ endpointId, sql });
  let shown: number | null = null;
  for await (const states of readStream(client, client.queries.follow({ id }))) {
    if (shown !== null || !states.some(({ rows }) => rows > 0)) continue;
    const { rows } = await client.queries.window({ id, from: 0, count: 100 });
    if (rows.length !== 100) throw new Error(`only ${rows.length} rows`);
    shown = performance.now() - begin;
  }
  await client.queries.discard({ id });
  return shown ?? NaN;
}

/**
 * Runs of a million rows, three in a row since a run must not pay for the one before, and one of
 * ten million: the time of the best beside the peer's, and the most memory above what the host had
 * before its first statement.
 *
 * @param told what more is to be known of the last result of a size
 */
export async function largeRuns(
  { client, pid }: Served,
  endpointId: string,
  { base, server }: { base: number; server: string },
  statements: Record<1 | 10, string>,
  peer: NonNullable<Figure['peer']>,
  told?: (id: string, rows: number) => Promise<Figure>,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const millions of [1, 10] as const) {
    const rows = millions * manyRows;
    let [peak, best] = [0, Infinity];
    // That of the first million has in it what went before: the first statements of all.
    if (millions > 1) await forgetPeak(pid);
    const runs = millions === 1 ? 3 : 1;
    for (let run = 1; run <= runs; run += 1) {
      const begin = performance.now();
      const state = await runToEnd(client, endpointId, statements[millions]);
      // As who asked sees it: the rows are hashed and on the disk.
      best = Math.min(best, (performance.now() - begin) / 1000);
      if (state.rows !== rows) throw new Error(`only ${state.rows} rows`);
      peak = Math.max(peak, await peakBytes(pid));
      if (run === runs && told) figures.push(await told(state.id, rows));
      await client.queries.discard({ id: state.id });
    }
    if (millions === 1)
      figures.push({
        name: `${server}1M × 20 into the result store`,
        value: best,
        unit: 's',
        target: peer.value * 2,
        better: 'less',
        peer,
      });
    figures.push({
      name: `${server}host during ${runs} × ${millions}M × 20, peak above its base`,
      value: (peak - base) / 1e6,
      unit: 'MB',
      target: 130,
      better: 'less',
    });
  }
  return figures;
}

/** The time some work takes, and the most memory of a process meanwhile above what it had before, in MB. */
export async function measured<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<{ value: T; ms: number; megabytes: number }> {
  const base = await residentBytes(pid);
  await forgetPeak(pid);
  const begin = performance.now();
  const value = await work();
  const ms = performance.now() - begin;
  return { value, ms, megabytes: ((await peakBytes(pid)) - base) / 1e6 };
}
