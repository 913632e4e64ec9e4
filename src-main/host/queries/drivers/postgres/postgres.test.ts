import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startPostgres, type PostgresServer } from '../../../../../test/servers/postgres';
import { watchedTarget } from '../../../../../test/servers/live-memory';
import { rowsOf, unguarded } from '../../../../../test/servers/unguarded';
import { describeWith } from '../../../../../test/servers/vitest';
import { targetOfUrl } from '../../target-url';
import type { DatabaseSession, SessionMode } from '../port';
import { driver } from './index';
import { identityOf } from './identity';

const limits = { connectMs: 25_000, statementMs: 60_000, lockMs: 1_000 };
const never = new AbortController().signal;
const mebibyte = 1024 * 1024;
const sql = (text: string, values = 0) => unguarded('postgresql', text, values);

describeWith(['postgres'], 'PostgreSQL', () => {
  let server: PostgresServer;
  const opened: DatabaseSession[] = [];
  beforeAll(async () => {
    server = await startPostgres();
    await server.query(
      'CREATE SCHEMA erp; CREATE TABLE erp.item (id int); INSERT INTO erp.item VALUES (7)',
    );
  });
  afterEach(async () => {
    for (const session of opened.splice(0)) await session.close();
  });
  afterAll(() => server?.stop());

  async function open(more = '', mode: SessionMode = 'read') {
    const session = await driver.open(await targetOfUrl(server.url + more), limits, mode, never);
    opened.push(session);
    return session;
  }

  it('tells who answers, and its clock', async () => {
    const { identity } = await open();
    expect(identity).toMatchObject({ product: 'postgresql', database: 'plant' });
    expect(identity.server).toBe(`PostgreSQL ${identity.version.join('.')}`);
    expect(Math.abs(identity.clockOffsetMs ?? Infinity)).toBeLessThan(5_000);
  });

  it.each([
    [
      '8.6',
      'KingbaseES V008R006C007B0024 on x86_64-pc-linux-gnu, compiled by gcc',
      'kingbase',
      'KingbaseES 8.6.7.24',
    ],
    [
      '9.2.4',
      '(openGauss 5.0.1 build 33b035fd) compiled at 2023-12-15',
      'opengauss',
      'openGauss 5.0.1',
    ],
    ['15.18 (Debian)', 'PostgreSQL 15.18 (Debian) on x86_64', 'postgresql', 'PostgreSQL 15.18'],
  ])('knows its kin by their words: %s', (version, words, product, name) => {
    expect(identityOf([version, words, 'd', 'u', '0'], 0, 0)).toMatchObject({
      product,
      server: name,
    });
  });

  it('says that it does not speak the login method of openGauss', async () => {
    // AuthenticationRequest 10, which there is no list of SASL mechanisms but method 2 and its numbers.
    const request = Buffer.concat([
      Buffer.from([0x52, 0, 0, 0, 96, 0, 0, 0, 10, 0, 0, 0, 2]),
      Buffer.alloc(84, 'a'),
    ]);
    const fake = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(request));
    });
    await once(fake.listen(0, '127.0.0.1'), 'listening');
    const { port } = fake.address() as AddressInfo;
    const target = await targetOfUrl(
      `postgres://u:secret-word@127.0.0.1:${port}/d?sslmode=disable`,
    );
    await expect(driver.open(target, limits, 'read', never)).rejects.toMatchObject({
      code: 'sql.login-method',
    });
    fake.close();
  });

  it('sends the password itself to nobody whose certificate was not looked at', async () => {
    // AuthenticationCleartextPassword, as LDAP and PAM need it.
    const heard: Buffer[] = [];
    const fake = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3])));
      socket.on('data', (bytes) => heard.push(bytes));
    });
    await once(fake.listen(0, '127.0.0.1'), 'listening');
    const { port } = fake.address() as AddressInfo;
    const target = await targetOfUrl(
      `postgres://u:secret-word@127.0.0.1:${port}/d?sslmode=disable`,
    );
    await expect(driver.open(target, limits, 'read', never)).rejects.toMatchObject({
      code: 'sql.password-in-clear',
      params: { username: 'u', host: '127.0.0.1' },
    });
    expect(Buffer.concat(heard).toString('latin1')).not.toContain('secret-word');
    fake.close();
  });

  it('gives every value as the text of the server, without loss', async () => {
    const { rows } = await rowsOf(
      await open(),
      sql(
        `SELECT 12345678901234567890123456789012345678::numeric, 'NaN'::numeric, '-infinity'::float8,
        0.1::float4, '4713-01-01 BC'::date, '294276-12-31 23:59:59.999999'::timestamp, ARRAY[[1,NULL],[3,4]],
        '\\x00ff'::bytea, point(1, 2), '{"a": "中"}'::jsonb, ''::text, NULL::text, (1, 'x'), $1::int + 1`,
        1,
      ),
      ['41'],
    );
    expect(rows).toEqual([
      [
        '12345678901234567890123456789012345678',
        'NaN',
        '-Infinity',
        '0.1',
        '4713-01-01 BC',
        '294276-12-31 23:59:59.999999',
        '{{1,NULL},{3,4}}',
        '\\x00ff',
        '(1,2)',
        '{"a": "中"}',
        '',
        null,
        '(1,x)',
        '42',
      ],
    ]);
  });

  it('reads equal and empty names, 1,600 columns, and a schema of its own', async () => {
    const session = await open('?schema=erp');
    const wide = await rowsOf(
      session,
      sql(`SELECT ${Array(1600).fill('id').join(', ')} FROM item`),
    );
    expect(wide.rows[0]).toEqual(Array(1600).fill('7'));
    expect(new Set(wide.columns)).toEqual(new Set(['id']));
    expect(await session.ask('SHOW search_path')).toEqual([['"erp"']]);
  });

  it('reads databases in other encodings, and bytes that are no text in any', async () => {
    const like = "TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'";
    await server.query(`CREATE DATABASE raw ENCODING 'SQL_ASCII' ${like}`);
    await server.query(`CREATE DATABASE gb ENCODING 'EUC_CN' ${like}`);
    const of = async (database: string, text: string) => {
      const target = await targetOfUrl(server.url.replace('/plant', `/${database}`));
      const session = await driver.open(target, limits, 'read', never);
      opened.push(session);
      return (await rowsOf(session, sql(text))).rows;
    };
    expect(await of('gb', "SELECT '华东', octet_length('华东')")).toEqual([['华东', '4']]);
    expect(await of('raw', "SELECT E'\\xbb\\xaa', '华'")).toEqual([['华', '华']]);
  });

  it('keeps the beginnings of cells of hundreds of megabytes, and little memory', async () => {
    const watched = watchedTarget(await targetOfUrl(server.url));
    const session = await driver.open(watched.target, limits, 'read', never);
    opened.push(session);
    const text = `SELECT n, repeat('中', 110 * 1024 * 1024), NULL, repeat('x', 20 * 1024 * 1024), 'end' FROM generate_series(1, 2) n
      UNION ALL SELECT 3, 'short', '', NULL, 'last'`;
    const { heapUsed, external } = process.memoryUsage();
    const cursor = session.cursor(sql(text), []);
    const rows = await cursor.read(10);
    expect(rows[1]?.map((cell) => cell?.length)).toEqual([
      1,
      Math.floor(mebibyte / 3),
      undefined,
      mebibyte,
      3,
    ]);
    expect(rows[2]).toEqual(['3', 'short', '', null, 'last']);
    expect(cursor.takeClipped()).toEqual(
      [0, 1].flatMap((row) => [
        { row, column: 1, bytes: 330 * mebibyte },
        { row, column: 3, bytes: 20 * mebibyte },
      ]),
    );
    expect(watched.most() - heapUsed - external).toBeLessThan(100 * mebibyte);
    expect(watched.most()).toBeGreaterThan(0);
  });

  it('fetches a long cell whole, however slowly it is taken', async () => {
    const session = await open();
    const text = `SELECT n, repeat('中', 10 * 1024 * 1024) FROM generate_series(1, 3) n`;
    let length = 0;
    const slowly = async (piece: string): Promise<void> => {
      expect(piece).toMatch(/^中+$/);
      length += piece.length;
      await new Promise((resolve) => setImmediate(resolve));
    };
    expect(await session.cell?.(sql(text), [], { row: 1, column: 1 }, slowly)).toBe(true);
    expect(length).toBe(10 * mebibyte);
    expect(await session.cell?.(sql(text), [], { row: 3, column: 0 }, slowly)).toBe(false);
    const disk = new Error('the disk is full');
    const full = () => Promise.reject(disk);
    await expect(session.cell?.(sql(text), [], { row: 0, column: 1 }, full)).rejects.toBe(disk);
    expect(await session.ask('SELECT 1')).toEqual([['1']]);
  });

  it('tells rights beyond reading', async () => {
    expect(await driver.rights(await open('', 'inspect'))).toMatchObject({
      rights: ['superuser'],
      superuser: true,
      readOnlyDefault: false,
    });
    const { host, port } = server;
    await server.query(`CREATE ROLE clerk LOGIN CREATEDB PASSWORD 'secret-word';
      GRANT USAGE ON SCHEMA erp TO clerk; GRANT SELECT, INSERT ON erp.item TO clerk;
      ALTER ROLE clerk SET default_transaction_read_only = on`);
    const clerk = await targetOfUrl(`postgres://clerk:secret-word@${host}:${port}/plant`);
    const session = await driver.open(clerk, limits, 'inspect', never);
    opened.push(session);
    expect(await driver.rights(session)).toEqual({
      rights: ['createdb', 'INSERT (erp.item)'],
      superuser: false,
      readOnlyDefault: true,
    });
  });

  it('writes in one transaction that only a commit keeps', async () => {
    const lost = await open('', 'write');
    expect(await lost.execute('INSERT INTO erp.item VALUES ($1)', ['8'])).toEqual({ affected: 1 });
    await lost.close();
    const kept = await open('', 'write');
    await kept.execute('UPDATE erp.item SET id = id + 1', []);
    await expect(kept.execute('SELECT 1; SELECT 2', [])).rejects.toThrow();
    await kept.close('commit');
    expect(await server.query('SELECT id FROM erp.item')).toEqual([{ id: 7 }]);
  });
});
