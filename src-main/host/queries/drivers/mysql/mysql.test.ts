import { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../../../../../test/servers/fault-proxy';
import { watchedTarget } from '../../../../../test/servers/live-memory';
import { startMariaDb, type MariaDbServer } from '../../../../../test/servers/mariadb';
import { until } from '../../../../../test/servers/query-bed';
import { rowsOf, unguarded } from '../../../../../test/servers/unguarded';
import { describeWith } from '../../../../../test/servers/vitest';
import type { Row } from '../../../../contract/queries';
import { runStatement, StatementFailed } from '../run';
import { targetOfUrl } from '../../target-url';
import type { DatabaseSession, SessionMode } from '../port';
import { driver } from './index';

const limits = { connectMs: 25_000, statementMs: 60_000, lockMs: 1_000 };
const never = new AbortController().signal;
const mebibyte = 1024 * 1024;
const sql = (text: string, values = 0) => unguarded('mysql', text, values);
const endless = 'SELECT count(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b, seq_1_to_1000000 c';

describeWith(['mariadb'], 'MariaDB', () => {
  let server: MariaDbServer;
  let proxy: FaultProxy | null = null;
  const opened: DatabaseSession[] = [];
  beforeAll(async () => {
    server = await startMariaDb({
      settings: ['--max-allowed-packet=1G', '--max-connections=20', '--extra-max-connections=1'],
    });
    await server.query(`
      CREATE TABLE item (id bigint unsigned PRIMARY KEY, code varchar(20) NOT NULL, KEY (code)) CHARACTER SET utf8mb4;
      INSERT INTO item SELECT seq, concat('c', seq) FROM seq_1_to_10000;
      ANALYZE TABLE item;
      CREATE TABLE gbk (id int PRIMARY KEY, name varchar(40)) CHARACTER SET gbk;
      INSERT INTO gbk VALUES (1, '华东电机縗'), (2, '');
      SET SESSION sql_mode = '';
      CREATE TABLE kinds (
        a bigint unsigned, b decimal(65,30), c double, d float, e date, f datetime(6), g time(3),
        h year, i bit(64), j point, k json, l enum('甲','乙'), m set('x','y'), n varbinary(8), o blob,
        p varchar(10), q timestamp NULL);
      INSERT INTO kinds VALUES
        (18446744073709551615, 12345678901234567890123456789012345.123456789012345678901234567891,
         0.1, 1.5, '0000-00-00', '9999-12-31 23:59:59.999999', '-838:59:59.999', 2155, b'${'1'.repeat(64)}',
         point(1, 2), '{"a":"中"}', '乙', 'x,y', x'00ff', '', '', '2038-01-19 03:14:07'),
        (0, -0.1, -1e308, 3, '2026-02-00', '0000-00-00 00:00:00', '100:00:00', 0, b'0',
         NULL, NULL, NULL, '', '', 'é', NULL, NULL)`);
  });
  afterEach(async () => {
    for (const session of opened.splice(0)) await session.close();
    await proxy?.stop();
    proxy = null;
  });
  afterAll(() => server?.stop());

  async function open(given = limits, mode: SessionMode = 'read', url = server.url) {
    const session = await driver.open(await targetOfUrl(url), given, mode, never);
    opened.push(session);
    return session;
  }

  it('tells who answers, and its clock', async () => {
    const { identity } = await open();
    expect(identity).toMatchObject({ product: 'mariadb', database: 'plant' });
    expect(identity.server).toBe(`MariaDB ${identity.version.join('.')}`);
    expect(identity.username).toBe(`${server.admin.user}@%`);
    expect(Math.abs(identity.clockOffsetMs ?? Infinity)).toBeLessThan(5_000);
  });

  it('gives every value as the text of the server, without loss', async () => {
    const { rows, types } = await rowsOf(await open(), sql('SELECT * FROM kinds'));
    expect(rows).toEqual([
      [
        '18446744073709551615',
        '12345678901234567890123456789012345.123456789012345678901234567891',
        '0.1',
        '1.5',
        '0000-00-00',
        '9999-12-31 23:59:59.999999',
        '-838:59:59.999',
        '2155',
        '18446744073709551615',
        '0x000000000101000000000000000000f03f0000000000000040',
        '{"a":"中"}',
        '乙',
        'x,y',
        '0x00ff',
        '0x',
        '',
        '2038-01-19 03:14:07',
      ],
      ['0', '-0.100000000000000000000000000000', '-1e308', '3', '2026-02-00', '0000-00-00 00:00:00.000000', '100:00:00.000', '0000', '0', null, null, null, '', '0x', '0xc3a9', null, null], // prettier-ignore
    ]);
    expect(types).toEqual(
      'bigint unsigned,decimal,double,float,date,datetime,time,year,bit(64),point,json,enum,set,varbinary,blob,varchar,timestamp'.split(','), // prettier-ignore
    );
  });

  it('reads columns in GBK, equal and empty names, and 1,600 columns', async () => {
    const session = await open();
    const gbk = await rowsOf(session, sql('SELECT name, name, id AS `` FROM gbk ORDER BY id'));
    expect(gbk.rows).toEqual([
      ['华东电机縗', '华东电机縗', '1'],
      ['', '', '2'],
    ]);
    expect(gbk.columns).toEqual(['name', 'name', '']);
    const wide = await rowsOf(session, sql(`SELECT ${Array(1600).fill("'中', 1").join(', ')}`));
    expect(wide.rows[0]).toHaveLength(3200);
  });

  it('binds values on the server, which converts them and uses its indexes', async () => {
    const session = await open();
    const hostile = ["o'b\\", '縗\\', '\u00bf\u0027 OR 1=1 -- ', '', null, '😀', '0x41'];
    const marks = hostile.map(() => '?').join(', ');
    const given = await rowsOf(session, sql(`SELECT ${marks}`, hostile.length), hostile);
    expect(given.rows).toEqual([hostile]);
    const found = await rowsOf(session, sql('SELECT id FROM item WHERE code = ?', 1), ['c42']);
    expect(found.rows).toEqual([['42']]);
    const plan = await rowsOf(session, sql('EXPLAIN SELECT id FROM item WHERE code = ? AND id = ?', 2), ['c42', '42']); // prettier-ignore
    expect(plan.rows[0]).toContain('const');
  });

  it.each([
    "INSERT INTO item VALUES (0, 'x')",
    'CREATE TABLE other (a int)',
    'DROP TABLE item',
    'SELECT 1; DELETE FROM item',
    "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE item",
    'SELECT * FROM item FOR UPDATE',
  ])('refuses %s also without the guard', async (text) => {
    const session = await open();
    await expect(rowsOf(session, sql(text))).rejects.toThrow();
    expect(await server.query('SELECT count(*) AS n FROM item')).toEqual([{ n: '10000' }]);
  });

  it('names what a statement failed of, and where', async () => {
    const session = await open({ ...limits, statementMs: 500 });
    const failed = async (text: string) => {
      const judgement = sql(text);
      const error = await rowsOf(session, judgement).catch((reason: unknown) => reason);
      return session.failure(error, judgement, text, 500);
    };
    expect((await failed('INSERT INTO item VALUES (0, 1)')).error.code).toBe('sql.refused');
    expect(await failed('SELECT id,\n  id FROMM item')).toMatchObject({
      error: { code: 'sql.syntax' },
      place: { line: 2, column: 12 },
    });
    expect((await failed('SELECT nothing FROM item')).error.code).toBe('sql.failed');
    expect((await failed('SELECT sleep(30)')).error.code).toBe('sql.timeout');
    // Its transaction holds a lock on the table's definition.
    await session.close();
    const locker = await open(limits, 'write');
    await locker.ask('LOCK TABLES item WRITE');
    const waiting = await open({ ...limits, lockMs: 1_000 });
    const judgement = sql('SELECT count(*) FROM item');
    const error = await rowsOf(waiting, judgement).catch((reason: unknown) => reason);
    expect(waiting.failure(error, judgement, '', 1_000).error.code).toBe('sql.locked');
  });

  it('ends when the server refuses to prepare what has values', async () => {
    const cursor = (await open()).cursor(sql('SELECT nothing FROM item WHERE id = ?', 1), ['1']);
    await expect(cursor.read(10)).rejects.toThrow(/nothing/);
    await cursor.close();
  });

  it('names why nobody is let in', async () => {
    await server.query("CREATE USER expired@'%' IDENTIFIED BY 'secret-word' PASSWORD EXPIRE");
    const at = `${server.host}:${server.port}`;
    const code = (url: string) => open(limits, 'read', url).then(() => '', (error: { code: string }) => error.code); // prettier-ignore
    expect(await code(`mysql://nobody:secret-word@${at}/plant`)).toBe('sql.auth-failed');
    expect(await code(server.url.replace('/plant', '/nowhere'))).toBe('sql.database-unknown');
    expect(await code(`mysql://expired:secret-word@${at}/`)).toBe('sql.password-expired');
    expect(await code(`${server.url}?sslmode=require`)).toBe('sql.connection-failed');
    const many = await Promise.all(Array.from({ length: 25 }, () => code(server.url)));
    expect(many).toContain('sql.server-full');
  });

  it('stops an endless join, and leaves nothing behind on the server', async () => {
    const session = await open();
    const running = rowsOf(session, sql(endless)).catch((error: unknown) => error);
    const sessions = () => server.query("SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE '%seq_1_to_1000000 c%' AND ID <> connection_id()"); // prettier-ignore
    await until(async () => (await sessions()).length > 0);
    await session.cancel();
    expect(await running).toMatchObject({ errno: 1317 });
    expect(await sessions()).toEqual([]);
  });

  it('keeps the session when a result is left early', async () => {
    const session = await open();
    const cursor = session.cursor(sql('SELECT seq, repeat("x", 500) FROM seq_1_to_1000000'), []);
    expect(await cursor.read(10)).toHaveLength(10);
    await cursor.close();
    expect(await session.ask('SELECT 1')).toEqual([['1']]);
  });

  it('keeps the rows that came before the connection was lost', async () => {
    const through = (proxy = await startFaultProxy({ target: server }));
    const url = server.url.replace(`:${server.port}`, `:${through.port}`);
    const rows: Row[] = [];
    let identity = '';
    const sink = {
      begin: (_: unknown, { server: name }: { server: string }) => void (identity = name),
      rows: (more: Row[]) => {
        rows.push(...more);
        if (rows.length > 2_000) through.cut({ refuseNew: true });
      },
    };
    const text = "SELECT seq, repeat('x', 1000) FROM seq_1_to_1000000";
    const request = { judgement: sql(text), typed: text, values: [], maxRows: 1e9, timeoutMs: 60_000 }; // prettier-ignore
    const failed = await runStatement(await targetOfUrl(url), request, sink, never).catch(
      (error: unknown) => error,
    );
    expect(failed).toBeInstanceOf(StatementFailed);
    expect((failed as StatementFailed).failure.error.code).toBe('sql.connection-lost');
    expect(identity).toContain('MariaDB');
    expect(rows.length).toBeGreaterThan(2_000);
    expect(rows.every(([number], index) => number === String(index + 1))).toBe(true);
  });

  it('reports a session that the administrator ended', async () => {
    const session = await open();
    const judgement = sql(endless);
    const running = rowsOf(session, judgement).catch((error: unknown) => error);
    const find = "SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE '%seq_1_to_1000000 c%' AND ID <> connection_id()"; // prettier-ignore
    let id: string | undefined;
    await until(async () => (id = (await server.query(find))[0]?.['ID']) !== undefined);
    await server.query(`KILL ${id}`);
    const { error } = session.failure(await running, judgement, endless, 0);
    expect(error).toMatchObject({ code: 'sql.connection-lost', retry: true });
  });

  describe('with cells of hundreds of megabytes', () => {
    it('keeps their beginnings and little memory', async () => {
      const watched = watchedTarget(await targetOfUrl(server.url));
      const session = await driver.open(watched.target, limits, 'read', never);
      opened.push(session);
      const text = `SELECT 1, repeat('中', 110 * 1024 * 1024), NULL, repeat('x', 20 * 1024 * 1024), 'end' FROM seq_1_to_2 UNION ALL SELECT 2, 'short', '', NULL, 'last'`; // prettier-ignore
      const { heapUsed, external } = process.memoryUsage();
      const cursor = session.cursor(sql(text), []);
      const rows = [...(await cursor.read(10)), ...(await cursor.read(10))];
      expect(rows).toHaveLength(3);
      expect(rows[1]?.map((cell) => cell?.length)).toEqual([1, Math.floor(mebibyte / 3), undefined, mebibyte, 3]); // prettier-ignore
      expect(rows[1]?.[1]).toMatch(/^中+$/);
      expect(rows[2]).toEqual(['2', 'short', '', null, 'last']);
      expect(cursor.takeClipped()).toEqual(
        [0, 1].flatMap((row) => [
          { row, column: 1, bytes: 330 * mebibyte },
          { row, column: 3, bytes: 20 * mebibyte },
        ]),
      );
      expect(watched.most() - heapUsed - external).toBeLessThan(100 * mebibyte);
      expect(watched.most()).toBeGreaterThan(0);
      expect(await session.ask('SELECT 1')).toEqual([['1']]);
    });
  });

  it('fetches a long cell whole, however slowly it is taken', async () => {
    const session = await open();
    const text = "SELECT seq, repeat('中', 10 * 1024 * 1024), repeat(x'00ff', 1024 * 1024) FROM seq_1_to_3"; // prettier-ignore
    let length = 0;
    const slowly = async (piece: string): Promise<void> => {
      expect(piece).toMatch(/^中+$/);
      length += piece.length;
      await new Promise((resolve) => setImmediate(resolve));
    };
    for (const row of [0, 1])
      expect(await session.cell?.(sql(text), [], { row, column: 1 }, slowly)).toBe(true);
    expect(length).toBe(20 * mebibyte);
    let binary = '';
    const gather = (piece: string): void => void (binary += piece);
    expect(await session.cell?.(sql(text), [], { row: 2, column: 2 }, gather)).toBe(true);
    expect(binary).toBe(`0x${'00ff'.repeat(mebibyte)}`);
    let short = '';
    await session.cell?.(sql(text), [], { row: 2, column: 0 }, (piece) => void (short += piece));
    expect(short).toBe('3');
    expect(await session.cell?.(sql(text), [], { row: 3, column: 0 }, gather)).toBe(false);
  });

  it('is reached through a stream that is no socket, as an SSH channel is none', async () => {
    const target = await targetOfUrl(server.url);
    const session = await driver.open(
      {
        ...target,
        open: async (signal) => {
          const { stream, release } = await target.open(signal);
          return { stream: Duplex.from({ readable: stream, writable: stream }), release };
        },
      },
      limits,
      'read',
      never,
    );
    opened.push(session);
    const { rows } = await rowsOf(session, sql('SELECT seq FROM seq_1_to_5000'));
    expect(rows).toHaveLength(5000);
  });

  it('tells rights beyond reading', async () => {
    expect(await driver.rights(await open(limits, 'inspect'))).toEqual({
      rights: ['ALL PRIVILEGES'],
      superuser: true,
      readOnlyDefault: false,
    });
    expect(await driver.rights(await open(limits, 'inspect', server.readerUrl))).toMatchObject({
      rights: [],
      superuser: false,
    });
    await server.query("CREATE USER clerk@'%' IDENTIFIED BY 'secret-word'; GRANT FILE, PROCESS ON *.* TO clerk@'%'; GRANT SELECT, INSERT ON plant.* TO clerk@'%'"); // prettier-ignore
    const url = `mysql://clerk:secret-word@${server.host}:${server.port}/plant`;
    expect((await driver.rights(await open(limits, 'inspect', url))).rights).toEqual([
      'FILE',
      'INSERT (`plant`.*)',
    ]);
  });

  it('writes in one transaction that only a commit keeps', async () => {
    const lost = await open(limits, 'write');
    expect(await lost.execute('INSERT INTO item VALUES (0, ?)', ["o'b"])).toEqual({ affected: 1 });
    await lost.close();
    const kept = await open(limits, 'write');
    expect(await kept.execute("UPDATE item SET code = 'new' WHERE id <= 3", [])).toEqual({ affected: 3 }); // prettier-ignore
    await kept.close('commit');
    expect(await server.query("SELECT id FROM item WHERE code = 'new' OR id = 0")).toHaveLength(3);
  });
});
