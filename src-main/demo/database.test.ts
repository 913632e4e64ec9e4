import { existsSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import Cursor from 'pg-cursor';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PlantDatabase } from './database';
import { startDatabase } from './database';

let database: PlantDatabase;
const clients: pg.Client[] = [];

async function open(settings: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({
    host: database.host,
    port: database.port,
    user: 'demo',
    database: 'nc65',
    password: 'anything',
    ...settings,
  });
  client.on('error', () => undefined);
  clients.push(client);
  await client.connect();
  return client;
}

/** The server numbers that pg keeps for its own cancel request. */
function keyOf(client: pg.Client): { processID: number; secretKey: number } {
  return client as unknown as { processID: number; secretKey: number };
}

async function cancel(client: pg.Client): Promise<void> {
  const { processID, secretKey } = keyOf(client);
  const bytes = Buffer.alloc(16);
  for (const [index, value] of [16, 80_877_102, processID, secretKey].entries()) {
    bytes.writeInt32BE(value, index * 4);
  }
  const socket = connect(database.port, database.host);
  await new Promise((resolve) => {
    socket.on('close', resolve);
    socket.end(bytes);
  });
}

async function one(client: pg.Client, sql: string, values: unknown[] = []): Promise<unknown> {
  const { rows } = await client.query({ text: sql, values, rowMode: 'array' });
  return (rows as unknown[][])[0]?.[0];
}

beforeAll(async () => {
  database = await startDatabase();
  await open();
}, 60_000);
afterEach(async () => {
  await Promise.allSettled(clients.splice(0).map((client) => client.end()));
});
afterAll(() => database.close());

describe('the demo database', () => {
  test('has the ERP tables with their rows, comments and the missing index', async () => {
    const client = await open();
    const total = await one(
      client,
      'SELECT (SELECT count(*) FROM bd_material) + (SELECT count(*) FROM bd_material_journal) + (SELECT count(*) FROM po_order_b)',
    );
    expect(Number(total)).toBe(39_000);
    expect(await one(client, "SELECT obj_description('bd_material'::regclass)")).toBe('物料主数据');
    expect(await one(client, 'SELECT current_database()')).toBe('nc65');
    const plan = (
      await client.query('EXPLAIN SELECT * FROM bd_material_journal WHERE pk_material = 7')
    ).rows;
    expect(JSON.stringify(plan)).toContain('Seq Scan');
  });

  test('answers the lock query with a chain that says it is simulated', async () => {
    const client = await open();
    const { rows } = await client.query(
      'SELECT waiting_session, blocking_session, simulated FROM demo.lock_waits ORDER BY 1',
    );
    expect(rows.length).toBe(4);
    expect(rows.every((row: { simulated: boolean }) => row.simulated)).toBe(true);
    expect(rows[0]).toMatchObject({ waiting_session: 2041, blocking_session: 1187 });
  });

  test('streams 22,000 rows by a cursor in a read-only transaction', async () => {
    const client = await open();
    await client.query('BEGIN READ ONLY');
    const cursor = client.query(
      new Cursor(
        'SELECT pk_journal, operator FROM bd_material_journal WHERE pk_journal > $1 ORDER BY 1',
        [0],
      ),
    );
    let count = 0;
    for (;;) {
      const rows: { pk_journal: string }[] = await cursor.read(500);
      if (rows.length === 0) break;
      count += rows.length;
      expect(rows.at(-1)?.pk_journal).toBe(String(count));
    }
    await cursor.close();
    await client.query('ROLLBACK');
    expect(count).toBe(22_000);
  });

  test('refuses to write in a read-only session, and lets other sessions be', async () => {
    const reader = await open({ user: 'demo_app', options: '-c default_transaction_read_only=on' });
    const writer = await open({ user: 'demo_app' });
    await expect(reader.query("UPDATE bd_customer SET city = 'x'")).rejects.toMatchObject({
      code: '25006',
    });
    await writer.query("UPDATE bd_customer SET city = '无锡' WHERE pk_customer = 1");
    await expect(reader.query("UPDATE bd_customer SET city = 'x'")).rejects.toMatchObject({
      code: '25006',
    });
    expect(await one(reader, 'SELECT city FROM bd_customer WHERE pk_customer = 1')).toBe('无锡');
  });

  test('keeps settings and prepared statements of two clients apart', async () => {
    const [first, second] = [await open(), await open()];
    await first.query("SET work_mem = '8MB'");
    const prepared = {
      name: 'same',
      text: "SELECT 'first', $1::int",
      rowMode: 'array',
      values: [1],
    };
    await first.query(prepared);
    await second.query({ ...prepared, text: "SELECT 'second', $1::int" });
    expect((await first.query({ ...prepared, values: [2] })).rows).toEqual([['first', 2]]);
    expect(
      (await second.query({ ...prepared, text: "SELECT 'second', $1::int", values: [3] })).rows,
    ).toEqual([['second', 3]]);
    expect([await one(first, 'SHOW work_mem'), await one(second, 'SHOW work_mem')]).toEqual([
      '8MB',
      '4MB',
    ]);
  });

  test('makes a second client wait for the transaction of the first', async () => {
    const [first, second] = [await open(), await open()];
    const order: string[] = [];
    await first.query('BEGIN');
    const waiting = second.query('SELECT 1').then(() => order.push('second'));
    const cursor = first.query(new Cursor('SELECT n FROM generate_series(1, 300) n'));
    for (let read = 0; read < 3; read++) await cursor.read(100);
    await cursor.close();
    order.push('first');
    await first.query('COMMIT');
    await waiting;
    expect(order).toEqual(['first', 'second']);
  });

  test('serves many clients at once without mixing their answers', async () => {
    const many = await Promise.all(Array.from({ length: 6 }, () => open()));
    const answers: unknown[][] = await Promise.all(
      many.map(async (client, number) => {
        const list: unknown[] = [];
        for (let index = 0; index < 10; index++) {
          list.push(await one(client, 'SELECT $1::text', [`${number}/${index}`]));
        }
        return list;
      }),
    );
    const expected = many.map((_, number) =>
      Array.from({ length: 10 }, (__, index) => `${number}/${index}`),
    );
    expect(answers).toEqual(expected);
  });

  test('reports an error and goes on', async () => {
    const client = await open();
    await expect(client.query('SELECT * FROM no_such_table')).rejects.toMatchObject({
      code: '42P01',
      position: '15',
    });
    await expect(client.query('SELECT $1::int', ['x'])).rejects.toMatchObject({ code: '22P02' });
    expect(await one(client, 'SELECT 1')).toBe(1);
  });

  test('cancels a statement that runs for long; the client and the others go on', async () => {
    const [busy, other] = [await open(), await open()];
    const rows = await one(other, 'SELECT count(*) FROM bd_material');
    await busy.query('BEGIN');
    let isOver = false;
    const running = busy.query('SELECT pg_sleep(600)').finally(() => (isOver = true));
    const failure = expect(running).rejects.toMatchObject({ code: '57014' });
    // A request that comes before the statement has begun is void, as in PostgreSQL.
    while (!isOver) {
      await cancel(busy);
      await setTimeout(50);
    }
    await failure;
    await expect(busy.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
    await busy.query('ROLLBACK');
    expect(await one(busy, 'SELECT 2')).toBe(2);
    expect(await one(other, 'SELECT count(*) FROM bd_material')).toBe(rows);
  }, 30_000);

  test('keeps a statement timeout although the engine has none', async () => {
    const client = await open({ statement_timeout: 200 });
    await expect(client.query('SELECT pg_sleep(600)')).rejects.toMatchObject({
      code: '57014',
      message: 'canceling statement due to statement timeout',
    });
    expect(await one(client, 'SELECT 1')).toBe(1);
  }, 30_000);

  test('rolls back when a client vanishes inside a transaction', async () => {
    const [vanishing, other] = [await open({ user: 'demo_app' }), await open()];
    await vanishing.query('BEGIN');
    await vanishing.query("UPDATE bd_customer SET city = '消失' WHERE pk_customer = 2");
    (
      vanishing as unknown as { connection: { stream: { destroy: () => void } } }
    ).connection.stream.destroy();
    expect(await one(other, 'SELECT city FROM bd_customer WHERE pk_customer = 2')).not.toBe('消失');
  });

  test('lets the account for diagnosis only read', async () => {
    const client = await open();
    await expect(client.query("UPDATE bd_customer SET city = 'x'")).rejects.toMatchObject({
      code: '42501',
    });
    expect(await one(client, "SELECT has_table_privilege('bd_customer', 'INSERT')")).toBe(false);
  });

  test('gives no way to files or programs', async () => {
    const client = await open();
    for (const sql of [
      "COPY bd_customer TO PROGRAM 'touch /tmp/fieldbench-demo'",
      "SELECT pg_read_file('/etc/passwd')",
      "COPY bd_customer TO '/tmp/fieldbench-demo'",
    ]) {
      await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
    }
  });

  test('is started again when a visitor breaks it, and says so', async () => {
    const [breaking, other] = [await open(), await open()];
    await breaking.query('SET SESSION AUTHORIZATION postgres');
    await expect(
      breaking.query("COPY bd_customer TO PROGRAM 'touch /tmp/fieldbench-demo'"),
    ).rejects.toMatchObject({ code: '57P02' });
    expect(await one(other, 'SELECT count(*)::int FROM bd_customer')).toBe(500);
    expect(existsSync('/tmp/fieldbench-demo')).toBe(false);
  }, 30_000);

  test('refuses COPY FROM STDIN without harm', async () => {
    const [client, other] = [await open(), await open()];
    await expect(client.query('COPY bd_customer FROM STDIN')).rejects.toThrow();
    expect(await one(other, 'SELECT 1')).toBe(1);
  }, 30_000);

  test('works with psql, which is refused TLS politely', async () => {
    const run = promisify(execFile);
    const url = `postgresql://demo@${database.host}:${database.port}/nc65?sslmode=prefer`;
    const { stdout } = await run('psql', [
      url,
      '-XAt',
      '-c',
      'SELECT count(*) FROM po_order WHERE total > 0',
      '-c',
      'SHOW TimeZone',
    ]);
    expect(stdout).toBe('3000\nAsia/Shanghai\n');
  });
});
