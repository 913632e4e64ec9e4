import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startMariaDb, type MariaDbServer } from '../../../test/servers/mariadb';
import { startPostgres, type PostgresServer } from '../../../test/servers/postgres';
import { endless, QueryBed } from '../../../test/servers/query-bed';
import { describeWith } from '../../../test/servers/vitest';

/** What ends every session, and says nothing: it is not written down, see decision 0020. */
const ending = /^ROLLBACK$/;
/** Blanks as one; a parameter as the servers write it, who know no names. */
const flat = (text: string): string =>
  text
    .replace(/(?:\s|\\n)+/g, ' ')
    .replace(/:id\b|\$1(?!\d)/g, '?')
    .trim();

/** Statements in the audit log, oldest first. */
async function audited(bed: QueryBed) {
  const { entries } = await bed.client.audit.list({ kinds: ['statement'], count: 500 });
  return entries.reverse().map(({ detail }) => ({
    sql: flat(String(detail['sql'])),
    purpose: detail['purpose'],
    parameters: String(detail['parameters']),
  }));
}

/** The servers write down what they were told; the audit log must know all of it. */
describeWith(['postgres'], 'the audit log of a PostgreSQL', () => {
  let server: PostgresServer;
  let bed: QueryBed;
  beforeAll(async () => {
    server = await startPostgres({ settings: ['log_statement=all', 'log_line_prefix=<%a>'] });
    await server.query(
      "CREATE TYPE colour AS ENUM ('red'); CREATE TABLE t AS SELECT 1 AS id, 'red'::colour AS colour",
    );
    await server.query(`GRANT SELECT ON t TO ${server.reader.user}`);
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    bed = await QueryBed.start(server);
  });
  afterEach(() => bed?.at.close());

  /** What our sessions sent, by the server's own log. */
  function received(): string[] {
    const entries = server.log().split(/^(?=<)/m);
    return entries.flatMap((entry) => {
      const found = /^<FieldBench>LOG: {2}(?:statement|execute [^:]*): ([^]*)/.exec(entry);
      return found?.[1] === undefined ? [] : [flat(found[1])];
    });
  }

  it('has every statement that the server got, and the values bound in it', async () => {
    const before = received().length;
    await bed.run('SELECT colour FROM t WHERE id = :id', { parameters: { id: '1' } });
    await bed.client.queries.testConnection({ endpointId: bed.endpointId });
    await bed.client.queries.explain({
      endpointId: bed.endpointId,
      sql: 'SELECT * FROM t WHERE id = :id',
      parameters: { id: '1' },
    });
    const id = await bed.start(endless);
    await bed.underWay(id);
    await bed.client.queries.cancel({ id });
    await bed.ended(id);
    await bed.nobodyLeft();
    const sent = received().slice(before);
    const rows = await audited(bed);
    const unknown = sent.filter(
      (sql) => !ending.test(sql) && !rows.some((row) => row.sql.includes(sql)),
    );
    expect(unknown).toEqual([]);
    expect(sent.length).toBeGreaterThan(12);
    const of = (purpose: string) => rows.filter((row) => row.purpose === purpose);
    expect(of('cancel').map(({ sql }) => sql)).toEqual([
      expect.stringMatching(/^CancelRequest \d+$/),
    ]);
    expect(of('session')).toHaveLength(4);
    expect(of('question').some(({ parameters }) => parameters.includes('t'))).toBe(true);
    const own = rows.filter(({ purpose }) => purpose === undefined);
    expect(own.map(({ sql, parameters }) => [sql.slice(0, 7), parameters])).toEqual([
      ['SELECT ', '{"id":"1"}'],
      ['EXPLAIN', '["1"]'],
      ['SELECT ', '{}'],
    ]);
  });

  it.each(['session', 'question', 'cancel', undefined])(
    'that cannot be written keeps what it is about from being sent: %s',
    async (purpose) => {
      const fault = purpose
        ? `NEW.detail LIKE '%"purpose":"${purpose}"%'`
        : `NEW.detail NOT LIKE '%"purpose"%'`;
      bed.at.host
        .features()
        .profile.db.exec(
          `CREATE TRIGGER full BEFORE INSERT ON audit_entry WHEN ${fault} BEGIN SELECT RAISE(ABORT, 'full'); END`,
        );
      const before = received().length;
      if (purpose === 'cancel') {
        // It is not told to stop, and loses its connection instead.
        const id = await bed.start(endless);
        await bed.underWay(id);
        await bed.client.queries.cancel({ id });
        expect(await bed.ended(id)).toMatchObject({ state: 'cancelled' });
        await server.dropConnections();
      } else if (purpose === undefined) {
        await expect(bed.run('SELECT 1')).rejects.toMatchObject({ code: 'internal' });
        expect(received().slice(before)).toEqual([]);
      } else {
        expect(await bed.run('SELECT lower(colour::text) FROM t')).toMatchObject({
          state: 'failed',
        });
        expect(
          received()
            .slice(before)
            .filter((sql) => sql.includes('colour')),
        ).toEqual([]);
      }
      await bed.nobodyLeft();
    },
  );
});

describeWith(['mariadb'], 'the audit log of a MariaDB', () => {
  let server: MariaDbServer;
  let postgres: QueryBed;
  beforeAll(async () => {
    server = await startMariaDb();
    await server.query(
      "CREATE TABLE t (id INT); INSERT INTO t VALUES (1); SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = ON",
    );
  });
  afterAll(async () => {
    await postgres?.at.close();
    await server?.stop();
  });

  it('has every statement that the server got', async () => {
    postgres = await QueryBed.start(server as never);
    const { client } = postgres;
    const { id: endpointId } = await client.systems.saveEndpoint({
      systemId: postgres.systemId,
      name: 'mariadb',
      detail: {
        kind: 'database',
        dialect: 'mysql',
        host: server.host,
        port: server.port,
        database: server.database,
        username: server.reader.user,
        secret: 'reader',
        tls: 'off',
      },
    });
    await postgres.run('SELECT lower(id) FROM t WHERE id = :id', {
      endpointId,
      parameters: { id: '1' },
    });
    await client.queries.testConnection({ endpointId });
    const id = await postgres.start(
      'SELECT COUNT(*) FROM information_schema.COLUMNS a, information_schema.COLUMNS b, information_schema.COLUMNS c, information_schema.COLUMNS d',
      { endpointId },
    );
    await postgres.underWay(id);
    await client.queries.cancel({ id });
    await postgres.ended(id);
    const sent = await server.query(
      `SELECT command_type, argument FROM mysql.general_log WHERE user_host LIKE '${server.reader.user}%' AND command_type IN ('Query', 'Prepare')`,
    );
    const rows = await audited(postgres);
    const unknown = sent
      .map((row) => flat(String(row['argument'])))
      // How values are bound: text and values stand in the row of the statement itself.
      .filter(
        (sql) => !ending.test(sql) && !/@fieldbench_|^(?:PREPARE|EXECUTE) fieldbench/.test(sql),
      )
      .filter((sql) => !rows.some((row) => row.sql.includes(sql)));
    expect(sent.length).toBeGreaterThan(12);
    expect(unknown).toEqual([]);
    expect(rows.filter(({ purpose }) => purpose === 'cancel')).toHaveLength(1);
    expect(rows.find(({ purpose }) => purpose === undefined)?.parameters).toBe('{"id":"1"}');
  });
});
