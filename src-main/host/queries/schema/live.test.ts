import Database from 'better-sqlite3';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseBed } from '../../../../test/servers/database-bed';
import type { TestHost } from '../../../../test/servers/host';
import { startMariaDb, type MariaDbServer } from '../../../../test/servers/mariadb';
import { startPostgres, type PostgresServer } from '../../../../test/servers/postgres';
import { describeWith } from '../../../../test/servers/vitest';
import type { Inputs } from '../../../contract/index';
import { dialects } from '../../../contract/dialects';
import { judge } from '../guard/index';
import { statementsOf } from './statements/index';

const columns = async ({ client }: TestHost, endpointId: string, schema: string, name: string) =>
  (await client.queries.schemaObject({ endpointId, schema, name }))?.columns.map(
    ({ name: column, type, nullable, comment, values }) => ({
      column,
      type,
      nullable,
      comment,
      values,
    }),
  );

describeWith(['postgres'], 'the schema of PostgreSQL', () => {
  let server: PostgresServer;
  let at: TestHost;
  let endpointId: string;
  beforeAll(async () => {
    server = await startPostgres();
    await server.query(`
      CREATE TYPE approval AS ENUM ('draft', 'approved');
      CREATE TABLE bd_material (
        pk_material bigint PRIMARY KEY, code varchar(40) NOT NULL DEFAULT '-', state approval, price numeric(12,2));
      COMMENT ON TABLE bd_material IS '物料主数据';
      COMMENT ON COLUMN bd_material.code IS '物料编码';
      CREATE TABLE journal (id int, material bigint REFERENCES bd_material, op_time timestamptz);
      CREATE INDEX journal_at ON journal (op_time, (id + 1));
      CREATE VIEW late AS SELECT * FROM journal;
      CREATE MATERIALIZED VIEW totals AS SELECT 1 AS one;
      CREATE SEQUENCE numbers;
      CREATE FUNCTION price_of(id bigint) RETURNS numeric LANGUAGE sql AS 'SELECT 1.0';
      CREATE SCHEMA closed; CREATE TABLE closed.secret (id int);
      INSERT INTO bd_material SELECT n FROM generate_series(1, 500) n; ANALYZE;`);
    const { host, port, database, reader } = server;
    ({ at, endpointId } = await databaseBed(reader.password, {
      dialect: 'postgresql',
      host,
      port,
      database,
      username: reader.user,
    }));
  });
  afterAll(async () => {
    await at?.close();
    await server?.stop();
  });

  it('is read as a login that may only read, and is there offline', async () => {
    const { client } = at;
    expect(await client.queries.schemaState({ endpointId })).toMatchObject({
      readAt: null,
      stale: true,
    });
    const state = await client.queries.readSchema({ endpointId });
    expect(state).toMatchObject({ stale: false, reading: false, truncated: false });
    expect(state.server).toMatch(/^PostgreSQL 15\./);
    await server.stop();
    expect(await columns(at, endpointId, 'public', 'bd_material')).toEqual([
      { column: 'pk_material', type: 'bigint', nullable: false, comment: '', values: [] },
      {
        column: 'code',
        type: 'character varying(40)',
        nullable: false,
        comment: '物料编码',
        values: [],
      },
      {
        column: 'state',
        type: 'approval',
        nullable: true,
        comment: '',
        values: ['draft', 'approved'],
      },
      { column: 'price', type: 'numeric(12,2)', nullable: true, comment: '', values: [] },
    ]);
    const material = await client.queries.schemaObject({
      endpointId,
      schema: 'public',
      name: 'bd_material',
    });
    expect(material).toMatchObject({ kind: 'table', comment: '物料主数据', rows: 500 });
    expect(material?.columns[1]?.default).toMatch(/^'-'/);
    const journal = await client.queries.schemaObject({
      endpointId,
      schema: 'public',
      name: 'journal',
    });
    expect(journal?.keys).toEqual([
      {
        name: 'journal_material_fkey',
        kind: 'foreign',
        columns: ['material'],
        references: { schema: 'public', name: 'bd_material', columns: ['pk_material'] },
      },
    ]);
    expect(journal?.indexes).toEqual([
      { name: 'journal_at', columns: ['op_time', '((id + 1))'], unique: false, valid: true },
    ]);
    const closed = await client.queries.schemaObject({
      endpointId,
      schema: 'closed',
      name: 'secret',
    });
    expect(closed).toBeNull();
  });

  it('is a tree that is filtered, unfolded and gone to', async () => {
    const { client } = at;
    const ask = async (more: Partial<Inputs['queries']['schemaRows']>) =>
      client.queries.schemaRows({ endpointId, from: 0, count: 200, ...more });
    const first = (await ask({})).rows[0];
    expect(first).toMatchObject({ kind: 'schema', name: 'public', open: false, expandable: true });
    const all = await ask({ open: ['s/public', 'o/public/bd_material'] });
    const names = all.rows
      .filter(({ depth }) => depth === 1)
      .map(({ kind, name }) => `${kind} ${name}`);
    expect(names).toEqual([
      'table bd_material',
      'table journal',
      'view late',
      'sequence numbers',
      'materialized totals',
      'function price_of',
    ]);
    expect(
      all.rows.filter(({ depth }) => depth === 2).map(({ name, marks }) => [name, marks]),
    ).toEqual([
      ['pk_material', ['primary', 'required']],
      ['code', ['required']],
      ['state', []],
      ['price', []],
      ['bd_material_pkey', ['unique']],
    ]);
    const found = await ask({ filter: '物料' });
    expect(found.rows.map(({ name }) => name)).toEqual(['public', 'bd_material']);
    const { revealed, rows } = await ask({
      reveal: { schema: 'pg_catalog', name: 'pg_class' },
      count: 500,
    });
    expect(rows[revealed ?? -1]?.name).toBe('pg_class');
  });

  it('completes and describes', async () => {
    const { client } = at;
    const at_ = { endpointId, dialect: 'postgresql' as const };
    const { items } = await client.queries.complete({
      ...at_,
      sql: 'SELECT * FROM 物料',
      offset: 16,
    });
    expect(items[0]).toMatchObject({ insert: 'bd_material', kind: 'table', comment: '物料主数据' });
    const sql = 'SELECT m.code FROM bd_material m';
    const described = await client.queries.describe({ ...at_, sql, offset: 10 });
    expect(described).toMatchObject({ range: { start: 9, end: 13 }, column: 'code' });
    expect(await client.queries.describe({ ...at_, sql, offset: 2 })).toBeNull();
    const system = await client.queries.complete({
      ...at_,
      sql: 'SELECT * FROM pg_stat_act',
      offset: 25,
    });
    expect(system.items[0]?.insert).toBe('pg_stat_activity');
  });

  it('stays as it was when a read fails, and leaves no file', async () => {
    const { client } = at;
    const before = await client.queries.schemaState({ endpointId });
    await expect(client.queries.readSchema({ endpointId })).rejects.toMatchObject({
      code: 'sql.connection-failed',
    });
    expect(await client.queries.schemaState({ endpointId })).toEqual(before);
    expect(await columns(at, endpointId, 'public', 'journal')).toHaveLength(3);
    expect(readdirSync(join(at.folder, 'schemas'))).toHaveLength(1);
  });
});

describeWith(['mariadb'], 'the schema of MariaDB', () => {
  let server: MariaDbServer;
  let at: TestHost;
  let endpointId: string;
  beforeAll(async () => {
    server = await startMariaDb();
    await server.query(`
      CREATE TABLE bd_material (
        pk_material bigint PRIMARY KEY COMMENT '主键', code varchar(40) NOT NULL,
        state enum('draft','it''s') COMMENT '状态', UNIQUE KEY code_key (code)) COMMENT='物料主数据' CHARACTER SET utf8mb4;
      CREATE TABLE journal (id int, material bigint, KEY at_key (id, material),
        CONSTRAINT to_material FOREIGN KEY (material) REFERENCES bd_material (pk_material));
      CREATE VIEW late AS SELECT * FROM journal;`);
    const { host, port, database, reader } = server;
    ({ at, endpointId } = await databaseBed(reader.password, {
      dialect: 'mysql',
      host,
      port,
      database,
      username: reader.user,
      tls: 'off',
    }));
    await at.client.queries.readSchema({ endpointId });
  });
  afterAll(async () => {
    await at?.close();
    await server?.stop();
  });

  it('has columns with comments and values, keys and indexes', async () => {
    const { database } = server;
    const ask = (name: string) =>
      at.client.queries.schemaObject({ endpointId, schema: database, name });
    const material = await ask('bd_material');
    expect(material).toMatchObject({ comment: '物料主数据', kind: 'table' });
    expect(
      material?.columns.map(({ name, comment, values }) => ({ name, comment, values })),
    ).toEqual([
      { name: 'pk_material', comment: '主键', values: [] },
      { name: 'code', comment: '', values: [] },
      { name: 'state', comment: '状态', values: ['draft', "it's"] },
    ]);
    expect(material?.keys.map(({ kind, columns: own }) => [kind, own])).toEqual([
      ['unique', ['code']],
      ['primary', ['pk_material']],
    ]);
    const journal = await ask('journal');
    expect(journal?.keys).toEqual([
      {
        name: 'to_material',
        kind: 'foreign',
        columns: ['material'],
        references: { schema: database, name: 'bd_material', columns: ['pk_material'] },
      },
    ]);
    expect(journal?.indexes).toContainEqual({
      name: 'at_key',
      columns: ['id', 'material'],
      unique: false,
      valid: true,
    });
    expect(await ask('late')).toMatchObject({ kind: 'view' });
  });
});

describe('the schema of an SQLite file', () => {
  it('has tables, views, keys and indexes', async () => {
    const { at, endpointId, point } = await databaseBed('', {
      dialect: 'sqlite',
      host: '',
      database: 'later',
      username: '',
    });
    const path = join(at.folder, '..', 'erp.sqlite');
    const db = new Database(path);
    db.exec(`
      CREATE TABLE bd_material (pk INTEGER PRIMARY KEY, code TEXT NOT NULL DEFAULT '-');
      CREATE TABLE journal (id INTEGER, material INTEGER REFERENCES bd_material (pk));
      CREATE UNIQUE INDEX journal_id ON journal (id, lower(material));
      CREATE VIEW late AS SELECT * FROM journal;`);
    db.close();
    const { client } = at;
    await point({ database: path });
    await client.queries.readSchema({ endpointId });
    const ask = (name: string) => client.queries.schemaObject({ endpointId, schema: 'main', name });
    expect(
      (await ask('bd_material'))?.columns.map(({ name, nullable }) => [name, nullable]),
    ).toEqual([
      ['pk', true],
      ['code', false],
    ]);
    const journal = await ask('journal');
    expect(journal?.keys).toMatchObject([
      {
        kind: 'foreign',
        columns: ['material'],
        references: { name: 'bd_material', columns: ['pk'] },
      },
    ]);
    expect(journal?.indexes).toEqual([
      { name: 'journal_id', columns: ['id', '(…)'], unique: true, valid: true },
    ]);
    expect(await ask('late')).toMatchObject({ kind: 'view' });
    await at.close();
  });
});

describe('the statements that read schemas', () => {
  it.each(dialects)('only read, as the guard sees it: %s', async (dialect) => {
    const { objects, columns: own, keys, indexes } = statementsOf(dialect);
    for (const sql of [...objects, own, keys, indexes]) {
      const { verdict } = await judge(dialect, sql);
      expect(verdict.reasons, sql).toEqual([]);
    }
  });
});
