import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostFlags, projectNode, root } from '../../scripts/node.mjs';
import { readStream } from '../../src-main/contract/wire/index';
import type { HostClient } from '../../src-main/contract/index';
import type { ResultState } from '../../src-main/contract/queries';
import { requireProgram } from '../servers/parts';
import { startPostgres, type PostgresServer } from '../servers/postgres';
import { peakBytes, residentBytes } from './memory';
import { percentile, type Bench } from './figures';
import { startServed } from './served';

const rows = 1_000_000;
const smallRuns = 30;
const cancels = 30;

/**
 * Queries through the browser face's own process: a million rows of 20 columns into the
 * encrypted result store beside psql, the memory this takes, first rows, cancel; and the
 * same rows into a CSV file from the command line.
 */
export const queries: Bench = async () => {
  // On the disk of the checkout: a temporary folder may live in memory.
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const server = await startPostgres({ settings: ['max_wal_size=4GB'] });
  const cli = join(root, 'out/main/cli.cjs');
  const served = await startServed(join(folder, 'profile'));
  try {
    await server.query(bigTable());
    // Everything is in the cache, and no autovacuum runs beside.
    await server.query('VACUUM ANALYZE big');
    const psql = timed(() =>
      execFileSync(
        requireProgram('psql'),
        [server.readerUrl, '-At', '--set=FETCH_COUNT=1000', '-c', 'SELECT * FROM big'],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      ),
    );
    const { client, pid } = served;
    const endpointId = await inventory(client, server);

    const base = await residentBytes(pid);
    const first: number[] = [];
    for (let run = 0; run < smallRuns; run++) {
      const state = await follow(client, endpointId, 'SELECT * FROM big LIMIT 5000');
      first.push(state.firstRowMs ?? NaN);
    }
    const stopped: number[] = [];
    for (let run = 0; run < cancels; run++) stopped.push(await cancelled(client, endpointId));

    // Forget the peak of unlocking the vault: 64 MB for argon2id alone.
    await writeFile(`/proc/${pid}/clear_refs`, '5');
    const whole = await follow(client, endpointId, 'SELECT * FROM big');
    if (whole.rows !== rows)
      throw new Error(`only ${whole.rows} rows: ${JSON.stringify(whole.error)}`);
    const peak = await peakBytes(pid);
    const far: number[] = [];
    for (let window = 0; window < 50; window++) {
      const begin = performance.now();
      await client.queries.window({
        id: whole.id,
        from: (window * 999_999_937) % rows,
        count: 100,
      });
      far.push(performance.now() - begin);
    }
    served.disconnect();
    const csv = exportCsv(cli, server, folder);
    return [
      {
        name: 'first rows of a query p95',
        value: percentile(first, 0.95),
        unit: 'ms',
        target: 150,
        better: 'less',
      },
      {
        name: 'cancel to idle p95',
        value: percentile(stopped, 0.95),
        unit: 'ms',
        target: 200,
        better: 'less',
      },
      {
        name: '1M × 20 into the result store',
        value: whole.elapsedMs / 1000,
        unit: 's',
        target: 7,
        better: 'less',
        peer: { name: 'psql', value: psql / 1000 },
      },
      {
        name: 'host during 1M × 20, peak above its base',
        value: (peak - base) / 1e6,
        unit: 'MB',
        target: 160,
        better: 'less',
      },
      {
        name: 'window of 100 rows anywhere p95',
        value: percentile(far, 0.95),
        unit: 'ms',
        target: 20,
        better: 'less',
      },
      {
        name: '1M × 20 into a CSV file',
        value: csv.elapsedMs / 1000,
        unit: 's',
        target: 8,
        better: 'less',
      },
    ];
  } finally {
    await served.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }
};

/** About 190 MB of heap, as in the design's own measurements. */
function bigTable(): string {
  const columns = Array.from({ length: 9 }, (_, index) => [
    `i * ${index + 3} AS n${index}`,
    `'text ' || (i % ${index + 1}00) AS t${index}`,
  ]).flat();
  return `CREATE TABLE big AS SELECT i AS id, ${columns.join(', ')}, now() + i * interval '1 s' AS at
    FROM generate_series(1, ${rows}) i`;
}

async function inventory(client: HostClient, server: PostgresServer): Promise<string> {
  await client.secrets.set({ name: 'reader', value: server.reader.password });
  const customer = await client.systems.saveCustomer({ name: 'bench' });
  const site = await client.systems.saveSite({ customerId: customer.id, name: 'bench' });
  const { id: systemId } = await client.systems.saveSystem({
    siteId: site.id,
    name: 'bench',
    platform: 'postgresql',
    environment: 'test',
  });
  const { host, port, database, reader } = server;
  const endpoint = await client.systems.saveEndpoint({
    systemId,
    name: 'bench',
    detail: {
      kind: 'database',
      dialect: 'postgresql',
      host,
      port,
      database,
      username: reader.user,
      secret: 'reader',
    },
  });
  return endpoint.id;
}

/** Runs a statement and reads its states as a view does. */
async function follow(client: HostClient, endpointId: string, sql: string): Promise<ResultState> {
  const { id } = await client.queries.run({ endpointId, sql, timeoutMs: 600_000 });
  return lastState(client, id);
}

async function lastState(client: HostClient, id: string): Promise<ResultState> {
  let last: ResultState | undefined;
  for await (const states of readStream(client, client.queries.follow({ id }))) {
    last = states.at(-1);
  }
  if (!last) throw new Error('no state came');
  return last;
}

/** Milliseconds from asking to stop until the run has ended. */
async function cancelled(client: HostClient, endpointId: string): Promise<number> {
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

function exportCsv(cli: string, server: PostgresServer, folder: string): { elapsedMs: number } {
  const statement = ['--sql', 'SELECT * FROM big', '--format', 'csv'];
  const out = execFileSync(
    projectNode(),
    [...hostFlags, cli, '--json', 'sql', 'run', ...statement, '--out', join(folder, 'big.csv')],
    { env: { ...process.env, FIELDBENCH_URL: server.readerUrl }, encoding: 'utf8' },
  );
  return JSON.parse(out) as { elapsedMs: number };
}

function timed(work: () => void): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}
