import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identity, limits, opened, password, readAll, requestFor, serve, signal, stopServers, targetOf } from '../../../../../test/servers/tds-bed'; // prettier-ignore
import type { TdsAnswer } from '../../../../../test/servers/tds';
import { tds } from '../../../../../test/servers/tds-types';
import type { Row } from '../../../../contract/queries';
import { maxCellBytes, type DatabaseTarget } from '../port';
import { runStatement } from '../run';
import { judge } from '../../guard/index';
import { driver } from './index';
import { lookalikeSql } from './session';

/** SQL Server cannot be had here: all of this is told by a server of our own that is strict. */

afterAll(stopServers);

describe('values of SQL Server', () => {
  it('are text without loss, whatever their type', async () => {
    const bytes = Buffer.from('00ff10', 'hex');
    const guid = Buffer.from('33221100554477668899aabbccddeeff', 'hex');
    const cells: [ReturnType<typeof tds.bit>, unknown, string][] = [
      [tds.int('tiny', 1), 255n, '255'],
      [tds.int('small', 2), -32768n, '-32768'],
      [tds.int('int', 4), -2147483648n, '-2147483648'],
      [tds.int('big', 8), -9223372036854775808n, '-9223372036854775808'],
      [tds.bit('bit'), true, '1'],
      [tds.float('real', 4), Math.fround(0.1), '0.1'],
      [tds.float('real2', 4), Math.fround(16777216.5), '16777216'],
      [tds.float('float', 8), 0.1 + 0.2, '0.30000000000000004'],
      [tds.money('money', 8), -9223372036854775808n, '-922337203685477.5808'],
      [tds.money('smallmoney', 4), -1n, '-0.0001'],
      [tds.decimal('d38', 38, 10), -99999999999999999999999999999999999999n, '-9999999999999999999999999999.9999999999'], // prettier-ignore
      [tds.decimal('d38_38', 38, 38), 1n, `0.${'0'.repeat(37)}1`],
      [tds.decimal('d9', 9, 0), -5n, '-5'],
      [tds.datetime('datetime'), [-53690, 25919999], '1753-01-01 23:59:59.997'],
      [tds.smalldatetime('smalldatetime'), [65379, 1439], '2079-01-01 23:59:00'],
      [tds.date('date'), '9999-12-31', '9999-12-31'],
      [tds.time('time', 7), '23:59:59.9999999', '23:59:59.9999999'],
      [tds.time('time0', 0), '01:02:03', '01:02:03'],
      [tds.datetime2('datetime2', 7), ['0001-01-01', '00:00:00.0000001'], '0001-01-01 00:00:00.0000001'], // prettier-ignore
      [tds.datetimeoffset('east', 7), ['2026-11-22', '22:30:00.1234567', 480], '2026-11-23 06:30:00.1234567 +08:00'], // prettier-ignore
      [tds.datetimeoffset('west', 2), ['2026-01-01', '01:00:00.5', -210], '2025-12-31 21:30:00.50 -03:30'], // prettier-ignore
      [tds.guid('guid'), guid, '00112233-4455-6677-8899-AABBCCDDEEFF'],
      [tds.nvarchar('nvarchar', 20), '物料 𠮷', '物料 𠮷'],
      [tds.nvarchar('empty', 20), '', ''],
      [tds.nvarchar('long', 'max'), '长'.repeat(5000), '长'.repeat(5000)],
      [tds.varchar('gbk', 20), Buffer.from([0xce, 0xef, 0xc1, 0xcf]), '物料'],
      [tds.varchar('gbkmax', 'max'), Buffer.from([0xce, 0xef]), '物'],
      [tds.varbinary('binary', 10), bytes, '0x00FF10'],
      [tds.varbinary('binarymax', 'max'), bytes, '0x00FF10'],
      [tds.xml('xml'), '<a>物</a>', '<a>物</a>'],
      [tds.udt('place', 'geometry'), bytes, '0x00FF10'],
      [tds.variant('v_decimal'), [0x6c, [5, 2], Buffer.from([0, 0x39, 0x30, 0, 0])], '-123.45'],
      [tds.variant('v_int'), [0x38, [], Buffer.from([0xff, 0xff, 0xff, 0xff])], '-1'],
      [tds.variant('v_time'), [0x29, [3], Buffer.from([1, 0, 0, 0])], '00:00:00.001'],
      [tds.variant('v_text'), [0xe7, [4, 8, 0xd0, 0, 0, 8, 0], Buffer.from('物', 'utf16le')], '物'], // prettier-ignore
    ];
    const columns = cells.map(([column]) => column);
    const server = await serve({
      'select all': { columns, rows: [cells.map(([, value]) => value), cells.map(() => null)] },
    });
    const { rows, columns: told } = await readAll(server, 'select all');
    expect(rows[0]).toEqual(cells.map(([, , text]) => text));
    expect(rows[1]).toEqual(cells.map(() => null));
    const types = Object.fromEntries(told.map(({ name, type, align }) => [name, `${type} ${align}`])); // prettier-ignore
    expect(types).toMatchObject({
      tiny: 'tinyint right',
      big: 'bigint right',
      float: 'float right',
      money: 'money right',
      d38: 'decimal(38,10) right',
      datetime: 'datetime left',
      east: 'datetimeoffset(7) left',
      nvarchar: 'nvarchar(20) left',
      long: 'nvarchar(max) left',
      guid: 'uniqueidentifier left',
      place: 'geometry left',
      v_int: 'sql_variant left',
      bit: 'bit left',
    });
  });

  it('beyond 1 MiB are cut, with their length where the server says it', async () => {
    const long = '长'.repeat(maxCellBytes);
    const server = await serve({
      'select long': {
        columns: [tds.int('id', 4), tds.xml('xml'), tds.nvarchar('text', 'max', false)],
        rows: [
          [1n, 'short', 'short'],
          [2n, long, '长'.repeat(maxCellBytes / 2 + 8)],
          [3n, null, 'after'],
        ],
      },
    });
    const { rows, clipped } = await readAll(server, 'select long');
    expect(rows[1]?.map((cell) => cell?.length)).toEqual([1, maxCellBytes / 2, maxCellBytes / 2]);
    expect(rows[2]).toEqual(['3', null, 'after']);
    expect(clipped).toEqual([
      { row: 1, column: 1, bytes: long.length * 2 },
      // TEXTSIZE made the server cut it: its length is not known.
      { row: 1, column: 2, bytes: null },
    ]);
  });
});

describe('a session of SQL Server', () => {
  it('begins with its limits and ends with a rollback', async () => {
    const server = await serve({ 'select 1': { columns: [tds.int('', 4)], rows: [[1n]] } });
    expect((await readAll(server, 'select 1')).rows).toEqual([['1']]);
    const asked = server.asked.map(({ statement }) => statement);
    expect(asked[0]).toMatch(/set textsize 1048592\n[^]*set xact_abort on/);
    expect(asked[1]).toMatch(
      /SET LOCK_TIMEOUT 5000;[^]*LEVEL READ COMMITTED;\nBEGIN TRANSACTION;$/,
    );
    expect(asked.slice(3)).toEqual(['select 1', 'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION']);
    expect(server.logins[0]).toMatchObject({
      username: 'reader',
      password,
      database: 'erp',
      application: 'FieldBench',
      language: 'us_english',
      readOnlyIntent: true,
    });
    const session = await opened(server);
    expect(session.identity).toMatchObject({
      product: 'sqlserver',
      version: [15, 0, 4261, 1],
      server: 'SQL Server 15.0.4261.1 Standard Edition (64-bit)',
      database: 'erp',
      username: 'reader',
    });
    const offset = session.identity.clockOffsetMs ?? 0;
    expect(Math.abs(offset - (Date.parse('2026-11-23T06:00:00.123Z') - Date.now()))).toBeLessThan(60_000); // prettier-ignore
    await session.close();
  });

  it('binds values that the server converts, such of ASCII so that indexes stay usable', async () => {
    const text = 'select @p1, @p2, @p3, @p4';
    const server = await serve({ [text]: { columns: [tds.int('', 4)], rows: [] } });
    const values = ["O'Brien; --", '物料', null, '物'.repeat(4001)];
    const { rows } = await readAll(server, text, { values });
    expect(rows).toEqual([]);
    const call = server.asked.find(({ statement }) => statement === text);
    expect(call?.values).toEqual(values);
    expect(call?.declared).toBe('@p1 varchar(8000), @p2 nvarchar(4000), @p3 nvarchar(4000), @p4 nvarchar(max)'); // prettier-ignore
  });

  it('commits in write mode only, and tells the rows it touched', async () => {
    let open = 1n;
    const server = await serve(
      {},
      {
        answer: (text) => {
          if (text.includes('SERVERPROPERTY')) return identity;
          if (text === 'SELECT @@TRANCOUNT') return { columns: [tds.int('', 4)], rows: [[open]] };
          return { affected: 7 };
        },
      },
    );
    const session = await opened(server, {}, 'write');
    expect(await session.execute('delete x', [])).toEqual({ affected: 7 });
    // What a procedure did to the transaction is not passed over.
    open = 0n;
    await expect(session.execute('exec p', [])).rejects.toMatchObject({
      code: 'sql.transaction-left',
      params: { count: 0 },
    });
    await session.close('commit');
    const reading = await opened(server);
    await reading.close('commit');
    const ends = server.asked.map(({ statement }) => statement).filter((each) => each.endsWith(' TRANSACTION')); // prettier-ignore
    expect(ends).toEqual(['COMMIT TRANSACTION', 'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION']);
    expect(server.logins.map(({ readOnlyIntent }) => readOnlyIntent)).toEqual([false, true]);
  });

  it('follows a listener to the readable secondary', async () => {
    const secondary = await serve({ 'select 1': { columns: [tds.int('', 4)], rows: [[2n]] } });
    const listener = await serve({}, { route: { host: '127.0.0.1', port: secondary.port } });
    expect((await readAll(listener, 'select 1')).rows).toEqual([['2']]);
  });
});

describe('a statement on SQL Server', () => {
  function* endless(): Generator<unknown[]> {
    for (let row = 0n; ; row++) yield [row, 'x'.repeat(200)];
  }
  const columns = [tds.int('id', 8), tds.nvarchar('text', 200)];

  it('is stopped by an attention, whether rows come or not', async () => {
    const server = await serve({
      endless: { columns, rows: endless() },
      hanging: { hangs: true },
    });
    for (const text of ['endless', 'hanging']) {
      const stop = new AbortController();
      const running = runStatement(
        targetOf(server),
        requestFor(text, { maxRows: 10_000_000 }),
        { begin: () => undefined, rows: () => stop.abort(new Error('enough')) },
        stop.signal,
        () => text === 'hanging' && setTimeout(() => stop.abort(new Error('enough')), 50),
      );
      await expect(running).rejects.toThrow('enough');
    }
    expect(server.attentions).toBe(2);
  });

  it('is stopped at its row limit and at its time limit', async () => {
    const server = await serve({
      endless: { columns, rows: endless() },
      hanging: { hangs: true },
    });
    const { rows, outcome } = await readAll(server, 'endless', { maxRows: 2_500 });
    expect([rows.length, outcome.truncated, rows.at(-1)?.[0]]).toEqual([2_500, true, '2499']);
    const late = readAll(server, 'hanging', { timeoutMs: 200 });
    await expect(late).rejects.toMatchObject({ failure: { error: { code: 'sql.timeout' } } });
  });

  it('keeps what came when the connection is lost', async () => {
    const server = await serve({ broken: { columns, rows: endless(), breaksAfter: 150 } });
    let rows = 0;
    const sink = { begin: () => undefined, rows: (batch: Row[]) => void (rows += batch.length) };
    const lost = runStatement(targetOf(server), requestFor('broken'), sink, signal);
    await expect(lost).rejects.toMatchObject({
      failure: { error: { code: 'sql.connection-lost' } },
    });
    expect(rows).toBe(150);
  });

  it.each([
    [207, 16, "Invalid column name 'nmae'.", 2, 'sql.failed', { line: 2, column: 8 }],
    [208, 16, "对象名 'dbo.nmae' 无效。", 1, 'sql.failed', { line: 2, column: 8 }],
    [102, 15, "Incorrect syntax near 'nmae'.", 2, 'sql.syntax', { line: 2, column: 8 }],
    [1222, 16, 'Lock request time out period exceeded.', 1, 'sql.locked', { line: 1, column: 1 }],
    [1205, 13, 'Transaction was deadlocked.', 1, 'sql.locked', { line: 1, column: 1 }],
    [229, 14, "The SELECT permission was denied on the object 'x'.", 3, 'sql.failed', null],
    [245, 16, 'Conversion failed.', 2, 'sql.failed', { line: 2, column: 3 }],
  ])('failing with %i is named', async (number, severity, message, line, code, place) => {
    const text = 'select *\n  from nmae';
    const server = await serve({
      [text]: { errors: [{ number, severity, message, line }, { number: 3621, severity: 0, message: 'The statement has been terminated.' }] }, // prettier-ignore
    });
    const failed = readAll(server, text);
    const expected = place === null ? null : expect.objectContaining(place);
    await expect(failed).rejects.toMatchObject({ failure: { error: { code }, place: expected } });
  });
});

describe('a log-in at SQL Server', () => {
  it.each([
    [[18456], 'sql.auth-failed'],
    [[4060, 18456], 'sql.database-unknown'],
    [[18488], 'sql.password-expired'],
    [[18487], 'sql.password-expired'],
    [[17809], 'sql.server-full'],
    [[40197], 'sql.connection-failed'],
  ])('refused with %j is named', async (numbers, code) => {
    const refuse = numbers.map((number) => ({ number, severity: 14, message: `no ${number}` }));
    const server = await serve({}, { refuse });
    await expect(opened(server)).rejects.toMatchObject({ code });
    await expect(opened(server)).rejects.not.toThrow(password);
  });

  it('is given up by the signal and by its own time', async () => {
    const silent: DatabaseTarget['open'] = (until) =>
      new Promise((_resolve, reject) => {
        until.addEventListener('abort', () => reject(until.reason as Error));
      });
    const server = await serve({});
    const stop = new AbortController();
    const target = targetOf(server, { open: silent });
    const opening = driver.open(target, limits, 'read', stop.signal);
    stop.abort(new Error('no longer wanted'));
    await expect(opening).rejects.toThrow('no longer wanted');
    const brief = driver.open(target, { ...limits, connectMs: 100 }, 'read', signal);
    await expect(brief).rejects.toMatchObject({ code: 'sql.connection-failed' });
  });

  describe('over TLS', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tds-'));
    let certificate: { key: string; cert: string };
    beforeAll(() => {
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
      const subject = ['-subj', '/CN=erp.plant', '-addext', 'subjectAltName=DNS:erp.plant'];
      const request = ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', ...subject];
      execFileSync('openssl', [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' });
      certificate = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('is encrypted as far as both want it', async () => {
      const rows = { 'select 1': { columns: [tds.int('', 4)], rows: [[1n]] } };
      const none = await serve(rows, { tls: 'none' });
      const offered = await serve(rows, { tls: 'offered', certificate });
      const demanded = await serve(rows, { tls: 'demanded', certificate });
      for (const [server, tls] of [
        [none, 'off'],
        [none, 'prefer'],
        [offered, 'off'],
        [offered, 'prefer'],
        [offered, 'require'],
        [demanded, 'prefer'],
      ] as const) {
        const session = await opened(server, { tls });
        expect(await session.ask('select 1')).toEqual([['1']]);
        await session.close();
      }
      await expect(opened(none, { tls: 'require' })).rejects.toMatchObject({ code: 'sql.connection-failed', retry: false }); // prettier-ignore
      await expect(opened(demanded, { tls: 'off' })).rejects.toMatchObject({ code: 'sql.connection-failed', retry: false }); // prettier-ignore
    });

    it('is verified against the own authorities and the name', async () => {
      const server = await serve({}, { tls: 'offered', certificate });
      const known = { tls: 'verify', host: 'erp.plant', authorities: [certificate.cert] } as const;
      await (await opened(server, known)).close();
      const unknown = opened(server, { ...known, authorities: [] });
      await expect(unknown).rejects.toMatchObject({ code: 'sql.certificate-refused' });
      const other = opened(server, { ...known, host: 'other.plant' });
      await expect(other).rejects.toMatchObject({ code: 'sql.certificate-name' });
    });
  });

  it('is asked whether what reads as a method is a function of a schema', async () => {
    const text = "SELECT sales.query('x')";
    const names: TdsAnswer = { columns: [tds.nvarchar('name', 257)], rows: [['sales.query']] };
    const server = await serve({ [lookalikeSql(1)]: names });
    const judgement = await judge('sqlserver', text);
    expect([...(judgement.used?.names ?? [])]).toEqual(['SALES.QUERY']);
    await expect(readAll(server, text, { judgement })).rejects.toMatchObject({
      failure: { error: { code: 'sql.refused', params: { name: 'sales.query' } } },
    });
  });
});
