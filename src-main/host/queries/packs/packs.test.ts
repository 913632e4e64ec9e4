/** The shipped queries: their form, and those for PostgreSQL and MariaDB on real servers. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startMariaDb,
  startPostgres,
  type MariaDbServer,
  type PostgresServer,
} from '../../../../test/servers/index';
import { describeWith } from '../../../../test/servers/vitest';
import type { Column } from '../../../contract/query-results';
import { inspectConnection } from '../drivers/inspect';
import { runStatement } from '../drivers/run';
import { assertReading, judge } from '../guard/index';
import { prepareQuery } from '../library/prepare';
import { shippedQuery } from '../library/shown';
import { targetOfUrl } from '../target-url';
import { bindParameters } from '../values';
import { readQueryPacks, type PackQuery } from './read';

const packs = join(import.meta.dirname, '../../../../resources/packs');
const queries = await readQueryPacks(join(packs, '..'));

/** Asks a server as the program does: its identity, the statement for it, guard, bound values. */
async function ask(url: string, query: PackQuery): Promise<Column[]> {
  const target = await targetOfUrl(url);
  const identity = await inspectConnection(target);
  const kind = { dialect: target.dialect, ...identity };
  const { statement, parameters, types } = prepareQuery(
    shippedQuery(query, () => true),
    kind,
    {},
  );
  const judgement = await judge(statement.dialect, statement.sql);
  assertReading(judgement);
  const { columns } = await runStatement(
    target,
    {
      judgement,
      typed: statement.sql,
      values: bindParameters(judgement.statement.parameters, parameters, types),
      maxRows: 1000,
      timeoutMs: 20_000,
    },
    { begin: () => undefined, rows: () => undefined },
    new AbortController().signal,
  );
  return columns;
}

/** The columns that name a row and those that thresholds look at are there. */
function expectColumns(columns: readonly Column[], { id, key, thresholds }: PackQuery): void {
  const names = columns.map(({ name }) => name.toLowerCase());
  const wanted = [...key, ...thresholds.map(({ column }) => column)];
  expect(names, id).toEqual(expect.arrayContaining(wanted.map((name) => name.toLowerCase())));
}

describe('shipped queries', () => {
  it('cover databases and ERP systems', () => {
    const count = (...platforms: string[]): number =>
      queries.filter(({ platform }) => platforms.includes(platform)).length;
    expect(count('postgresql', 'mysql', 'oracle-db', 'sqlserver', 'hana')).toBeGreaterThanOrEqual(
      60,
    );
    expect(count('sap', 'oracle-ebs', 'yonyou', 'kingdee')).toBeGreaterThanOrEqual(40);
    expect(new Set(queries.map(({ id }) => id)).size).toBe(queries.length);
  });

  it('are named as their files, and no statement lies there unused', async () => {
    for (const platform of new Set(queries.map((query) => query.platform))) {
      const folder = join(packs, platform, 'queries');
      const files = await readdir(folder);
      const own = queries.filter((query) => query.platform === platform);
      expect(own.map(({ id }) => `${id.slice(platform.length + 1)}.yaml`)).toEqual(
        files.filter((file) => file.endsWith('.yaml')).sort(),
      );
      const texts = await Promise.all(
        files
          .filter((file) => file.endsWith('.sql'))
          .map(async (file) => (await readFile(join(folder, file), 'utf8')).trim()),
      );
      const used = new Set(own.flatMap(({ statements }) => statements.map(({ sql }) => sql)));
      expect(texts.filter((text) => !used.has(text))).toEqual([]);
    }
  });

  it('pass the guard in every form, and declare just the parameters they have', async () => {
    for (const { id, statements, parameters } of queries) {
      for (const { choicesFrom } of parameters.filter((one) => one.choicesFrom !== ''))
        expect(
          (await judge(statements[0]?.dialect ?? 'sqlite', choicesFrom)).verdict,
          id,
        ).toMatchObject({ verdict: 'read' });
      for (const { dialect, sql } of statements) {
        const { verdict } = await judge(dialect, sql);
        expect(verdict, id).toMatchObject({ verdict: 'read', reasons: [] });
        expect(new Set(verdict.parameters), id).toEqual(
          new Set(parameters.map(({ name }) => name)),
        );
      }
    }
  });

  it('say “unproven” unless they were run on a real server', () => {
    const proven = queries.flatMap(({ statements }) => statements.filter((one) => !one.unproven));
    expect(new Set(proven.map(({ dialect }) => dialect))).toEqual(new Set(['postgresql', 'mysql']));
  });
});

describeWith(['postgres'], 'the shipped queries for PostgreSQL', () => {
  let server: PostgresServer;
  const own = queries.filter(({ platform }) => platform === 'postgresql');
  beforeAll(async () => {
    server = await startPostgres({ settings: ['shared_preload_libraries=pg_stat_statements'] });
    const grants = await readFile(join(packs, 'postgresql/grants/postgresql.sql'), 'utf8');
    await server.query(`
      CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
      CREATE EXTENSION IF NOT EXISTS pgstattuple;
      CREATE TABLE orders (id int PRIMARY KEY, customer int);`);
    await server.query(grants);
  });
  afterAll(() => server?.stop());

  it('run as the login of the grant script', async () => {
    const login = new URL(server.url);
    login.username = 'fieldbench_read';
    login.password = 'CHANGE_ME';
    for (const query of own) expectColumns(await ask(login.href, query), query);
  });
});

describeWith(['mariadb'], 'the shipped queries for MariaDB', () => {
  let server: MariaDbServer;
  beforeAll(async () => {
    server = await startMariaDb();
    await server.query(await readFile(join(packs, 'mysql/grants/mariadb.sql'), 'utf8'));
  });
  afterAll(() => server?.stop());

  it('run as the login of the grant script', async () => {
    const login = new URL(server.url.replace(/^\w+:/, 'mariadb:'));
    login.username = 'fieldbench_read';
    login.password = 'CHANGE_ME';
    for (const query of queries.filter(({ platform }) => platform === 'mysql')) {
      const columns = ask(login.href, query);
      // What MariaDB has no such thing for, or not switched on here, says so.
      if (query.id === 'mysql.replication-channels')
        await expect(columns).rejects.toMatchObject({ code: 'queries.no-statement' });
      else if (query.id === 'mysql.binary-logs')
        await expect(columns).rejects.toThrow('not using binary logging');
      else expectColumns(await columns, query);
    }
  });
});
