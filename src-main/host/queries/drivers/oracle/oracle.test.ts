import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startOracleListener, type ListenerAnswer, type OracleListener } from '../../../../../test/servers/oracle-listener'; // prettier-ignore
import { lob, ScriptedOracle, type OracleAnswer } from '../../../../../test/servers/oracle-script';
import type { AppError } from '../../../../contract/errors';
import type { Judgement } from '../../guard/index';
import { cellOf } from '../cell';
import { maxCellBytes, type DatabaseTarget, type OwnStatement, type SessionMode } from '../port'; // prettier-ignore
import { directStream } from '../stream';
import { descriptorOf, type Connected } from './connect';
import { driver } from './index';
import { rightsOf } from './rights';
import { beginSession, identitySql } from './session';
import { textOf, textOfDate } from './values';

/** Oracle cannot be had here: listener and connection are strict stand-ins of our own. */

const limits = { connectMs: 10_000, statementMs: 20_000, lockMs: 5_000 };
const context = { host: 'erp-db', port: 1521, username: 'READER', database: 'ERP', ...limits };
const signal = new AbortController().signal;

const identity: OracleAnswer = {
  columns: ['A', 'B', 'C'].map((name) => ({ name, dbTypeName: 'VARCHAR2' })),
  rows: [['ERP', 'READER', '2026-11-23T06:00:00.123Z']],
};

function judged(
  text: string,
  more: Partial<Judgement['used'] & object> = {},
  order: number[] = [],
): Judgement {
  return {
    verdict: { verdict: 'read' },
    statement: { text, parameters: [], order, toTyped: (offset: number) => offset },
    used: { names: new Set<string>(), relations: new Set<string>(), ...more },
  } as unknown as Judgement;
}

async function begin(
  answers: Record<string, OracleAnswer>,
  { mode = 'read', schema = '', statementMs = 20_000 }: { mode?: SessionMode; schema?: string; statementMs?: number } = {}, // prettier-ignore
) {
  const connection = new ScriptedOracle((text) =>
    text.includes('SYSTIMESTAMP') ? identity : answers[text],
  );
  let released = 0;
  const connected = {
    connection,
    thick: false,
    typeOf: (number: number) => ({ num: number }),
    release: () => released++,
  } as unknown as Connected;
  const told: OwnStatement[] = [];
  const tell = (own: OwnStatement): void => void told.push(own);
  const begun = { mode, schema, tell };
  const session = await beginSession(connected, { ...context, statementMs }, begun, signal);
  return { session, connection, told, released: () => released };
}

describe('values of Oracle', () => {
  const bytes = (...values: number[]): Buffer => Buffer.from(values);

  it('of time are text without loss', () => {
    expect(textOfDate(bytes(120, 126, 11, 23, 7, 31, 1))).toBe('2026-11-23 06:30:00');
    expect(textOfDate(bytes(199, 199, 12, 31, 24, 60, 60))).toBe('9999-12-31 23:59:59');
    // 15 March 44 BC, and the first day Oracle knows.
    expect(textOfDate(bytes(100, 56, 3, 15, 13, 1, 1))).toBe('-0044-03-15 12:00:00');
    expect(textOfDate(bytes(53, 88, 1, 1, 1, 1, 1))).toBe('-4712-01-01 00:00:00');
    expect(textOfDate(bytes(120, 126, 11, 23, 7, 31, 1, 0x07, 0x5b, 0xcd, 0x15))).toBe('2026-11-23 06:30:00.123456789'); // prettier-ignore
    expect(textOfDate(bytes(120, 126, 11, 23, 7, 31, 1, 0x3b, 0x9a, 0xc9, 0xff))).toBe('2026-11-23 06:30:00.999999999'); // prettier-ignore
    // In UTC on the wire, eight hours east; and half past three west, back over the new year.
    expect(textOfDate(bytes(120, 126, 11, 22, 23, 31, 1, 0, 0, 0, 0, 28, 60))).toBe('2026-11-23 06:30:00 +08:00'); // prettier-ignore
    expect(textOfDate(bytes(120, 126, 1, 1, 2, 1, 1, 0x1d, 0xcd, 0x65, 0, 17, 30))).toBe('2025-12-31 21:30:00.5 -03:30'); // prettier-ignore
  });

  it('of other types are, too', () => {
    expect(textOf('99999999999999999999999999999999999999', 'NUMBER')).toBe('9'.repeat(38));
    expect(textOf(Math.fround(0.1), 'BINARY_FLOAT')).toBe('0.1');
    expect(textOf(0.1 + 0.2, 'BINARY_DOUBLE')).toBe('0.30000000000000004');
    expect(textOf(NaN, 'BINARY_DOUBLE')).toBe('NaN');
    expect(textOf(Buffer.from('00ff', 'hex'), 'RAW(2)')).toBe('00FF');
    expect(textOf({ years: 1, months: 2 }, 'INTERVAL YEAR TO MONTH')).toBe('+01-02');
    expect(textOf({ days: -3, hours: -4, minutes: -5, seconds: -6, fseconds: -700_000_000 }, 'INTERVAL DAY TO SECOND')).toBe('-3 04:05:06.7'); // prettier-ignore
    expect(textOf({ GTYPE: 2001, X: [1.5, 2] }, 'SDO_GEOMETRY')).toBe('{"GTYPE":2001,"X":[1.5,2]}');
    expect(textOf({ b: Buffer.from([255]) }, 'T')).toBe('{"b":"FF"}');
    expect(textOf(null, 'NUMBER')).toBeNull();
  });
});

describe('a session of Oracle', () => {
  it('sets formats and schema, then reads only, and rolls back', async () => {
    const { session, connection, released } = await begin({}, { schema: 'apps' });
    expect(session.identity).toMatchObject({
      product: 'oracle',
      version: [19, 3, 0, 0, 0],
      database: 'ERP',
      username: 'READER',
    });
    await session.close('commit');
    const asked = connection.asked.map(({ text }) => text.split('\n')[0]);
    expect(asked[0]).toBe("ALTER SESSION SET NLS_DATE_FORMAT = 'SYYYY-MM-DD HH24:MI:SS'");
    expect(asked.slice(1, 3)).toEqual(['ALTER SESSION SET CURRENT_SCHEMA = "APPS"', 'SET TRANSACTION READ ONLY']); // prettier-ignore
    expect(asked.at(-1)).toBe('ROLLBACK');
    expect([connection.ended, connection.open, released()]).toEqual(['closed', 0, 1]);
  });

  it('writes and commits only when it was opened for it', async () => {
    const { session, connection } = await begin({ 'DELETE FROM x': { rowsAffected: 3 } }, { mode: 'write' }); // prettier-ignore
    expect(await session.execute('DELETE FROM x', [])).toEqual({ affected: 3 });
    await session.close('commit');
    const asked = connection.asked.map(({ text }) => text);
    expect(asked).not.toContain('SET TRANSACTION READ ONLY');
    expect(asked.at(-1)).toBe('COMMIT');
    const reading = await begin({});
    await expect(reading.session.execute('DELETE FROM x', [])).rejects.toThrow('must not write');
  });

  it('gives rows in batches, a value for each place, and cuts long cells', async () => {
    const text = 'SELECT :1, :2, :1 FROM t';
    const clob = '长'.repeat(maxCellBytes);
    const { session, connection } = await begin({
      [text]: {
        columns: [
          { name: 'N', dbTypeName: 'NUMBER', precision: 38, scale: 2 },
          { name: 'D', dbTypeName: 'DATE' },
          { name: 'C', dbTypeName: 'CLOB' },
          { name: 'B', dbTypeName: 'BLOB' },
          { name: 'F', dbTypeName: 'BFILE' },
          { name: 'V', dbTypeName: 'VARCHAR2', byteSize: 40 },
        ],
        rows: [
          [
            '1.50',
            ' 2026-01-02 00:00:00',
            lob('短'),
            lob(Buffer.from([1, 255])),
            lob('secret'),
            ' x',
          ],
          [null, null, lob(clob), lob(Buffer.alloc(maxCellBytes + 5)), null, ''],
          ['2', '-0044-03-15 12:00:00', lob(''), null, null, null],
        ],
      },
    });
    const cursor = session.cursor(judged(text, {}, [0, 1, 0]), ['a', null]);
    const first = await cursor.read(2);
    expect(first[0]).toEqual(['1.50', '2026-01-02 00:00:00', '短', '01FF', '(BFILE)', ' x']);
    expect(first[1]?.map((cell) => cell?.length)).toEqual([undefined, undefined, maxCellBytes / 2, maxCellBytes * 2, undefined, 0]); // prettier-ignore
    expect(cursor.takeClipped()).toEqual([
      { row: 1, column: 2, bytes: clob.length * 2 },
      { row: 1, column: 3, bytes: maxCellBytes + 5 },
    ]);
    expect(await cursor.read(2)).toEqual([['2', '-0044-03-15 12:00:00', '', null, null, null]]);
    expect(await cursor.read(2)).toEqual([]);
    await cursor.close();
    expect(connection.asked.at(-1)?.values).toEqual(['a', null, 'a']);
    expect(cursor.columns.map(({ type, kind }) => `${type} ${kind}`)).toEqual(['NUMBER(38,2) decimal', 'DATE time', 'CLOB text', 'BLOB binary', 'BFILE text', 'VARCHAR2(40) text']); // prettier-ignore
    await session.close();
    expect(connection.open).toBe(0);
  });

  it('hands a long cell on whole, without half a character', async () => {
    const clob = `x${'𠮷'.repeat(maxCellBytes)}`;
    const blob = Buffer.alloc(maxCellBytes * 2, 0xab);
    const columns = [{ name: 'C', dbTypeName: 'CLOB' }, { name: 'B', dbTypeName: 'BLOB' }]; // prettier-ignore
    const row = (): unknown[] => [lob(clob), lob(blob)];
    const cells = async (place: { row: number; column: number }): Promise<string[] | false> => {
      const { session } = await begin({ 'SELECT c, b': { columns, rows: [row(), row()] } });
      const pieces: string[] = [];
      const found = await cellOf(session, judged('SELECT c, b'), [], place, (piece) => void pieces.push(piece)); // prettier-ignore
      await session.close();
      return found && pieces;
    };
    const text = await cells({ row: 1, column: 0 });
    expect(text && text.join('') === clob).toBe(true);
    expect(text && text.every((piece) => !/[\uD800-\uDBFF]$/.test(piece))).toBe(true);
    const binary = await cells({ row: 0, column: 1 });
    expect(binary && binary.join('') === blob.toString('hex').toUpperCase()).toBe(true);
    expect(await cells({ row: 2, column: 0 })).toBe(false);
  });

  it('is stopped by a break, and by its own time', async () => {
    const answers = { 'SELECT 1': { hangs: true } };
    const cancelled = await begin(answers);
    const reading = cancelled.session.cursor(judged('SELECT 1'), []).read(10);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await cancelled.session.cancel();
    const error: unknown = await reading.catch((reason: unknown) => reason);
    const { failure } = cancelled.session;
    expect(failure.call(cancelled.session, error, judged('SELECT 1'), 'SELECT 1', 5)).toMatchObject({ error: { code: 'sql.cancelled' } }); // prettier-ignore
    const late = await begin(answers, { statementMs: 50 });
    const slow: unknown = await late.session.cursor(judged('SELECT 1'), []).read(10).catch((reason: unknown) => reason); // prettier-ignore
    expect(late.session.failure(slow, judged('SELECT 1'), 'SELECT 1', 60)).toMatchObject({ error: { code: 'sql.timeout' } }); // prettier-ignore
  });

  it.each([
    ['ORA-00942', 'table or view does not exist', 22, 'sql.failed', { line: 2, column: 10 }],
    ['ORA-00936', 'missing expression', 7, 'sql.syntax', { line: 1, column: 8 }],
    ['ORA-00054', 'resource busy', 0, 'sql.locked', null],
    ['ORA-01456', 'may not perform insert', 0, 'sql.refused', null],
    ['ORA-01555', 'snapshot too old', 0, 'sql.failed', null],
    ['ORA-03113', 'end-of-file on communication channel', 0, 'sql.connection-lost', null],
    ['NJS-500', 'connection to the Oracle Database was broken', 0, 'sql.connection-lost', null],
    ['NJS-123', 'call timeout of 20000 ms exceeded', 0, 'sql.timeout', null],
  ])('names the failure %s', async (code, message, offset, expected, place) => {
    const text = "SELECT '物'\n    FROM nmae";
    const { session } = await begin({ [text]: { error: { code, message, offset } } });
    const error: unknown = await session.cursor(judged(text), []).read(1).catch((reason: unknown) => reason); // prettier-ignore
    const failure = session.failure(error, judged(text), text, 5);
    expect(failure.error.code).toBe(expected);
    expect(failure.place).toEqual(place === null ? null : expect.objectContaining(place));
  });

  it('tells what it sends by itself before it is sent', async () => {
    const told: OwnStatement[] = [];
    const sent: string[] = [];
    const connection = new ScriptedOracle((text) => {
      sent.push(text);
      // It stands in the log already.
      if (text !== 'SELECT name')
        expect(
          told.some(({ sql }) => sql.includes(text)),
          text,
        ).toBe(true);
      if (text.includes('SYSTIMESTAMP')) return identity;
      return { columns: [{ name: 'N', dbTypeName: 'VARCHAR2' }], rows: [], hangs: text === 'SELECT name' }; // prettier-ignore
    });
    const connected = { connection, thick: false, typeOf: () => ({}), release: () => undefined };
    const tell = (own: OwnStatement): void => void told.push(own);
    const begun = { mode: 'read', schema: '', tell } as const;
    tell({ purpose: 'session', sql: identitySql });
    const session = await beginSession(connected as unknown as Connected, context, begun, signal);
    await session.check(judged('SELECT name', { names: new Set(['NAME']) }));
    const reading = session.cursor(judged('SELECT name'), []).read(1).catch(() => 'stopped'); // prettier-ignore
    await expect.poll(() => sent.at(-1), { timeout: 25_000 }).toBe('SELECT name');
    await session.cancel();
    await session.cancel();
    expect(await reading).toBe('stopped');
    await session.close();
    expect(told.map(({ purpose }) => purpose)).toEqual(['session', 'question', 'cancel']);
    expect(told[1]?.values).toContain('NAME');
  });

  it('tells the rights of its login', async () => {
    const ask = (first: string[][], role: string) => ({
      ask: (text: string) => Promise.resolve(text.includes('DATABASE_ROLE') ? [[role]] : first),
    });
    const rights = (rows: string[][], role: string) => rightsOf(ask(rows, role) as never);
    expect(await rights([['DBA'], ['DROP ANY TABLE']], 'PRIMARY')).toEqual({ rights: ['DBA'], superuser: true, readOnlyDefault: false }); // prettier-ignore
    expect(await rights([], 'PHYSICAL STANDBY')).toEqual({ rights: [], superuser: false, readOnlyDefault: true }); // prettier-ignore
  });
});

describe('a log-in at Oracle', () => {
  const listeners: OracleListener[] = [];
  afterAll(async () => {
    for (const listener of listeners) {
      expect(listener.violations).toEqual([]);
      await listener.stop();
    }
  });
  async function listen(answer: ListenerAnswer): Promise<OracleListener> {
    const listener = await startOracleListener(answer);
    listeners.push(listener);
    return listener;
  }
  const targetOf = (port: number, more: Partial<DatabaseTarget> = {}): DatabaseTarget => ({
    dialect: 'oracle',
    host: 'erp-db.plant',
    port: 1521,
    database: 'ERP',
    username: 'reader',
    password: 'secret-password',
    tls: 'prefer',
    authorities: [],
    schema: '',
    readOnlyIntent: true,
    oracle: { names: 'service', driver: 'thin', home: '' },
    // A name that only the other side can resolve; whatever is asked for ends at the listener.
    open: (until, at) => directStream('127.0.0.1', at?.port ?? port)(until),
    sshId: null,
    tell: () => undefined,
    ...more,
  });
  const opened = (target: DatabaseTarget) => driver.open(target, limits, 'read', signal);

  it('goes through the stream of the target, with service or SID', async () => {
    const listener = await listen({ refuse: 12514 });
    await expect(opened(targetOf(listener.port))).rejects.toMatchObject({ code: 'sql.database-unknown' }); // prettier-ignore
    const sid = { names: 'sid', driver: 'thin', home: '' } as const;
    const other = await listen({ refuse: 12505 });
    await expect(opened(targetOf(other.port, { oracle: sid }))).rejects.toMatchObject({ code: 'sql.database-unknown' }); // prettier-ignore
    expect(listener.asked[0]).toContain('(SERVICE_NAME=ERP)');
    expect(listener.asked[0]).toContain('(HOST=erp-db.plant)');
    expect(other.asked[0]).toContain('(SID=ERP)');
  });

  it('follows a cluster to its node', async () => {
    const node = await listen({ refuse: 12520 });
    const scan = await listen({ redirect: { host: 'node-2.plant', port: node.port } });
    await expect(opened(targetOf(scan.port))).rejects.toMatchObject({ code: 'sql.server-full' });
    expect(node.asked).toHaveLength(1);
  });

  it('says what a server before 12.1 needs', async () => {
    const old = await listen({ accept: 314 });
    const refused = opened(targetOf(old.port));
    await expect(refused).rejects.toMatchObject({ code: 'sql.oracle-client-needed' });
    await expect(refused).rejects.not.toThrow('secret-password');
  });

  it('is given up by the signal and by its own time', async () => {
    const listener = await listen('hangs');
    const stop = new AbortController();
    const opening = driver.open(targetOf(listener.port), limits, 'read', stop.signal);
    setTimeout(() => stop.abort(new Error('no longer wanted')), 100);
    await expect(opening).rejects.toThrow('no longer wanted');
    const brief = driver.open(targetOf(listener.port), { ...limits, connectMs: 200 }, 'read', signal); // prettier-ignore
    await expect(brief).rejects.toMatchObject({ code: 'sql.connection-failed', retry: true });
  });

  it('says when the client library cannot be used, and goes on without', async () => {
    const thick = { names: 'service', driver: 'thick', home: '/nowhere/instantclient' } as const;
    await expect(opened(targetOf(1, { oracle: thick }))).rejects.toMatchObject({
      code: 'sql.client-library',
      params: { folder: '/nowhere/instantclient', detail: expect.stringContaining('DPI-1047') as string }, // prettier-ignore
    });
    const listener = await listen({ refuse: 12514 });
    await expect(opened(targetOf(listener.port))).rejects.toMatchObject({ code: 'sql.database-unknown' }); // prettier-ignore
  });

  it('is encrypted, and verified where that is asked for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tcps-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=erp-db.plant', '-addext', 'subjectAltName=DNS:erp-db.plant'];
    const request = ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', ...subject];
    execFileSync('openssl', [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const certificate = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    rmSync(folder, { recursive: true });
    const listener = await startOracleListener({ refuse: 12514 }, certificate);
    listeners.push(listener);
    const known = [certificate.cert];
    const code = async (more: Partial<DatabaseTarget>): Promise<string> =>
      opened(targetOf(listener.port, more)).then(
        () => 'opened',
        (error: AppError) => error.code,
      );
    expect(await code({ tls: 'require' })).toBe('sql.database-unknown');
    expect(await code({ tls: 'verify', authorities: known })).toBe('sql.database-unknown');
    expect(await code({ tls: 'verify' })).toBe('sql.certificate-refused');
    const other = { tls: 'verify', authorities: known, host: 'other.plant' } as const;
    expect(await code(other)).toBe('sql.certificate-name');
  });

  it('lets no name end its place in the descriptor', () => {
    const target = targetOf(1, { database: 'ERP)(SECURITY=(X=Y)' });
    expect(() => descriptorOf(target)).toThrow('sql.database-unknown');
    expect(descriptorOf(targetOf(1, { tls: 'verify' }))).toContain('(PROTOCOL=tcps)');
    const oracle = { names: 'service', driver: 'thick', home: '' } as const;
    expect(() => descriptorOf(targetOf(1, { tls: 'verify', oracle }))).toThrow(
      'sql.verify-unsupported',
    );
  });
});
