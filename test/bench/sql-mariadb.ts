import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import type { HostClient } from '../../src-main/contract/index';
import { startMariaDb, type MariaDbServer } from '../servers/mariadb';
import { requireProgram } from '../servers/parts';
import { percentile, type Bench } from './figures';
import { startServed } from './served';
import { inventory, lastState, manyRows, measured, runToEnd } from './sql-bed';

const smallRuns = 30;
const cancels = 30;

/**
 * MariaDB through the browser face's own process: first rows, cancel, and a million rows of 20
 * columns into the encrypted result store beside `mariadb --quick`, with the memory this takes.
 */
export const sqlMariaDb: Bench = async () => {
  // On the disk of the checkout: a temporary folder may live in memory.
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const server = await startMariaDb({ settings: ['--innodb-buffer-pool-size=512M'] });
  const served = await startServed(join(folder, 'profile'));
  try {
    await server.query(`CREATE TABLE big AS ${bigSelect(manyRows)}`);
    const peer = timedClient(server);
    const { client, pid } = served;
    const endpointId = await inventory(client, server, 'mysql');
    const first: number[] = [];
    for (let run = 0; run < smallRuns; run++) {
      const state = await runToEnd(client, endpointId, 'SELECT * FROM big LIMIT 5000');
      first.push(state.firstRowMs ?? NaN);
    }
    const stopped: number[] = [];
    for (let run = 0; run < cancels; run++) stopped.push(await cancelled(client, endpointId));
    const { value, megabytes } = await measured(pid, () =>
      runToEnd(client, endpointId, 'SELECT * FROM big'),
    );
    if (value.rows !== manyRows) throw new Error(`only ${value.rows} rows`);
    return [
      { name: 'first rows of a query p95 (MariaDB)', value: percentile(first, 0.95), unit: 'ms', target: 150, better: 'less' }, // prettier-ignore
      { name: 'cancel to idle p95 (MariaDB)', value: percentile(stopped, 0.95), unit: 'ms', target: 200, better: 'less' }, // prettier-ignore
      {
        name: '1M × 20 into the result store (MariaDB)',
        value: value.elapsedMs / 1000,
        unit: 's',
        target: (peer * 2) / 1000,
        better: 'less',
        peer: { name: 'mariadb --quick', value: peer / 1000 },
      },
      { name: 'host during 1M × 20, peak above its base (MariaDB)', value: megabytes, unit: 'MB', target: 160, better: 'less' }, // prettier-ignore
    ];
  } finally {
    await served.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }
};

/** The same columns as PostgreSQL's table has. */
function bigSelect(rows: number): string {
  const columns = Array.from({ length: 9 }, (_, index) => [
    `seq * ${index + 3} AS n${index}`,
    `concat('text ', seq % ${index + 1}00) AS t${index}`,
  ]).flat();
  return `SELECT seq AS id, ${columns.join(', ')}, now() + INTERVAL seq SECOND AS at FROM seq_1_to_${rows}`;
}

/** The best of three runs of MariaDB's own client, in milliseconds, what it prints thrown away. */
function timedClient({ host, port, reader, database }: MariaDbServer): number {
  const login = ['--no-defaults', `--host=${host}`, `--port=${port}`, `--user=${reader.user}`];
  const times = [0, 1, 2].map(() => {
    const begin = performance.now();
    execFileSync(
      requireProgram('mariadb'),
      [...login, '--protocol=tcp', '--quick', '--batch', database, '--execute=SELECT * FROM big'],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, MYSQL_PWD: reader.password },
      },
    );
    return performance.now() - begin;
  });
  return Math.min(...times);
}

/** Milliseconds from a cancel until the server is left alone. */
async function cancelled(client: HostClient, endpointId: string): Promise<number> {
  const sql = 'SELECT count(*) FROM big a, big b';
  const { id } = await client.queries.run({ endpointId, sql });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const begin = performance.now();
  await client.queries.cancel({ id });
  const { state } = await lastState(client, id);
  if (state !== 'cancelled') throw new Error(`ended as ${state}`);
  return performance.now() - begin;
}
