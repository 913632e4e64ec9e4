import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import { dialects, type Dialect } from '../../src-main/contract/dialects';
import { driver } from '../../src-main/host/queries/drivers/postgres/index';
import { judge } from '../../src-main/host/queries/guard/index';
import { labelled } from '../../src-main/host/queries/guard/lists/labelled';
import { readQueryPacks } from '../../src-main/host/queries/packs/read';
import { targetOfUrl } from '../../src-main/host/queries/target-url';
import { startPostgres, type PostgresServer } from '../servers/postgres';
import { percentile, type Bench, type Figure } from './figures';

/** Each statement is judged so often; the first round warms up and does not count. */
const rounds = 6;
/** Characters of a long statement. */
const long = 500_000;
/** Functions and tables of a large database: an ERP has as many. */
const manyFunctions = 40_000;
const manyTables = 10_000;

/** The guard's word on each labelled, honest, attacking and shipped statement, as while typing; on long ones; and the server's on names. */
export const sqlGuard: Bench = async () => [
  ...(await shortStatements()),
  ...(await longStatements()),
  ...(await namesAmongMany()),
];

async function shortStatements(): Promise<Figure[]> {
  const shipped = (await readQueryPacks(join(root, 'resources'))).flatMap(
    (pack) => pack.statements,
  );
  const figures: Figure[] = [];
  for (const dialect of dialects) {
    const statements = [
      ...labelled(dialect),
      ...labelled(`honest-${dialect}`),
      ...labelled(`attack-${dialect}`),
      ...shipped.filter((one) => one.dialect === dialect),
    ].map(({ sql }) => sql);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const sql of statements) {
        const started = performance.now();
        await judge(dialect, sql);
        if (round > 0) times.push(performance.now() - started);
      }
    }
    figures.push({
      name: `classify ${dialect}, ${statements.length} statements, p95`,
      value: percentile(times, 0.95),
      unit: 'ms',
      target: 2,
      better: 'less',
    });
  }
  return figures;
}

/** What people paste: lists of codes, columns, calls and parameters. */
const longForms: Readonly<Record<string, (index: number) => string>> = {
  texts: (index) => `'物料（${index}）'`,
  columns: (index) => `t.c${index}`,
  calls: () => 'UPPER(a)',
  parameters: (index) => `:p${index}`,
};

/** What the host's own thread does in all, in its processor time: it is held no longer at once. */
async function longStatements(): Promise<Figure[]> {
  let slowest = 0;
  let held = 0;
  const take = async (dialect: Dialect, piece: (index: number) => string): Promise<void> => {
    const pieces: string[] = [];
    for (let length = 0; length < long; length += pieces.at(-1)?.length ?? 0)
      pieces.push(`${piece(pieces.length)}, `);
    const sql = `SELECT ${pieces.join('')}1 FROM t`;
    const before = process.threadCpuUsage();
    const started = performance.now();
    await judge(dialect, sql);
    slowest = Math.max(slowest, performance.now() - started);
    const { user, system } = process.threadCpuUsage(before);
    held = Math.max(held, (user + system) / 1000);
  };
  await judge('mysql', `SELECT 1 /* ${'x'.repeat(long)} */`);
  for (const dialect of dialects)
    for (const piece of Object.values(longForms)) await take(dialect, piece);
  return [
    {
      name: 'classify 500 KB, work of the host’s thread at most',
      value: held,
      unit: 'ms',
      target: 50,
      better: 'less',
    },
    {
      name: 'classify 500 KB, slowest of 24 forms',
      value: slowest,
      unit: 'ms',
      target: 4000,
      better: 'less',
    },
  ];
}

/** Whether names mean something else is asked before each statement: of a database with many. */
async function namesAmongMany(): Promise<Figure[]> {
  const server = await startPostgres();
  try {
    await fill(server);
    const target = await targetOfUrl(server.readerUrl);
    const limits = { connectMs: 10_000, statementMs: 60_000, lockMs: 5_000 };
    const { signal } = new AbortController();
    const figures: Figure[] = [];
    // What stands behind a view takes a second question.
    const forms = [['tables', 'tb_1', 20], ['a view', 'calling', 50]] as const; // prettier-ignore
    for (const [what, from, most] of forms) {
      const sql = `SELECT o.id, lower(o.name), count(*), sum(u.id) FROM ${from} o JOIN tb_2 u USING (id) WHERE now() > '2026-01-01' GROUP BY 1, 2`;
      const judgement = await judge('postgresql', sql);
      const times: number[] = [];
      for (let round = 0; round < 50; round++) {
        const session = await driver.open(target, limits, 'read', signal);
        const started = performance.now();
        await session.check(judgement);
        times.push(performance.now() - started);
        await session.close();
      }
      figures.push({
        name: `names of ${what} asked for among ${manyFunctions + manyTables} objects, p95`,
        value: percentile(times, 0.95),
        unit: 'ms',
        target: most,
        better: 'less',
      });
    }
    return figures;
  } finally {
    await server.stop();
  }
}

async function fill(server: PostgresServer): Promise<void> {
  const batch = 2_000;
  const each = async (count: number, what: string): Promise<void> => {
    for (let from = 0; from < count; from += batch)
      await server.query(
        `DO $do$ BEGIN FOR i IN ${from}..${from + batch - 1} LOOP EXECUTE pg_catalog.format(${what}, i); END LOOP; END $do$`,
      );
  };
  await each(
    manyFunctions,
    `'CREATE FUNCTION fn_%s(int) RETURNS int LANGUAGE sql AS ''SELECT $1'''`,
  );
  await each(manyTables, `'CREATE TABLE tb_%s (id int, name text)'`);
  await server.query('CREATE VIEW calling AS SELECT fn_1(id) AS id, name FROM tb_1');
  await server.query('ANALYZE pg_proc; ANALYZE pg_depend; ANALYZE pg_type; ANALYZE pg_class');
}
