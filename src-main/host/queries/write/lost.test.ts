/** Writes whose connection, disk or program is lost, on real servers. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../../../../test/servers/fault-proxy';
import { startMariaDb, type MariaDbServer } from '../../../../test/servers/mariadb';
import { otherWindows, type Windows } from '../../../../test/servers/other-window';
import { startPostgres, type PostgresServer } from '../../../../test/servers/postgres';
import { until } from '../../../../test/servers/query-bed';
import { describeWith } from '../../../../test/servers/vitest';
import { change, WriteBed } from '../../../../test/servers/write-bed';

const script = 'UPDATE prices SET price = 5 WHERE id = 1; UPDATE prices SET price = 6 WHERE id = 2';

/** What both servers must do. */
function losses(
  dialect: 'postgresql' | 'mysql',
  start: () => Promise<PostgresServer | MariaDbServer>,
): void {
  let server: PostgresServer | MariaDbServer;
  let proxy: FaultProxy;
  let bed: WriteBed;
  let query: (sql: string) => Promise<unknown[]>;
  const prices = async () =>
    (await query('SELECT price FROM prices ORDER BY id')).map((row) =>
      Number((row as { price: unknown }).price),
    );

  beforeAll(async () => {
    server = await start();
    query = (sql) => server.query(sql);
    proxy = await startFaultProxy({ target: server });
    bed = await WriteBed.start(dialect, { ...server, ...server.admin, port: proxy.port });
  });
  afterAll(async () => {
    await bed?.close();
    await proxy?.stop();
    await server?.stop();
  });
  beforeEach(async () => {
    await query(
      'DROP TABLE IF EXISTS prices; CREATE TABLE prices (id int PRIMARY KEY, price int); INSERT INTO prices VALUES (1, 10), (2, 20)',
    );
  });

  it('tells at once that the connection is lost, without a step', async () => {
    const { id } = await bed.open(script);
    await bed.step(id, false);
    const told = bed.told(id);
    proxy.cut();
    expect(await told).toMatchObject({ state: 'lost', endedByItself: false });
    await expect(bed.step(id)).rejects.toMatchObject({ code: 'sql.write-over' });
    await until(async () => (await prices())[0] === 10);
    expect((await bed.ends())[0]).toEqual(['lost', 1]);
  });

  it('tells of a commit whose answer was lost that nobody knows, and what it was', async () => {
    const { id } = await bed.open(script);
    await bed.step(id);
    proxy.cutAfter('COMMIT');
    expect(await bed.end(id, 'commit')).toMatchObject({ state: 'unknown' });
    // In truth the server had it.
    await until(async () => (await prices()).join() === '5,6');
    expect((await bed.ends())[0]).toEqual(['unknown', 2]);
    const [kept] = await bed.at.client.queries.writes({});
    expect(kept).toMatchObject({ id, state: 'unknown', host: `127.0.0.1:${proxy.port}` });
    expect(kept?.statements.map(({ sql, affected }) => [sql.slice(0, 6), affected])).toEqual([
      ['UPDATE', 1],
      ['UPDATE', 1],
    ]);
  });

  it('ends as lost where a statement loses the connection', async () => {
    const { id } = await bed.open(script);
    await bed.step(id, false);
    proxy.cutAfter('price = 6');
    const lost = await bed.step(id);
    expect(lost).toMatchObject({ state: 'lost' });
    expect(lost.statements[1]).toMatchObject({ state: 'failed', error: { code: 'sql.connection-lost' } }); // prettier-ignore
    await until(async () => (await prices()).join() === '10,20');
  });

  it('lets a login that only reads change nothing', async () => {
    await bed.at.client.secrets.set({ name: 'reader', value: server.reader.password });
    const { client } = bed.at;
    const { endpoints } = await client.systems.inventory({});
    const [known] = endpoints;
    if (known?.detail.kind !== 'database') throw new Error('no database');
    const { systemId, detail } = known;
    const reader = await client.systems.saveEndpoint({
      systemId,
      name: 'reader',
      detail: { ...detail, username: server.reader.user },
    });
    const opened = await client.queries.openWrite({ endpointId: reader.id, sql: script, statement: change }); // prettier-ignore
    const failed = await bed.step(opened.id);
    expect(failed.statements.map(({ state }) => state)).toEqual(['failed', 'waiting']);
    expect(failed.statements[0]?.error?.code).toBe('sql.failed');
    expect(await bed.end(opened.id, 'rollback')).toMatchObject({ state: 'rolled-back' });
    await client.secrets.set({ name: 'reader', value: server.admin.password });
  });
}

describeWith(['mariadb'], 'a write into MariaDB that is lost', () =>
  losses('mysql', () => startMariaDb()),
);

describeWith(['postgres'], 'a write into PostgreSQL that is lost', () => {
  losses('postgresql', () => startPostgres());
});

describeWith(['postgres'], 'a write whose server, disk or program fails', () => {
  let server: PostgresServer;
  let bed: WriteBed;
  let windows: Windows;
  const prices = async () =>
    (await server.query<{ price: number }>('SELECT price FROM prices ORDER BY id')).map(
      ({ price }) => price,
    );
  const open = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'FieldBench'";
  const nobodyLeft = (): Promise<void> =>
    until(async () => (await server.query(open)).length === 0);

  beforeAll(async () => {
    server = await startPostgres();
    windows = await otherWindows();
  });
  afterAll(async () => {
    windows?.remove();
    await server?.stop();
  });
  beforeEach(async () => {
    // Also a commit that still sleeps.
    await server.dropConnections();
    await server.query(
      'DROP TABLE IF EXISTS prices CASCADE; CREATE TABLE prices (id int PRIMARY KEY, price int); INSERT INTO prices VALUES (1, 10), (2, 20)',
    );
    bed = await WriteBed.start('postgresql', { ...server, ...server.admin });
  });
  afterEach(() => bed?.close());

  it('tells that the server refused to commit, and why', async () => {
    await server.query(
      'CREATE TABLE of_price (id int REFERENCES prices (id) DEFERRABLE INITIALLY DEFERRED)',
    );
    const { id } = await bed.open('INSERT INTO of_price VALUES (3)');
    await bed.step(id);
    await expect(bed.end(id, 'commit')).rejects.toMatchObject({ code: 'sql.failed' });
    expect(await bed.told(id)).toMatchObject({ state: 'rolled-back' });
  });

  it('sends nothing that cannot be written down, and leaves no transaction open', async () => {
    const { db } = bed.at.host.features().profile;
    const full = (table: string): void => {
      db.exec(
        `CREATE TRIGGER full BEFORE INSERT ON ${table} BEGIN SELECT RAISE(FAIL, 'full'); END`,
      );
    };
    const steps: ((id: string) => Promise<unknown>)[] = [
      (id) => bed.step(id),
      (id) => bed.end(id, 'commit'),
    ];
    for (const step of steps) {
      const { id } = await bed.open(script);
      await bed.step(id, false);
      const told = bed.told(id);
      full('audit_entry');
      await expect(step(id)).rejects.toThrow();
      expect(await told).toMatchObject({ state: 'rolled-back', endedByItself: true });
      await nobodyLeft();
      // It also stands where the next start looks.
      expect((await bed.at.client.queries.writes({}))[0]).toMatchObject({
        id,
        state: 'rolled-back',
      });
      await expect(bed.step(id)).rejects.toMatchObject({ code: 'sql.write-over' });
      await expect(bed.open(script)).rejects.toThrow();
      db.exec('DROP TRIGGER full');
    }
    full('query_write');
    await expect(bed.open(script)).rejects.toThrow();
    db.exec('DROP TRIGGER full');
    await nobodyLeft();
    expect(await prices()).toEqual([10, 20]);
  });

  it('can be rolled back where that cannot be written down', async () => {
    const { db } = bed.at.host.features().profile;
    const { id } = await bed.open(script);
    await bed.step(id);
    db.exec(
      "CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(FAIL, 'full'); END",
    );
    expect(await bed.end(id, 'rollback')).toMatchObject({ state: 'rolled-back' });
    db.exec('DROP TRIGGER full');
    await nobodyLeft();
    expect(await prices()).toEqual([10, 20]);
  });

  it('is seen by another window, and has an end when its program was killed', async () => {
    const other = await windows.open(bed.at);
    const { endpointId } = bed;
    const write = { endpointId, sql: script, statement: change };
    const { id } = await other.call('queries', 'openWrite', write);
    await other.call('queries', 'stepWrite', { id, all: false });
    expect((await bed.at.client.queries.writes({}))[0]).toMatchObject({ id, state: 'open' });
    await expect(bed.end(id, 'commit')).rejects.toMatchObject({
      code: 'queries.other-window',
      params: { pid: other.pid },
    });
    await other.kill();
    await nobodyLeft();
    expect(await prices()).toEqual([10, 20]);
    // The next start.
    const next = await windows.open(bed.at);
    expect(await bed.told(id)).toMatchObject({
      state: 'lost',
      endedByItself: true,
      statements: [{ state: 'done', affected: 1 }, { state: 'waiting' }],
    });
    expect((await bed.ends())[0]).toEqual(['lost', 1]);
    await next.close();
  });

  it('is not known to be committed when the program was killed while it committed', async () => {
    await server.query(`
      CREATE FUNCTION sleeps() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(3600); RETURN NULL; END';
      CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON prices DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION sleeps()`);
    const other = await windows.open(bed.at);
    const write = { endpointId: bed.endpointId, sql: script, statement: change };
    const { id } = await other.call('queries', 'openWrite', write);
    await other.call('queries', 'stepWrite', { id, all: true });
    other.call('queries', 'endWrite', { id, end: 'commit' }).catch(() => undefined);
    const waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
    await until(async () => (await server.query(waits)).length > 0);
    await other.kill();
    const next = await windows.open(bed.at);
    expect(await bed.told(id)).toMatchObject({ state: 'unknown', endedByItself: true });
    await next.close();
  });

  it('tells at once of a server that goes down', async () => {
    const { id } = await bed.open(script);
    await bed.step(id, false);
    const told = bed.told(id);
    await server.stop();
    expect(await told).toMatchObject({ state: 'lost' });
  });
});
