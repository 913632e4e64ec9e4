/** Servers that restart, whose clock is off, whose passwords expire and whose texts are of other times. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startMariaDb, type MariaDbServer } from '../../../test/servers/mariadb';
import { startPostgres, type PostgresServer } from '../../../test/servers/postgres';
import { QueryBed } from '../../../test/servers/query-bed';
import { describeWith } from '../../../test/servers/vitest';

/** A server, and a host of its own for each test. */
interface Field<Server> {
  readonly server: Server;
  readonly bed: QueryBed;
}

/** Sets up for the tests of a `describe`, with what every server must do. `rows`: a statement that gives rows for long. */
function fieldOf<Server extends PostgresServer | MariaDbServer>(
  start: () => Promise<Server>,
  rows: string,
): Field<Server> {
  let server: Server;
  let bed: QueryBed;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    bed = await QueryBed.start(server);
  });
  afterEach(() => bed.at.close());

  it('keeps the rows so far when it stops, says that it is away, and is asked again once it is back', async () => {
    const id = await bed.start(rows, { maxRows: 10_000_000 });
    await bed.underWay(id, 1_000);
    await server.halt();
    const cut = await bed.ended(id);
    expect(cut).toMatchObject({ state: 'failed', error: { code: 'sql.connection-lost' } });
    expect(await bed.rows(id, cut.rows - 1, 5)).toHaveLength(1);
    const away = await bed.run('SELECT 1');
    expect(away).toMatchObject({ state: 'failed', error: { code: 'sql.connection-failed' } });
    await server.resume();
    expect(await bed.run('SELECT 1')).toMatchObject({ state: 'done', rows: 1 });
    expect(await bed.rows(id, 0, 1)).toHaveLength(1);
  });

  return {
    get server() {
      return server;
    },
    get bed() {
      return bed;
    },
  };
}

describeWith(['postgres'], 'a PostgreSQL of the field', () => {
  const field = fieldOf(startPostgres, "SELECT generate_series(1, 100000000), repeat('x', 100)");

  it('lets nobody in whose password has expired, which it tells nobody: the words say that it may be so', async () => {
    const { server, bed } = field;
    await server.query("CREATE ROLE late LOGIN PASSWORD 'secret-word' VALID UNTIL '2020-01-01'");
    await bed.client.secrets.set({ name: 'late', value: 'secret-word' });
    const endpointId = await bed.endpoint({ username: 'late', secret: 'late' });
    const state = await bed.run('SELECT 1', { endpointId });
    expect(state).toMatchObject({ state: 'failed', error: { code: 'sql.auth-failed' } });
    expect(JSON.stringify([state, bed.at.log])).not.toContain('secret-word');
  });

  it('gives shapes as it writes them', async () => {
    const { bed } = field;
    const state = await bed.run(
      `SELECT '(1,2)'::point, '((0,0),(1,0),(1,1))'::polygon, '(1,1),(0,0)'::box, '<(1,1),2>'::circle,
         '[(0,0),(3,4)]'::path, area('(2,2),(0,0)'::box), NULL::polygon`,
    );
    expect(state).toMatchObject({ state: 'done' });
    expect(await bed.rows(state.id)).toEqual([
      ['(1,2)', '((0,0),(1,0),(1,1))', '(1,1),(0,0)', '<(1,1),2>', '[(0,0),(3,4)]', '4', null],
    ]);
  });

  it('gives texts of a database that knows no encoding, whatever wrote them, and keeps them', async () => {
    const { server, bed } = field;
    const like = "TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'";
    await server.query(`CREATE DATABASE raw ENCODING 'SQL_ASCII' ${like}`);
    await server.query(`CREATE DATABASE chinese ENCODING 'EUC_CN' ${like}`);
    const read = async (database: string, sql: string): Promise<unknown> => {
      const state = await bed.run(sql, { endpointId: await bed.endpoint({ database }) });
      expect(state).toMatchObject({ state: 'done' });
      return bed.rows(state.id);
    };
    // GBK beside UTF-8, and bytes that are neither.
    expect(
      await read(
        'raw',
        "SELECT chr(187) || chr(170) || chr(182) || chr(171), '华东', 'a' || chr(255)",
      ),
    ).toEqual([['华东', '华东', 'a\uFFFD']]);
    expect(await read('chinese', "SELECT '华东', octet_length('华东')")).toEqual([['华东', '4']]);
  });
});

describeWith(['mariadb'], 'a MariaDB of the field', () => {
  const field = fieldOf(startMariaDb, "SELECT seq, repeat('x', 100) FROM seq_1_to_100000000");

  it('lets nobody in whose password has expired', async () => {
    const { server, bed } = field;
    await server.query("CREATE USER late@'%' IDENTIFIED BY 'secret-word' PASSWORD EXPIRE");
    await bed.client.secrets.set({ name: 'late', value: 'secret-word' });
    const endpointId = await bed.endpoint({ username: 'late', secret: 'late', database: '' });
    const state = await bed.run('SELECT 1', { endpointId });
    expect(state).toMatchObject({ state: 'failed', error: { code: 'sql.password-expired' } });
  });

  it('whose clock is off: how far is told with the result, and kept with it and with its evidence', async () => {
    const { server, bed } = field;
    // Of every session but those of administrators: hours in the future.
    await server.query(`SET GLOBAL init_connect = 'SET timestamp = UNIX_TIMESTAMP() + 28800'`);
    const { client } = bed;
    const { clockOffsetMs, id } = await bed.run(
      'SELECT NOW() > SYSDATE() + INTERVAL 7 HOUR AS ahead',
    );
    await server.query(`SET GLOBAL init_connect = ''`);
    expect(await bed.rows(id)).toEqual([['1']]);
    expect(Math.abs((clockOffsetMs ?? 0) - 28_800_000)).toBeLessThan(60_000);
    const made = await client.cases.create({ title: 'Late orders', priority: 'P3' });
    const source = { kind: 'result', resultId: id, rows: null } as const;
    const { provenance } = await client.cases.addEvidence({ caseId: made.id, source });
    expect(provenance).toMatchObject({ clockOffsetMs });
    expect(await client.queries.result({ id })).toMatchObject({ clockOffsetMs });
  });

  it('gives shapes as their bytes, and as text where that is asked for', async () => {
    const { bed } = field;
    const state = await bed.run(
      `SELECT ST_AsText(ST_GeomFromText('POINT(1 2)')), ST_Area(ST_GeomFromText('POLYGON((0 0,2 0,2 2,0 2,0 0))')),
         ST_GeomFromText('POINT(1 2)'), ST_GeomFromText(NULL)`,
    );
    expect(state).toMatchObject({ state: 'done' });
    expect(await bed.rows(state.id)).toEqual([
      ['POINT(1 2)', '4', '0x000000000101000000000000000000f03f0000000000000040', null],
    ]);
  });

  it('gives texts of a GBK database, and bytes of one that was told to be of another encoding', async () => {
    const { server, bed } = field;
    await server.query(`CREATE DATABASE chinese CHARACTER SET gbk;
      CREATE TABLE chinese.item (name varchar(20), old varchar(20) CHARACTER SET latin1, raw varbinary(20));
      INSERT INTO chinese.item VALUES ('华东縗', x'bbaab6ab', x'c3ff');
      GRANT SELECT ON chinese.* TO '${server.reader.user}'@'%'`);
    const endpointId = await bed.endpoint({ database: 'chinese' });
    const sql = 'SELECT name, old, CONVERT(CAST(old AS BINARY) USING gbk), raw FROM item';
    const state = await bed.run(sql, { endpointId });
    expect(state).toMatchObject({ state: 'done' });
    expect(await bed.rows(state.id)).toEqual([['华东縗', '»ª¶«', '华东', '0xc3ff']]);
  });
});
