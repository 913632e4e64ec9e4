import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { AppError } from '../../contract/errors';
import { startPostgres, type PostgresServer } from '../../../test/servers/postgres';
import { QueryBed } from '../../../test/servers/query-bed';
import { describeWith } from '../../../test/servers/vitest';

describeWith(['postgres'], 'query results', () => {
  let server: PostgresServer;
  let bed: QueryBed;

  beforeAll(async () => {
    server = await startPostgres();
    await server.query(`
      CREATE TABLE orders (id int PRIMARY KEY, customer text, amount numeric(20,4), at timestamptz);
      INSERT INTO orders VALUES
        (1, '华东电机', 12345678901234.5678, '2026-01-02 03:04:05.678901+08'),
        (2, 'Müller', NULL, NULL), (3, '', 0, 'infinity');
      CREATE TYPE colour AS ENUM ('red', 'green');`);
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    bed = await QueryBed.start(server);
  });
  afterEach(() => bed.at.close());

  it('keep every value exactly as the server writes it', async () => {
    const state = await bed.run(
      `SELECT id, customer, amount, at, 0.1::float8 + 0.2::float8 AS f, '\\xdead'::bytea AS b,
        9223372036854775807 AS big, ARRAY[1,NULL] AS list, 'red'::colour AS colour, true AS t
       FROM orders ORDER BY id`,
    );
    expect(state).toMatchObject({ state: 'done', rows: 3, truncated: false, error: null });
    expect(state.columns).toEqual([
      { name: 'id', type: 'int4', align: 'right', kind: 'integer' },
      { name: 'customer', type: 'text', align: 'left', kind: 'text' },
      { name: 'amount', type: 'numeric', align: 'right', kind: 'decimal' },
      { name: 'at', type: 'timestamptz', align: 'left', kind: 'time' },
      { name: 'f', type: 'float8', align: 'right', kind: 'float' },
      { name: 'b', type: 'bytea', align: 'left', kind: 'binary' },
      { name: 'big', type: 'int8', align: 'right', kind: 'integer' },
      { name: 'list', type: 'int4[]', align: 'left', kind: 'text' },
      { name: 'colour', type: 'colour', align: 'left', kind: 'text' },
      { name: 't', type: 'bool', align: 'left', kind: 'boolean' },
    ]);
    const rest = ['0.30000000000000004', '\\xdead', '9223372036854775807', '{1,NULL}', 'red', 't'];
    const rows = await bed.rows(state.id);
    expect(rows[0]?.slice(0, 3)).toEqual(['1', '华东电机', '12345678901234.5678']);
    expect(rows[0]?.slice(4)).toEqual(rest);
    expect(rows[1]).toEqual(['2', 'Müller', null, null, ...rest]);
    expect(rows[2]).toEqual(['3', '', '0.0000', 'infinity', ...rest]);
    expect(state).toMatchObject({
      server: expect.stringMatching(/^PostgreSQL 15\./),
      database: 'plant',
      username: 'fieldbench_reader',
    });
  });

  it('are preceded by a row of the audit log; a refused statement, which is not sent, by none', async () => {
    await bed.run('SELECT customer FROM orders WHERE id = :id', { parameters: { id: '1' } });
    await expect(bed.run('DELETE FROM orders')).rejects.toMatchObject({ code: 'sql.refused' });
    const { entries } = await bed.at.client.audit.list({ kinds: ['statement'] });
    const ofUser = entries.filter(({ detail }) => detail['purpose'] === undefined);
    expect(ofUser.map(({ detail }) => detail)).toEqual([
      {
        sql: 'SELECT customer FROM orders WHERE id = :id',
        username: 'fieldbench_reader',
        parameters: '{"id":"1"}',
      },
    ]);
  });

  it('bind parameters as values, whatever they contain', async () => {
    const state = await bed.run(
      'SELECT customer FROM orders WHERE customer = :name OR id = :id AND :flag ORDER BY id LIMIT :n',
      {
        parameters: { name: "'; DROP TABLE orders; --", id: '2', flag: 'yes', n: '5' },
        types: { id: 'number', flag: 'boolean', n: 'number' },
      },
    );
    expect(state).toMatchObject({ state: 'done', rows: 1 });
    expect(state.parameters).toEqual({
      name: "'; DROP TABLE orders; --",
      id: '2',
      flag: 'true',
      n: '5',
    });
    expect(await bed.rows(state.id)).toEqual([['Müller']]);
  });

  it.each([
    [{}, {}, 'sql.parameter-missing'],
    [{ a: 'x' }, { a: 'number' }, 'sql.parameter-invalid'],
    [{ a: '' }, { a: 'date' }, 'sql.parameter-missing'],
    [{ a: '2026-02-30' }, { a: 'date' }, 'sql.parameter-invalid'],
    [{ a: '25:00' }, { a: 'time' }, 'sql.parameter-invalid'],
    [{ a: 'perhaps' }, { a: 'boolean' }, 'sql.parameter-invalid'],
    [{ a: 'x\0y' }, {}, 'sql.parameter-invalid'],
  ] as const)('are not sent with parameters %j of types %j', async (parameters, types, code) => {
    const sql = 'SELECT :a::text';
    await expect(bed.run(sql, { parameters, types })).rejects.toMatchObject({ code });
    expect(await bed.client.queries.results({})).toEqual([]);
  });

  it('show SHOW and EXPLAIN, and a result without rows', async () => {
    const shown = await bed.run('SHOW transaction_read_only');
    expect(await bed.rows(shown.id)).toEqual([['on']]);
    const plan = await bed.run('EXPLAIN SELECT * FROM orders');
    expect((await bed.rows(plan.id))[0]?.[0]).toContain('Seq Scan on orders');
    const none = await bed.run('SELECT id FROM orders WHERE false');
    expect(none).toMatchObject({ state: 'done', rows: 0, firstRowMs: null });
    expect(none.columns).toHaveLength(1);
  });

  it('stop at the row limit and say that there is more', async () => {
    const cut = await bed.run('SELECT generate_series(1, 150)', { maxRows: 149 });
    expect(cut).toMatchObject({ state: 'done', rows: 149, truncated: true });
    const whole = await bed.run('SELECT generate_series(1, 150)', { maxRows: 150 });
    expect(whole).toMatchObject({ state: 'done', rows: 150, truncated: false });
    const few = await bed.run('SELECT generate_series(1, 150)', { maxRows: 5 });
    expect(few).toMatchObject({ state: 'done', rows: 5, truncated: true });
  });

  it('reach the far end of a large result at once, and open it again without a server', async () => {
    const sql = "SELECT i, 'row ' || i AS text FROM generate_series(1, 200000) i";
    const state = await bed.run(sql, { title: 'many' });
    expect(state).toMatchObject({ state: 'done', rows: 200_000, truncated: false });
    expect(await bed.rows(state.id, 199_998, 10)).toEqual([
      ['199999', 'row 199999'],
      ['200000', 'row 200000'],
    ]);
    expect(await bed.rows(state.id, 200_000, 10)).toEqual([]);
    expect(await bed.rows(state.id, 100_500, 2)).toEqual([
      ['100501', 'row 100501'],
      ['100502', 'row 100502'],
    ]);
    const { client } = bed;
    await client.vault.lock({});
    await client.vault.unlock({ passphrase: bed.at.passphrase });
    expect(await client.queries.results({})).toEqual([state]);
    expect(await bed.rows(state.id, 199_999, 1)).toEqual([['200000', 'row 200000']]);
    await client.queries.discard({ id: state.id });
    expect(await client.queries.results({})).toEqual([]);
    await expect(bed.rows(state.id)).rejects.toMatchObject({ code: 'sql.result-gone' });
  });

  it('cut windows of very wide rows instead of one giant answer', async () => {
    const state = await bed.run("SELECT repeat('x', 1000000), i FROM generate_series(1, 20) i");
    expect(state).toMatchObject({ state: 'done', rows: 20 });
    const first = await bed.rows(state.id, 0, 20);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(20);
    const rest = await bed.rows(state.id, 19, 1);
    expect(rest[0]?.[1]).toBe('20');
  });

  it('are refused before anything is sent, with reason and place', async () => {
    const refusal = await bed.client.queries
      .run({ endpointId: bed.endpointId, sql: 'SELECT 1,\n pg_terminate_backend(1)' })
      .catch((error: unknown) => error);
    expect((refusal as AppError).toData()).toMatchObject({
      code: 'sql.refused',
      params: {
        reason: 'function-not-allowed',
        name: 'pg_terminate_backend',
        line: 2,
        column: 2,
        length: 20,
      },
    });
    await expect(bed.run('SELEC 1')).rejects.toMatchObject({
      code: 'sql.syntax',
      params: { message: 'syntax error at or near "SELEC"', line: 1, column: 1, length: 5 },
    });
    expect(
      await bed.client.queries.classify({ dialect: 'postgresql', sql: 'DROP TABLE x' }),
    ).toMatchObject({
      verdict: 'refused',
      reasons: [
        {
          reason: 'not-reading',
          params: { statement: 'DROP' },
          place: { line: 1, column: 1, length: 4 },
        },
      ],
      statements: 1,
      parameters: [],
    });
  });

  it('mark the place the server complains about in the text as typed', async () => {
    const state = await bed.run(
      "SELECT :long_parameter_name, '😀'\n  , no_such_column FROM orders",
      {
        parameters: { long_parameter_name: 'x' },
      },
    );
    expect(state).toMatchObject({
      state: 'failed',
      error: { code: 'sql.failed', params: { sqlstate: '42703' } },
      place: { line: 2, column: 5, length: 14 },
    });
  });

  it('keep the rows that came before a failure', async () => {
    const state = await bed.run('SELECT 1 / (5000 - i) FROM generate_series(1, 10000) i');
    expect(state).toMatchObject({
      state: 'failed',
      error: { code: 'sql.failed', params: { sqlstate: '22012' } },
    });
    expect(state.rows).toBeGreaterThan(0);
    expect((await bed.rows(state.id, state.rows - 1, 5)).length).toBe(1);
  });

  it('become evidence with their origin, row by row', async () => {
    const state = await bed.run('SELECT id, customer FROM orders WHERE id > :n ORDER BY id', {
      title: 'Customers',
      parameters: { n: '0' },
    });
    const { evidence } = bed.at.host.features().queries.results;
    const { title, pieces, origin } = evidence.excerpt({
      kind: 'result',
      resultId: state.id,
      rows: [2, 0],
    });
    expect(title).toBe('Customers');
    expect(await text(pieces)).toBe('["3",""]\n["1","华东电机"]\n');
    expect(origin).toEqual({
      system: 'ERP',
      environment: 'production',
      server: state.server,
      host: `${server.host}:${server.port}`,
      database: 'plant',
      username: 'fieldbench_reader',
      sql: state.sql,
      parameters: { n: '0' },
      startedAt: state.startedAt,
      columns: state.columns,
      rows: [2, 0],
      rowCount: 2,
      truncated: false,
      dialect: 'postgresql',
      guard: 'read',
      state: 'done',
      clockOffsetMs: expect.any(Number),
      clippedCells: 0,
      queryId: null,
      queryVersion: null,
      wholeSha256: state.sha256,
    });
    const all = evidence.excerpt({ kind: 'result', resultId: state.id, rows: null });
    const lines = '["1","华东电机"]\n["2","Müller"]\n["3",""]\n';
    expect(await text(all.pieces)).toBe(lines);
    expect(state.sha256).toBe(createHash('sha256').update(lines).digest('hex'));
    expect(all.origin).toMatchObject({ rows: null, rowCount: 3 });
  });
});

async function text(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString();
}
