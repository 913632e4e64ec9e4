import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseBed } from '../../../../test/servers/database-bed';
import type { TestHost } from '../../../../test/servers/host';
import { startMariaDb, type MariaDbServer } from '../../../../test/servers/mariadb';
import { startPostgres, type PostgresServer } from '../../../../test/servers/postgres';
import { describeWith } from '../../../../test/servers/vitest';
import type { Plan } from '../../../contract/query-plans';

const outline = ({ steps }: Plan): string[] =>
  steps.map(
    ({ depth, operation, object }) =>
      `${'  '.repeat(depth)}${operation}${object === '' ? '' : ` ${object}`}`,
  );
const kinds = ({ warnings }: Plan): string[] => warnings.map(({ kind }) => kind);

describeWith(['postgres'], 'plans of PostgreSQL', () => {
  let server: PostgresServer;
  let at: TestHost;
  let endpointId: string;
  beforeAll(async () => {
    server = await startPostgres();
    await server.query(`
      CREATE TABLE material (id int PRIMARY KEY, code text);
      CREATE TABLE journal (id int PRIMARY KEY, material int, note varchar(40));
      INSERT INTO material SELECT n, 'c' || n FROM generate_series(1, 1000) n;
      INSERT INTO journal SELECT n, n % 1000, 'x' FROM generate_series(1, 120000) n;
      ANALYZE;`);
    const { host, port, database, reader } = server;
    ({ at, endpointId } = await databaseBed(reader.password, {
      dialect: 'postgresql',
      host,
      port,
      database,
      username: reader.user,
    }));
    await at.client.queries.readSchema({ endpointId });
  });
  afterAll(async () => {
    await at?.close();
    await server?.stop();
  });

  it('are trees with costs and warnings, and nothing runs', async () => {
    const plan = await at.client.queries.explain({
      endpointId,
      sql: 'SELECT count(*) FROM journal j JOIN material m ON m.id = j.material WHERE j.note = :note',
      parameters: { note: 'x' },
    });
    expect(plan).toMatchObject({ generic: false, origin: 'estimate', database: 'plant' });
    expect(outline(plan).join('\n')).toMatch(/Aggregate[^]*Seq Scan public\.journal/);
    expect(kinds(plan)).toEqual(['full-scan', 'filter-without-index']);
    expect(plan.warnings[0]).toMatchObject({
      params: { object: 'public.journal', rows: 120_000 },
      check: 'postgresql.missing-indexes',
    });
    expect(plan.warnings[1]?.params).toEqual({ object: 'public.journal', columns: 'note' });
    const shares = plan.steps.map(({ share }) => share ?? 0);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(JSON.parse(plan.raw.text)).toHaveLength(1);
    const { entries } = await at.client.audit.list({});
    expect(entries.map(({ detail }) => String(detail['sql'])).join('\n')).toContain(
      'EXPLAIN (FORMAT JSON',
    );
  });

  it('do not warn of what an index serves', async () => {
    const plan = await at.client.queries.explain({
      endpointId,
      sql: 'SELECT note FROM journal WHERE id = 7',
    });
    expect(plan.warnings).toEqual([]);
    expect(plan.steps[0]).toMatchObject({
      operation: 'Index Scan',
      index: 'journal_pkey',
      share: 1,
    });
  });

  it.each([
    ['DELETE FROM journal', 'sql.refused'],
    ['SELECT 1; SELECT 2', 'sql.refused'],
    ['SELECT :missing::int', 'sql.parameter-missing'],
    ['SELECT * FROM nowhere', 'sql.failed'],
  ])('are refused for %s', async (sql, code) => {
    await expect(at.client.queries.explain({ endpointId, sql })).rejects.toMatchObject({ code });
  });
});

describeWith(['mariadb'], 'plans of MariaDB', () => {
  let server: MariaDbServer;
  let at: TestHost;
  afterAll(async () => {
    await at?.close();
    await server?.stop();
  });

  it('are trees with rows and warnings', async () => {
    server = await startMariaDb();
    await server.query(`
      CREATE TABLE material (id int PRIMARY KEY, code varchar(40));
      CREATE TABLE journal (id int PRIMARY KEY, material int, note varchar(40));
      INSERT INTO material SELECT seq, seq FROM seq_1_to_1000;
      INSERT INTO journal SELECT seq, seq % 1000, 'x' FROM seq_1_to_150000;
      ANALYZE TABLE journal, material;`);
    const { host, port, database, reader } = server;
    const bed = await databaseBed(reader.password, {
      dialect: 'mysql',
      host,
      port,
      database,
      username: reader.user,
      tls: 'off',
    });
    at = bed.at;
    const { endpointId } = bed;
    await at.client.queries.readSchema({ endpointId });
    const plan = await at.client.queries.explain({
      endpointId,
      sql: 'SELECT m.code, count(*) FROM journal AS j JOIN material m ON m.id = j.material WHERE j.note = :note GROUP BY m.code ORDER BY 2',
      parameters: { note: 'x' },
    });
    expect(outline(plan).join('\n')).toMatch(
      /query block #1[^]*full scan journal\n[^]*unique lookup material/,
    );
    expect(kinds(plan)).toContain('full-scan');
    expect(plan.warnings.find(({ kind }) => kind === 'filter-without-index')?.params).toEqual({
      object: 'journal',
      columns: 'material, note',
    });
    const { steps } = await at.client.queries.explain({
      endpointId,
      sql: 'SELECT code FROM material WHERE id = 7',
    });
    expect(steps.at(-1)).toMatchObject({
      operation: 'one row',
      object: 'material',
      index: 'PRIMARY',
    });
  });
});

describe('plans of an SQLite file', () => {
  it('are trees without costs', async () => {
    const { at, endpointId, point } = await databaseBed('', {
      dialect: 'sqlite',
      host: '',
      database: 'later',
      username: '',
    });
    const path = join(at.folder, '..', 'erp.sqlite');
    const db = new Database(path);
    db.exec(
      `CREATE TABLE material (id INTEGER PRIMARY KEY, code TEXT); CREATE TABLE journal (material INTEGER, note TEXT)`,
    );
    db.close();
    await point({ database: path });
    const plan = await at.client.queries.explain({
      endpointId,
      sql: 'SELECT * FROM journal j JOIN material m ON m.id = j.material WHERE note = :note ORDER BY m.code',
    });
    expect(outline(plan)).toEqual([
      'SCAN journal',
      'SEARCH material',
      'USE TEMP B-TREE FOR ORDER BY',
    ]);
    expect(kinds(plan)).toEqual(['spill']);
    await at.close();
  });
});
