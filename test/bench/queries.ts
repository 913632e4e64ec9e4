import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import type { HostClient } from '../../src-main/contract/index';
import { startPostgres } from '../servers/postgres';
import { percentile, type Bench, type Figure } from './figures';
import { forgetPeak, residentBytes } from './memory';
import { startServed } from './served';
import {
  bigSelect,
  cancelled,
  firstRows,
  inventory,
  largeRuns,
  makeBigTable,
  manyRows,
  timedPsql,
} from './sql-bed';

const smallRuns = 30;
const cancels = 30;

/**
 * Queries through the browser face's own process: first rows, cancel, a million rows of 20 columns
 * into the encrypted result store beside psql, ten million of them, and the memory this takes.
 */
export const queries: Bench = async () => {
  // On the disk of the checkout: a temporary folder may live in memory.
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const server = await startPostgres({ settings: ['max_wal_size=4GB'] });
  const served = await startServed(join(folder, 'profile'));
  try {
    await makeBigTable(server);
    const psql = timedPsql(server, '-At', '--set=FETCH_COUNT=1000', '-c', 'SELECT * FROM big');
    const { client, pid } = served;
    const endpointId = await inventory(client, server);
    const first: number[] = [];
    const base = await residentBytes(pid);
    // That of unlocking the vault, too: 64 MB for argon2id alone.
    await forgetPeak(pid);
    for (let run = 0; run < smallRuns; run++) first.push(await firstRows(client, endpointId));
    const stopped: number[] = [];
    for (let run = 0; run < cancels; run++) stopped.push(await cancelled(client, endpointId));
    const figures: Figure[] = [
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
    ];
    figures.push(
      ...(await largeRuns(
        served,
        endpointId,
        { base, server: '' },
        { 1: 'SELECT * FROM big', 10: bigSelect(10 * manyRows) },
        { name: 'psql, FETCH_COUNT 1000', value: psql / 1000 },
        async (id, rows) => ({
          name: `window of 100 rows anywhere in ${rows / manyRows}M p95`,
          value: await windows(client, id, rows),
          unit: 'ms',
          target: 20,
          better: 'less',
        }),
      )),
    );
    return figures;
  } finally {
    await served.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }
};

async function windows(client: HostClient, id: string, rows: number): Promise<number> {
  const far: number[] = [];
  for (let window = 0; window < 50; window++) {
    const begin = performance.now();
    await client.queries.window({ id, from: (window * 999_999_937) % rows, count: 100 });
    far.push(performance.now() - begin);
  }
  return percentile(far, 0.95);
}
