import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import { startMariaDb } from '../servers/mariadb';
import { percentile, type Bench, type Figure } from './figures';
import { startServed } from './served';
import { forgetPeak, residentBytes } from './memory';
import {
  cancelled,
  firstRows,
  inventory,
  largeRuns,
  manyRows,
  measured,
  timedClient,
} from './sql-bed';

const smallRuns = 30;
const cancels = 30;

/**
 * The same on MariaDB, beside its own client: first rows, cancel, a million rows of 20 columns into
 * the result store and into CSV, ten million into the store, and the memory this takes.
 */
export const queriesMariaDb: Bench = async () => {
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const server = await startMariaDb({ settings: ['--innodb-buffer-pool-size=512M'] });
  const served = await startServed(join(folder, 'profile'));
  try {
    const columns = Array.from({ length: 9 }, (_, index) => [
      `seq * ${index + 3} AS n${index}`,
      `CONCAT('text ', seq % ${index + 1}00) AS t${index}`,
    ]).flat();
    const at = "TIMESTAMP'2026-01-01 00:00:00' + INTERVAL seq SECOND AS `at`";
    await server.query(
      `CREATE TABLE big AS SELECT seq AS id, ${columns.join(', ')}, ${at} FROM seq_1_to_${manyRows}`,
    );
    const { host, port, reader, database } = server;
    const login = [
      `--host=${host}`,
      `--port=${port}`,
      `--user=${reader.user}`,
      `--password=${reader.password}`,
      database,
    ];
    const peer = timedClient('mariadb', [
      ...login,
      '--quick',
      '--batch',
      '-e',
      'SELECT * FROM big',
    ]);
    const { client, pid } = served;
    const endpointId = await inventory(client, server, 'mysql');
    const base = await residentBytes(pid);
    // That of unlocking the vault, too: 64 MB for argon2id alone.
    await forgetPeak(pid);
    const first: number[] = [];
    for (let run = 0; run < smallRuns; run++) first.push(await firstRows(client, endpointId));
    const stopped: number[] = [];
    for (let run = 0; run < cancels; run++) stopped.push(await cancelled(client, endpointId));
    const figures: Figure[] = [
      {
        name: 'MariaDB: first rows p95',
        value: percentile(first, 0.95),
        unit: 'ms',
        target: 150,
        better: 'less',
      },
      {
        name: 'MariaDB: cancel to idle p95',
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
        { base, server: 'MariaDB: ' },
        { 1: 'SELECT * FROM big', 10: 'SELECT big.* FROM big, seq_1_to_10' },
        { name: 'mariadb --quick --batch, thrown away', value: peer / 1000 },
      )),
    );
    const exported = await measured(pid, () =>
      client.queries.exportStatement({
        endpointId,
        sql: 'SELECT * FROM big',
        path: join(folder, 'straight.csv'),
        options: { format: 'csv', guardFormulas: false },
      }),
    );
    figures.push(
      {
        name: 'MariaDB: 1M × 20 from the server into CSV, on the disk',
        value: exported.ms / 1000,
        unit: 's',
        target: (peer * 2.5) / 1000,
        better: 'less',
        peer: { name: 'mariadb --quick --batch, thrown away', value: peer / 1000 },
      },
      {
        name: 'MariaDB: 1M × 20 from the server into CSV: memory',
        value: exported.megabytes,
        unit: 'MB',
        target: 200,
        better: 'less',
      },
    );
    return figures;
  } finally {
    await served.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }
};
