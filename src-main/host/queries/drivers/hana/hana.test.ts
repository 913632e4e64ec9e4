import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startHana, type HanaAnswer, type HanaOptions, type HanaServer } from '../../../../../test/servers/hana'; // prettier-ignore
import { hana } from '../../../../../test/servers/hana-types';
import { cesu8 } from '../../../../../test/servers/hana-wire';
import type { AppError } from '../../../../contract/errors';
import type { Row } from '../../../../contract/queries';
import type { Judgement } from '../../guard/index';
import { cellOf } from '../cell';
import { maxCellBytes, type DatabaseTarget, type SessionMode } from '../port';
import { runStatement, type RunRequest } from '../run';
import { directStream } from '../stream';
import { driver } from './index';

/** SAP HANA cannot be had here: all of this is told by a server of our own that is strict. */

const password = 'Pa55wörd';
const limits = { connectMs: 10_000, statementMs: 20_000, lockMs: 5_000 };
const signal = new AbortController().signal;

const servers: HanaServer[] = [];
async function serve(
  answers: Record<string, HanaAnswer>,
  options: Partial<HanaOptions> = {},
): Promise<HanaServer> {
  const server = await startHana({
    password,
    answer: (text) => {
      if (!text.includes('M_DATABASE')) return answers[text];
      const columns = ['A', 'B', 'C', 'D', 'E'].map((name) => hana.text(name));
      return { columns, rows: [['2.00.059.00', 'HDB', 'READER', '2026-11-23 06:00:00.123', String(200_001)]] }; // prettier-ignore
    },
    ...options,
  });
  servers.push(server);
  return server;
}

const targetOf = (
  { port }: { port: number },
  more: Partial<DatabaseTarget> = {},
): DatabaseTarget => ({
  // prettier-ignore
  dialect: 'hana',
  host: 'hana.plant',
  port,
  database: '',
  username: 'reader',
  password,
  tls: 'off',
  authorities: [],
  schema: 'sapabap1',
  readOnlyIntent: true,
  oracle: { names: 'service', driver: 'thin', home: '' },
  // A name that only the other side can resolve.
  open: (until, at) => directStream('127.0.0.1', at?.port ?? port)(until),
  sshId: null,
  tell: () => undefined,
  ...more,
});

const opened = (
  server: HanaServer,
  more: Partial<DatabaseTarget> = {},
  mode: SessionMode = 'read',
) => driver.open(targetOf(server, more), limits, mode, signal);

const judged = (text: string, order: number[] = []): Judgement =>
  ({
    verdict: { verdict: 'read' },
    statement: { text, order, parameters: [], toTyped: (offset: number) => offset },
    used: { functions: new Set() },
  }) as unknown as Judgement;

async function readAll(server: HanaServer, text: string, more: Partial<RunRequest> = {}) {
  const rows: Row[] = [];
  const clipped: unknown[] = [];
  const request = { judgement: judged(text), typed: text, values: [], maxRows: 1_000, timeoutMs: 20_000, ...more }; // prettier-ignore
  const sink = {
    begin: () => undefined,
    rows: (batch: Row[], cells: readonly unknown[]) => {
      rows.push(...batch);
      clipped.push(...cells);
    },
  };
  const outcome = await runStatement(targetOf(server), request, sink, signal);
  return { rows, clipped, columns: outcome.columns, outcome };
}

afterAll(async () => {
  for (const server of servers) {
    expect(server.violations).toEqual([]);
    await server.stop();
  }
});

describe('SAP HANA', () => {
  it('gives values of all types as text without loss', async () => {
    const cells: [ReturnType<typeof hana.text>, unknown, string][] = [
      [hana.int('TINY', 1), 255n, '255'],
      [hana.int('INT', 3), -2147483648n, '-2147483648'],
      [hana.int('BIG', 4), -9223372036854775808n, '-9223372036854775808'],
      [hana.fixed('D38', 38, 10), -99999999999999999999999999999999999999n, '-9999999999999999999999999999.9999999999'], // prettier-ignore
      [hana.double('DOUBLE'), 0.1 + 0.2, '0.30000000000000004'],
      [hana.text('TEXT'), '物料 𠮷', '物料 𠮷'],
      [hana.text('EMPTY'), '', ''],
      [hana.binary('BIN', 13), Buffer.from('00ff', 'hex'), '00FF'],
      [hana.binary('PLACE', 74), Buffer.from('0101', 'hex'), '0101'],
      [hana.longdate('STAMP'), ['2026-11-23', 234_001_234_567n], '2026-11-23 06:30:00.1234567'],
      [hana.longdate('LAST'), ['9999-12-31', 863_999_999_999n], '9999-12-31 23:59:59.9999999'],
      [hana.daydate('DAY'), '2026-11-23', '2026-11-23'],
      [hana.lob('LOB', 26), [0, 3, 3, Buffer.from('abc')], 'abc'],
    ];
    const columns = cells.map(([column]) => column);
    const server = await serve({
      'select all': { columns, rows: [cells.map(([, value]) => value), cells.map(() => null)] },
    });
    const { rows, columns: told } = await readAll(server, 'select all');
    expect(rows[0]).toEqual(cells.map(([, , text]) => text));
    expect(rows[1]).toEqual(cells.map(() => null));
    const types = Object.fromEntries(told.map(({ name, type, kind }) => [name, `${type} ${kind}`]));
    expect(types).toMatchObject({
      BIG: 'BIGINT integer',
      D38: 'DECIMAL(38,10) decimal',
      TEXT: 'NVARCHAR(100) text',
      STAMP: 'TIMESTAMP time',
      DAY: 'DATE time',
      PLACE: 'ST_GEOMETRY binary',
      LOB: 'NCLOB text',
    });
  });

  it('reads large objects no further than they are kept', async () => {
    const long = Buffer.alloc(3 * maxCellBytes, 'x');
    const mixed = '长𠮷'.repeat(1_000);
    const lobs = [long, long, cesu8(mixed)];
    const server = await serve(
      {
        'select long': {
          columns: [hana.lob('T', 26), hana.lob('B', 27), hana.lob('M', 26)],
          rows: [[[0, long.length, long.length, Buffer.alloc(0)], [1, long.length, long.length, long.subarray(0, 100)], [2, mixed.length, cesu8(mixed).length, cesu8(mixed)]]], // prettier-ignore
        },
      },
      { lobs },
    );
    const { rows, clipped } = await readAll(server, 'select long');
    expect(rows[0]?.slice(0, 2).map((cell) => cell?.length)).toEqual([maxCellBytes, maxCellBytes * 2]); // prettier-ignore
    expect(rows[0]?.[2]).toBe(mixed);
    expect(clipped).toEqual([
      { row: 0, column: 0, bytes: null },
      { row: 0, column: 1, bytes: long.length },
    ]);
  });

  it('gives one large object whole, as fast as it is taken', async () => {
    // Pairs of surrogates begin at odd places, so that pieces end between their halves.
    const text = `x${'长𠮷'.repeat(700_000)}`;
    const bytes = Buffer.alloc(2 * maxCellBytes + 5, 0xab);
    const lob = (at: number, { length }: string | Buffer): unknown[] => [at, length, length * 3, Buffer.alloc(0)]; // prettier-ignore
    const rows = [
      [lob(0, text), lob(1, bytes)],
      [lob(0, text), lob(1, bytes)],
    ];
    const columns = [hana.lob('T', 26), hana.lob('B', 27)];
    const server = await serve({ long: { columns, rows } }, { lobs: [text, bytes] });
    const session = await opened(server);
    const whole = async (row: number, column: number): Promise<string | null> => {
      const pieces: string[] = [];
      const found = await cellOf(session, judged('long'), [], { row, column }, async (piece) => {
        await new Promise((resolve) => setImmediate(resolve));
        pieces.push(piece);
      });
      expect(pieces.every((piece) => !/[\uD800-\uDBFF]$/.test(piece))).toBe(true);
      return found ? pieces.join('') : null;
    };
    expect((await whole(1, 0)) === text).toBe(true);
    expect((await whole(0, 1)) === bytes.toString('hex').toUpperCase()).toBe(true);
    expect(await whole(2, 0)).toBe(null);
    await session.close();
    expect(server.left).toEqual([]);
  });

  it('begins with its limits, reads only, and ends with a rollback', async () => {
    const server = await serve({ 'select 1': { columns: [hana.text('A')], rows: [['1']] } });
    expect((await readAll(server, 'select 1')).rows).toEqual([['1']]);
    const asked = server.asked.map(({ statement }) => statement);
    expect(asked.slice(0, 3)).toEqual(['SET TRANSACTION READ ONLY', 'SET TRANSACTION LOCK WAIT TIMEOUT 5000', 'SET SCHEMA "SAPABAP1"']); // prettier-ignore
    expect(asked.slice(4)).toEqual(['select 1', 'ROLLBACK']);
    const session = await opened(server);
    expect(session.identity).toMatchObject({ product: 'hana', version: [2, 0, 59, 0], database: 'HDB', username: 'READER' }); // prettier-ignore
    await session.close();
    expect(server.left).toEqual([]);
  });

  it('binds a value for each place, and writes only in write mode', async () => {
    const text = 'select ?, ?, ? from dummy';
    const server = await serve({ [text]: { columns: [hana.text('A')], rows: [] }, 'delete from t where a = ?': { affected: 4 } }); // prettier-ignore
    await readAll(server, text, { judgement: judged(text, [0, 1, 0]), values: ["'; --物", null] });
    expect(server.asked.find(({ statement }) => statement === text)?.values).toEqual(["'; --物", null, "'; --物"]); // prettier-ignore
    const session = await opened(server, {}, 'write');
    expect(await session.execute('delete from t where a = ?', ['1'])).toEqual({ affected: 4 });
    await session.close('commit');
    expect(server.asked.at(-1)?.statement).toBe('COMMIT');
    const reading = await opened(server);
    await expect(reading.execute('delete from t', [])).rejects.toThrow('must not write');
    await reading.close('commit');
    expect(server.asked.at(-1)?.statement).toBe('ROLLBACK');
  });

  it('streams, and stops at the row limit', async () => {
    function* endless(): Generator<unknown[]> {
      for (let row = 0n; ; row++) yield [row, 'x'.repeat(200)];
    }
    const columns = [hana.int('ID', 4), hana.text('T')];
    const server = await serve({ endless: { columns, rows: endless() }, broken: { columns, rows: endless(), breaksAfter: 300 } }); // prettier-ignore
    const { rows, outcome } = await readAll(server, 'endless', { maxRows: 2_500 });
    expect([rows.length, outcome.truncated, rows.at(-1)?.[0]]).toEqual([2_500, true, '2499']);
    await expect(readAll(server, 'broken')).rejects.toMatchObject({ failure: { error: { code: 'sql.connection-lost' } } }); // prettier-ignore
  });

  it('is cancelled by a second session, and at its time limit', async () => {
    const server = await serve({ hanging: { columns: [hana.text('A')], hangs: true } });
    const session = await opened(server);
    const reading = session
      .cursor(judged('hanging'), [])
      .read(1)
      .catch((error: unknown) => error);
    await expect.poll(() => server.asked.at(-1)?.statement, { timeout: 25_000 }).toBe('hanging');
    await session.cancel();
    const error = await reading;
    expect(session.failure(error, judged('hanging'), 'hanging', 5).error.code).toBe(
      'sql.cancelled',
    );
    expect(server.asked.at(-1)?.statement).toBe("ALTER SYSTEM CANCEL SESSION '200001'");
    await session.close();
    const late = await serve({ hanging: { columns: [hana.text('A')], hangs: true } });
    const slow = readAll(late, 'hanging', { timeoutMs: 200 });
    await expect(slow).rejects.toMatchObject({ failure: { error: { code: 'sql.timeout' } } });
  });

  it.each([
    [257, 'sql.syntax', 'incorrect syntax near "nmae"', 9],
    [259, 'sql.failed', 'invalid table name', 15],
    [258, 'sql.failed', 'insufficient privilege', 0],
    [131, 'sql.locked', 'transaction rolled back by lock wait timeout', 0],
    [139, 'sql.cancelled', 'current operation cancelled by request', 0],
  ])('names the failure %i', async (code, expected, message, position) => {
    const text = 'select *\n from nmae';
    const server = await serve({ [text]: { error: { code, message, position } } });
    const failed = readAll(server, text);
    const place = position === 0 ? null : expect.objectContaining({ line: position > 9 ? 2 : 1 });
    await expect(failed).rejects.toMatchObject({ failure: { error: { code: expected }, place } });
  });

  it.each([
    [10, 'sql.auth-failed'],
    [414, 'sql.password-expired'],
    [416, 'sql.auth-failed'],
    [4321, 'sql.database-unknown'],
  ])('names the refused log-in %i', async (code, expected) => {
    const server = await serve({}, { refuse: { code, message: 'no' } });
    await expect(opened(server)).rejects.toMatchObject({ code: expected });
  });

  it('knows a wrong password, and goes to the tenant that the system database names', async () => {
    const tenant = await serve({});
    const system = await serve({}, { tenantAt: { host: 'node-2.plant', port: tenant.port } });
    await expect(opened(tenant, { password: 'wrong' })).rejects.toMatchObject({ code: 'sql.auth-failed' }); // prettier-ignore
    const session = await opened(system, { database: 'ERP' });
    await session.close();
    expect([system.asked.length, tenant.asked.length > 0]).toEqual([0, true]);
  });

  it('is encrypted as the target wants it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hana-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=hana.plant', '-addext', 'subjectAltName=DNS:hana.plant'];
    const request = ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', ...subject];
    execFileSync('openssl', [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const certificate = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    rmSync(folder, { recursive: true });
    const server = await serve({}, { certificate });
    const plain = await serve({});
    const code = (at: HanaServer, more: Partial<DatabaseTarget>): Promise<string> =>
      opened(at, more).then(
        async (session) => {
          await session.close();
          return 'opened';
        },
        (error: AppError) => error.code,
      );
    const known = [certificate.cert];
    expect(await code(server, { tls: 'prefer' })).toBe('opened');
    expect(await code(server, { tls: 'require' })).toBe('opened');
    expect(await code(server, { tls: 'verify', authorities: known })).toBe('opened');
    expect(await code(server, { tls: 'verify' })).toBe('sql.certificate-refused');
    const other = { tls: 'verify', authorities: known, host: 'other.plant' } as const;
    expect(await code(server, other)).toBe('sql.certificate-name');
    expect(await code(plain, { tls: 'require' })).toBe('sql.connection-failed');
    plain.violations.splice(0);
  });
});
