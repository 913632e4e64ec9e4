import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import type { HostClient, Inputs } from '../../src-main/contract/index';
import { startPostgres } from '../servers/postgres';
import type { Bench, Figure } from './figures';
import { startServed } from './served';
import { inventory, makeBigTable, manyRows, measured, runToEnd, timedPsql } from './sql-bed';

type View = Inputs['queries']['arrange']['view'];

/** Sorts and filters of a million rows: by number, by text of few values, by time; plain text and pattern. */
const views: Record<string, View> = {
  'sort of 1M rows by a number': { sort: [{ column: 3, descending: true }] },
  'sort of 1M rows by a text and a time': {
    sort: [{ column: 2 }, { column: 19, descending: true }],
  },
  'filter of 1M rows by a text in any column': {
    filters: [{ column: null, test: { kind: 'text', match: 'contains', text: 'TEXT 299' } }],
  },
  'filter of 1M rows by a pattern': {
    filters: [{ column: 18, test: { kind: 'text', match: 'regex', text: 't [0-9]*7$' } }],
  },
  'filter of 1M rows by a range': {
    filters: [{ column: 1, test: { kind: 'range', from: '300000', to: '900000' } }],
  },
};

/**
 * Kept results: sort and filter of a million rows, differences of two results of 100,000 × 20, and
 * rows into files beside psql, each with the memory it takes above what the host had before.
 */
export const sqlResults: Bench = async () => {
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const server = await startPostgres({ settings: ['max_wal_size=4GB'] });
  const served = await startServed(join(folder, 'profile'));
  try {
    await makeBigTable(server);
    const { client, pid } = served;
    const endpointId = await inventory(client, server);
    const figures: Figure[] = [];
    const add = (
      name: string,
      { ms, megabytes }: { ms: number; megabytes: number },
      seconds: number,
      memory: number,
      peer?: Figure['peer'],
    ): void => {
      figures.push(
        {
          name,
          value: ms / 1000,
          unit: 's',
          target: seconds,
          better: 'less',
          ...(peer ? { peer } : {}),
        },
        { name: `${name}: memory`, value: megabytes, unit: 'MB', target: memory, better: 'less' },
      );
    };
    const { id } = await runToEnd(client, endpointId, 'SELECT * FROM big');
    for (const [name, view] of Object.entries(views)) {
      add(name, await measured(pid, () => client.queries.arrange({ id, view })), 1.5, 160);
    }
    const [beforeId, afterId] = await pair(client, endpointId);
    const compared = await measured(pid, () =>
      client.queries.compare({ beforeId, afterId, key: ['id'] }),
    );
    const { counts } = compared.value;
    if (counts.changed !== 1000 || counts.added !== 100) throw new Error(JSON.stringify(counts));
    add('differences of 100,000 × 20', compared, 1.5, 160);

    const copy = timedPsql(server, '-c', `\\copy big TO '${join(folder, 'psql.csv')}' CSV HEADER`);
    const peer = { name: 'psql \\copy', value: copy / 1000 };
    const options = (format: 'csv' | 'xlsx' | 'parquet') => ({ format, guardFormulas: false });
    const straight = (format: 'csv' | 'xlsx' | 'parquet', rows: number) =>
      measured(pid, () =>
        client.queries.exportStatement({
          endpointId,
          sql: `SELECT * FROM big LIMIT ${rows}`,
          path: join(folder, `straight.${format}`),
          options: options(format),
        }),
      );
    add(
      '1M × 20 from the server into CSV',
      await straight('csv', manyRows),
      (copy * 2) / 1000,
      200,
      peer,
    );
    add('100,000 × 20 from the server into XLSX', await straight('xlsx', 100_000), 6, 200);
    const path = join(folder, 'kept.csv');
    add(
      '1M × 20 of a kept result into CSV',
      await measured(pid, () => client.queries.exportResult({ id, path, options: options('csv') })),
      (copy * 2) / 1000,
      200,
      peer,
    );
    figures.push(await longestHold(client, endpointId));
    return figures;
  } finally {
    await served.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }
};

/**
 * The longest time in which the host answered nobody while rows of 4 × 1 M characters come in:
 * a small question is asked again as soon as it is answered.
 */
async function longestHold(client: HostClient, endpointId: string): Promise<Figure> {
  const wide = Array.from({ length: 4 }, (_, at) => `repeat('${at}', 1000000)`).join(', ');
  const sql = `SELECT ${wide} FROM generate_series(1, 200)`;
  let ended = false;
  const run = runToEnd(client, endpointId, sql).finally(() => (ended = true));
  let longest = 0;
  while (!ended) {
    const begin = performance.now();
    await client.queries.results({});
    longest = Math.max(longest, performance.now() - begin);
  }
  await run;
  return {
    name: 'longest wait for the host while 200 rows of 4 × 1 M characters come in',
    value: longest,
    unit: 'ms',
    target: 50,
    better: 'less',
  };
}

/** 100,000 rows, and the same where a hundredth differs and the first 100 have other keys. */
async function pair(client: HostClient, endpointId: string): Promise<[string, string]> {
  const names = Array.from({ length: 9 }, (_, index) => `n${index}, t${index}`).join(', ');
  const before = await runToEnd(client, endpointId, 'SELECT * FROM big WHERE id <= 100000');
  const after = await runToEnd(
    client,
    endpointId,
    `SELECT CASE WHEN id <= 100 THEN -id ELSE id END AS id, ${names.replace('t4', "CASE WHEN id BETWEEN 101 AND 1100 THEN 'other' ELSE t4 END AS t4")}, at FROM big WHERE id <= 100000 ORDER BY id DESC`,
  );
  return [before.id, after.id];
}
