import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import type { HostClient } from '../../src-main/contract/index';
import { startPostgres } from '../servers/postgres';
import { percentile, type Bench, type Figure } from './figures';
import { peakBytes, residentBytes } from './memory';
import { startServed } from './served';
import {
  bigSelect,
  cancelled,
  inventory,
  makeBigTable,
  manyRows,
  runToEnd,
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
    for (let run = 0; run < smallRuns; run++) {
      const state = await runToEnd(client, endpointId, 'SELECT * FROM big LIMIT 5000');
      first.push(state.firstRowMs ?? NaN);
    }
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
    for (const [rows, sql] of [
      [manyRows, 'SELECT * FROM big'],
      [10 * manyRows, bigSelect(10 * manyRows)],
    ] as const) {
      // Forget the peak of unlocking the vault: 64 MB for argon2id alone.
      await writeFile(`/proc/${pid}/clear_refs`, '5');
      const state = await runToEnd(client, endpointId, sql);
      if (state.rows !== rows) throw new Error(`only ${state.rows} rows`);
      const peak = await peakBytes(pid);
      if (rows === manyRows)
        figures.push({
          name: '1M × 20 into the result store',
          value: state.elapsedMs / 1000,
          unit: 's',
          target: (psql * 2) / 1000,
          better: 'less',
          peer: { name: 'psql, FETCH_COUNT 1000', value: psql / 1000 },
        });
      figures.push(
        {
          name: `host during ${rows / manyRows}M × 20, peak above its base`,
          value: (peak - base) / 1e6,
          unit: 'MB',
          target: 160,
          better: 'less',
        },
        {
          name: `window of 100 rows anywhere in ${rows / manyRows}M p95`,
          value: await windows(client, state.id, rows),
          unit: 'ms',
          target: 20,
          better: 'less',
        },
      );
      await client.queries.discard({ id: state.id });
    }
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
