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
import type { Row } from '../../../contract/queries';
import { judge } from '../guard/index';
import { runStatement } from '../drivers/run';
import { targetOfUrl } from '../target-url';
import { readQueryPacks, type PackQuery, type PackStatement } from './read';

const packs = join(import.meta.dirname, '../../../../resources/packs');
const queries = await readQueryPacks(join(packs, '..'));

const fits = (statement: PackStatement, product: string, version: number[]): boolean =>
  (statement.product ?? product) === product &&
  !(statement.minimum?.split('.') ?? []).some(
    (part, at, all) =>
      Number(part) > (version[at] ?? 0) &&
      all.slice(0, at).every((before, index) => Number(before) === (version[index] ?? 0)),
  );

/** The statement a server of this kind is asked; undefined when there is none for it. */
const statementFor = (
  query: PackQuery,
  product: string,
  version: number[],
): PackStatement | undefined =>
  query.statements.find((statement) => fits(statement, product, version));

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

  it('ask with one statement that only reads, and declare just the parameters it has', () => {
    for (const { id, statements, parameters } of queries)
      for (const { sql } of statements) {
        const bare = sql.replaceAll(/'(?:[^']|'')*'/g, "''");
        expect(bare, id).toMatch(/^(?:select|with|show)\b/i);
        expect(bare, id).not.toMatch(/;|--|\/\*|\bfor update\b|\binto\b|\bnextval\b/i);
        const named = bare.matchAll(/(?<![:\w]):([a-z_][a-z0-9_]*)/g);
        expect(new Set([...named].map(([, name]) => name)), id).toEqual(
          new Set(parameters.map(({ name }) => name)),
        );
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

  it('pass the guard and run as the login of the grant script', async () => {
    const login = new URL(server.url);
    login.username = 'fieldbench_read';
    login.password = 'CHANGE_ME';
    for (const query of own) {
      const { sql = '' } = statementFor(query, 'postgresql', [15]) ?? {};
      const judgement = await judge(sql);
      expect(judgement.verdict, query.id).toMatchObject({ verdict: 'read' });
      const rows: Row[] = [];
      const { columns } = await runStatement(
        await targetOfUrl(login.href),
        {
          judgement,
          typed: sql,
          values: judgement.statement.parameters.map(
            (name) => query.parameters.find((one) => one.name === name)?.default ?? '',
          ),
          maxRows: 1000,
          timeoutMs: 20_000,
        },
        { begin: () => undefined, rows: (batch) => void rows.push(...batch) },
        new AbortController().signal,
      );
      const names = columns.map(({ name }) => name);
      expect(names, query.id).toEqual(
        expect.arrayContaining([...query.key, ...query.thresholds.map(({ column }) => column)]),
      );
    }
  });

  it('pass the guard in the forms for other versions, too', async () => {
    for (const { id, statements } of own)
      for (const { sql } of statements)
        expect((await judge(sql)).verdict, id).toMatchObject({ verdict: 'read' });
  });
});

describeWith(['mariadb'], 'the shipped queries for MariaDB', () => {
  let server: MariaDbServer;
  beforeAll(async () => {
    server = await startMariaDb();
  });
  afterAll(() => server?.stop());

  it('run with every parameter bound', async () => {
    for (const query of queries.filter(({ platform }) => platform === 'mysql')) {
      const { sql } = statementFor(query, 'mariadb', [10, 11]) ?? {};
      if (sql === undefined) {
        expect(query.id).toBe('mysql.replication-channels');
        continue;
      }
      const names: string[] = [];
      const text = sql.replaceAll(
        /'(?:[^']|'')*'|(?<![:\w]):([a-z_][a-z0-9_]*)/g,
        (whole, name: string | undefined) => (name === undefined ? whole : (names.push(name), '?')),
      );
      const values = names.map((name) => {
        const value = query.parameters.find((one) => one.name === name)?.default ?? '';
        return `CONVERT(0x${Buffer.from(value).toString('hex') || '20'} USING utf8mb4)`;
      });
      const using = values.length > 0 ? ` USING ${values.join(', ')}` : '';
      const statement = `CONVERT(0x${Buffer.from(text).toString('hex')} USING utf8mb4)`;
      const rows = server.query(`EXECUTE IMMEDIATE ${statement}${using}`);
      if (query.id === 'mysql.binary-logs')
        await expect(rows, query.id).rejects.toThrow('You are not using binary logging');
      else await expect(rows, query.id).resolves.toBeInstanceOf(Array);
    }
  });
});
