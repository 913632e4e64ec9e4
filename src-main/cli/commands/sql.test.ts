import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { read, utils } from '@e965/xlsx';
import { Command } from 'commander';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, beforeEach, afterEach, expect, it } from 'vitest';
import { startTestHost } from '../../../test/servers/host';
import { startMariaDb } from '../../../test/servers/mariadb';
import { startPostgres, type PostgresServer } from '../../../test/servers/postgres';
import { describeWith } from '../../../test/servers/vitest';
import { CliContext } from '../context';
import { registerSql } from './sql';

/** Keeps what a command prints. */
class RecordingContext extends CliContext {
  readonly printed: unknown[] = [];
  override print(document: unknown): void {
    this.printed.push(document);
  }
}

describeWith(['postgres'], 'sql run', () => {
  let server: PostgresServer;
  let folder: string;

  beforeAll(async () => {
    server = await startPostgres();
    await server.query(`
      CREATE TABLE orders (id int, customer text);
      INSERT INTO orders VALUES (1, '华东电机'), (2, ''), (3, NULL);`);
  });
  afterAll(() => server?.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sql-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function run(
    args: string[],
    secrets: Partial<ConstructorParameters<typeof CliContext>[0]> = {},
    data?: string,
  ): Promise<unknown> {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
    const none = { passphrase: undefined, url: undefined, token: undefined };
    const context = new RecordingContext({ ...none, ...secrets }, () =>
      data === undefined ? { json: true } : { json: true, data },
    );
    // A context lets go of the channel to its parent; here that is what keeps the test's process.
    process.channel?.ref();
    registerSql(program, context);
    for (const command of program.commands)
      for (const sub of command.commands)
        sub.exitOverride().configureOutput({ writeErr: () => undefined });
    await program.parseAsync(['sql', 'run', ...args], { from: 'user' });
    return context.printed[0];
  }

  const out = (): string => join(folder, 'out');

  it('writes the rows into a file and prints what it did', async () => {
    const sql = 'SELECT id, customer FROM orders WHERE id >= :from ORDER BY id';
    const printed = await run([
      '--url',
      server.readerUrl,
      '--sql',
      sql,
      '--param',
      'from=1',
      '--format',
      'csv',
      '--out',
      out(),
    ]);
    expect(readFileSync(out(), 'utf8')).toBe('id,customer\n1,华东电机\n2,""\n3,\n');
    expect(printed).toEqual({
      rows: 3,
      columns: 2,
      truncated: false,
      firstRowMs: expect.any(Number),
      elapsedMs: expect.any(Number),
    });
  });

  it('writes every format so that other programs read the same rows back', async () => {
    const sql = `SELECT id, customer, id * 1.5 AS amount, '=1+1' AS formula FROM orders ORDER BY id`;
    const write = async (format: string, ...more: string[]): Promise<Buffer> => {
      const path = `${out()}.${format}`;
      await run([
        '--url',
        server.readerUrl,
        '--sql',
        sql,
        '--format',
        format,
        '--out',
        path,
        ...more,
      ]);
      return readFileSync(path);
    };
    const rows = [
      { id: 1, customer: '华东电机', amount: 1.5, formula: '=1+1' },
      { id: 2, customer: '', amount: 3, formula: '=1+1' },
      { id: 3, customer: null, amount: 4.5, formula: '=1+1' },
    ];
    const cells = rows.map((row) => [String(row.id), row.customer ?? '', row.amount.toFixed(1)]);
    const csv = parse(await write('csv'), { from: 2 });
    expect(csv).toEqual(cells.map((row) => [...row, "'=1+1"]));
    const raw = parse(await write('csv', '--no-formula-guard'), { from: 2 });
    expect(raw).toEqual(cells.map((row) => [...row, '=1+1']));
    expect(JSON.parse(String(await write('json')))).toEqual(rows);
    const lines = String(await write('jsonl'))
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows);
    const sheet = read(await write('xlsx')).Sheets['Result'] ?? {};
    expect(utils.sheet_to_json(sheet, { defval: null })).toEqual(rows);
    const bytes = await write('parquet');
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    expect(await parquetReadObjects({ file: file as ArrayBuffer })).toEqual(
      rows.map((row) => ({ ...row, id: BigInt(row.id), amount: row.amount.toFixed(1) })),
    );
    const inserts = String(await write('sql'));
    await server.query(
      `CREATE TABLE result (id int, customer text, amount numeric, formula text); ${inserts}`,
    );
    expect(await server.query('SELECT customer, amount FROM result WHERE id = 1')).toMatchObject([
      { customer: '华东电机' },
    ]);
  });

  it('takes the address from the environment and the statement from a file', async () => {
    const file = join(folder, 'statement.sql');
    writeFileSync(file, '\uFEFF-- 订单\nSELECT count(*) AS n FROM orders;\n');
    const printed = await run(['--file', file, '--format', 'jsonl', '--out', out()], {
      url: server.readerUrl,
    });
    expect(printed).toMatchObject({ rows: 1, columns: 1 });
    expect(readFileSync(out(), 'utf8')).toBe('{"n":3}\n');
  });

  it('stops at --max-rows and says so', async () => {
    const printed = await run([
      '--url',
      server.readerUrl,
      '--sql',
      'SELECT generate_series(1, 5000) AS i',
      '--max-rows',
      '4321',
      '--format',
      'csv',
      '--out',
      out(),
    ]);
    expect(printed).toMatchObject({ rows: 4321, truncated: true });
    expect(readFileSync(out(), 'utf8').trimEnd().split('\n').at(-1)).toBe('4321');
  });

  it.each([
    ['DELETE FROM orders', 'sql.refused', { reason: 'not-reading', statement: 'DELETE' }],
    ['SELECT pg_sleep(9)', 'sql.refused', { reason: 'function-holds', line: 1, column: 8 }],
    ['SELEC', 'sql.syntax', { line: 1, column: 1 }],
    ['SELECT :missing', 'sql.parameter-missing', { name: 'missing' }],
    ['SELECT\n nothing FROM orders', 'sql.failed', { sqlstate: '42703', line: 2, column: 2 }],
    ['SELECT 1/(2500-i) FROM generate_series(1,3000) i', 'sql.failed', { sqlstate: '22012' }],
  ])('refuses or fails %s and leaves the old file alone', async (sql, code, params) => {
    writeFileSync(out(), 'old');
    const args = ['--url', server.url, '--sql', sql, '--format', 'csv', '--out', out()];
    await expect(run(args)).rejects.toMatchObject({ code, params });
    expect(readFileSync(out(), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('ends at its time limit', async () => {
    const sql = 'SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b';
    const args = ['--url', server.readerUrl, '--sql', sql, '--timeout', '0.3'];
    await expect(run([...args, '--format', 'json', '--out', out()])).rejects.toMatchObject({
      code: 'sql.timeout',
      params: { seconds: 0.3 },
    });
    expect(existsSync(out())).toBe(false);
  });

  it.each([
    [['--sql', 'SELECT 1', '--format', 'csv'], 'commander.missingMandatoryOptionValue'],
    [['--sql', 'SELECT 1', '--format', 'doc', '--out', 'x'], 'commander.invalidArgument'],
    [['--format', 'csv', '--out', 'x'], 'cli.usage'],
    [
      ['--sql', 'SELECT 1', '--max-rows', '0', '--format', 'csv', '--out', 'x'],
      'commander.invalidArgument',
    ],
  ])('refuses the options %j', async (args, code) => {
    await expect(run(args, { url: server.readerUrl })).rejects.toMatchObject({ code });
  });

  it.each([
    ['postgres://nobody:secret-word@127.0.0.1:1/x', 'sql.connection-failed'],
    ['mysql://root:secret-word@127.0.0.1:1/x', 'sql.connection-failed'],
    ['redis://root:secret-word@127.0.0.1/x', 'sql.dialect-unsupported'],
    ['not a url secret-word', 'cli.usage'],
  ])('names the cause of %s without its password', async (url, code) => {
    const args = ['--url', url, '--sql', 'SELECT 1', '--format', 'csv', '--out', out()];
    const error = await run(args).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error) + String(error)).not.toContain('secret-word');
  });

  it('asks a SQLite file, judged as its dialect', async () => {
    const path = join(folder, '库.db');
    const db = new Sqlite(path);
    db.exec(
      `CREATE TABLE item (id INTEGER, name TEXT); INSERT INTO item VALUES (1, '华东'), (2, NULL)`,
    );
    db.close();
    const at = ['--url', `sqlite:${path}`, '--format', 'json', '--out', out()];
    const sql = "SELECT id, name FROM item WHERE name LIKE '华%' OR id > :least";
    expect(await run([...at, '--sql', sql, '--param', 'least=1'])).toMatchObject({ rows: 2 });
    expect(JSON.parse(readFileSync(out(), 'utf8'))).toEqual([
      { id: 1, name: '华东' },
      { id: 2, name: null },
    ]);
    const write = run([...at, '--sql', "ATTACH 'other.db' AS other"]);
    await expect(write).rejects.toMatchObject({ code: 'sql.refused' });
  });

  it('finds a connection of the inventory by its name', async () => {
    const data = join(folder, 'profile');
    const at = await startTestHost({ folder: data });
    const { client } = at;
    await client.secrets.set({ name: 'reader', value: server.reader.password });
    const customer = await client.systems.saveCustomer({ name: 'Yangtze Motors' });
    const site = await client.systems.saveSite({ customerId: customer.id, name: 'Plant 1' });
    const { id: systemId } = await client.systems.saveSystem({
      siteId: site.id,
      name: 'ERP',
      platform: 'postgresql',
      environment: 'production',
    });
    await client.systems.saveEndpoint({
      systemId,
      name: 'Plant database',
      detail: {
        kind: 'database',
        dialect: 'postgresql',
        host: server.host,
        port: server.port,
        database: server.database,
        username: server.reader.user,
        secret: 'reader',
      },
    });
    await at.close();
    for (const connection of ['Plant database', 'ERP/Plant database']) {
      const args = ['--connection', connection, '--sql', 'SELECT 1 AS one'];
      const printed = await run(
        [...args, '--format', 'json', '--out', out()],
        { passphrase: at.passphrase },
        data,
      );
      expect(printed).toMatchObject({ rows: 1, columns: 1 });
    }
    expect(readFileSync(out(), 'utf8')).toBe('[\n{"one":1}\n]\n');
    const again = await startTestHost({ folder: data, passphrase: at.passphrase });
    expect((await again.client.queries.history({})).statements).toMatchObject([
      { sql: 'SELECT 1 AS one', state: 'done', rows: 1, times: 2, resultId: null },
    ]);
    const { entries } = await again.client.audit.list({ kinds: ['statement'] });
    expect(entries.filter(({ detail }) => detail['purpose'] === undefined)).toHaveLength(2);
    await again.close();
    const unknown = ['--connection', 'elsewhere', '--sql', 'SELECT 1', '--format', 'csv'];
    await expect(
      run([...unknown, '--out', out()], { passphrase: at.passphrase }, data),
    ).rejects.toMatchObject({ code: 'sql.connection-unknown' });
  });
});

describeWith(['mariadb'], 'sql run on MariaDB', () => {
  it('judges and binds as MariaDB does, from tables in GBK', async () => {
    const server = await startMariaDb();
    const folder = mkdtempSync(join(tmpdir(), 'sql-'));
    try {
      await server.query(`CREATE TABLE gbk (id bigint unsigned, name varchar(20)) CHARACTER SET gbk;
        INSERT INTO gbk VALUES (18446744073709551615, '华东电机'), (1, '')`);
      const out = join(folder, 'out');
      const sql = 'SELECT `id`, name FROM gbk # all\nWHERE name = :name OR id = :id ORDER BY id';
      const context = new RecordingContext(
        { passphrase: undefined, url: server.readerUrl, token: undefined },
        () => ({ json: true }),
      );
      const program = new Command();
      registerSql(program, context);
      const given = ['--sql', sql, '--param', 'name=华东电机', '--param', 'id=1'];
      await program.parseAsync(['sql', 'run', ...given, '--format', 'csv', '--out', out], {
        from: 'user',
      });
      expect(context.printed[0]).toMatchObject({ rows: 2, columns: 2 });
      expect(readFileSync(out, 'utf8')).toContain('18446744073709551615,华东电机');
    } finally {
      rmSync(folder, { recursive: true });
      await server.stop();
    }
  });
});
