import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFileDesk } from '../../../../../test/servers/file-desk';
import { startTestHost, type TestHost } from '../../../../../test/servers/host';
import { startSshServer, type SshServer } from '../../../../../test/servers/index';
import { describeWith } from '../../../../../test/servers/vitest';
import type { AppError } from '../../../../contract/errors';
import type { Judgement } from '../../guard/index';
import { driver } from '../oracle/index';
import { cellOf } from '../cell';
import { maxCellBytes, type DatabaseTarget, type SessionMode } from '../port';

/** sqlplus cannot be had here: a strict stand-in, written after its manual, runs on a real sshd. */

const password = 'pa ss;&/@wörd';
const limits = { connectMs: 20_000, statementMs: 30_000, lockMs: 5_000 };
const signal = new AbortController().signal;

/** type, form, precision, scale, length, name */
const text = [1, 1, 0, 0, 40, 'NAME'];
const identityColumns = ['A', 'B', 'C', 'D'].map((name) => [1, 1, 0, 0, 40, name]);
const long = '长'.repeat(maxCellBytes);

const statements = {
  'SELECT all FROM t': {
    columns: [
      [2, 0, 38, 2, 22, 'N'],
      [12, 0, 0, 0, 7, '日期'],
      [1, 2, 0, 0, 80, 'NAME'],
      [112, 1, 0, 0, 4000, 'C'],
      [113, 0, 0, 0, 4000, 'B'],
      [109, 0, 0, 0, 4000, 'X'],
      [23, 0, 0, 0, 16, 'R'],
    ],
    rows: [
      [
        '-123.45',
        ' 2026-11-23 06:30:00',
        'a\nb\t\\ 物料𠮷 ',
        'line 1\r\nline 2',
        '00FF',
        '',
        '00FF',
      ],
      [null, null, null, '', null, null, null],
      [
        '1',
        '-0044-03-15 00:00:00',
        'x'.repeat(9_000),
        long,
        '00'.repeat(maxCellBytes + 3),
        '',
        'AB',
      ],
    ],
  },
  'SELECT :1, :2, :1 FROM dual': { columns: [text], rows: [] },
  endless: { columns: [text, text], endless: true, rows: [['row #', 'y'.repeat(300)]] },
  hangs: { columns: [text], hangs: true },
  breaks: { columns: [text], rows: [['kept'], 'breaks'] },
  'SELECT x\nFROM nmae': { error: { code: -942, message: 'table or view does not exist', position: 14 } }, // prettier-ignore
  'DELETE FROM t': { affected: 12 },
};

describeWith(['sshd'], 'Oracle by sqlplus on its host', () => {
  let server: SshServer;
  let host: TestHost;
  let endpointId: string;
  const home = join(mkdtempSync(join(tmpdir(), 'sqlplus-')), 'oracle home');
  const told = (): Record<string, unknown>[] =>
    readFileSync(join(home, 'told.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore

  beforeAll(async () => {
    mkdirSync(join(home, 'bin'), { recursive: true });
    const program = join(home, 'bin', 'sqlplus');
    const standIn = resolve('test/servers/sqlplus.mjs');
    writeFileSync(program, `#!/bin/sh\nSTAND_IN_HOME='${home}' exec '${process.execPath}' '${standIn}' "$@"\n`); // prettier-ignore
    chmodSync(program, 0o755);
    // The question for the server's identity is the driver's own text: it is learnt from its first try.
    const identity = { columns: identityColumns, rows: [['11.2.0.4.0', 'ERP', 'READER', '2026-11-23T06:00:00.123Z']] }; // prettier-ignore
    const source = readFileSync(resolve('src-main/host/queries/drivers/sqlplus/index.ts'), 'utf8');
    const identitySql = /const identitySql = `([^`]*)`/.exec(source)?.[1] ?? '';
    const script = { password, statements: { ...statements, [identitySql]: identity } };
    writeFileSync(join(home, 'script.json'), JSON.stringify(script));
    server = await startSshServer();
    host = await startTestHost();
    endpointId = await openFileDesk(host, {
      ...server,
      identityPath: server.keys.ed25519.path,
      hostKeyFingerprint: server.hostKeyFingerprint,
    });
  });

  afterAll(async () => {
    expect(told().filter(({ violation }) => violation !== undefined)).toEqual([]);
    await host.close();
    await server.stop();
    rmSync(home, { recursive: true });
  });

  const targetOf = (more: Partial<DatabaseTarget> = {}): DatabaseTarget => ({
    dialect: 'oracle',
    host: 'localhost',
    port: 1521,
    database: 'ERP',
    username: 'reader',
    password,
    tls: 'off',
    authorities: [],
    schema: 'apps',
    readOnlyIntent: true,
    oracle: { names: 'sid', driver: 'sqlplus', home },
    open: () => Promise.reject(new Error('no connection of our own')),
    sshId: endpointId,
    openHost: (until) => host.host.features().ssh.open(endpointId, until),
    tell: () => undefined,
    ...more,
  });
  const opened = (more: Partial<DatabaseTarget> = {}, mode: SessionMode = 'read') =>
    driver.open(targetOf(more), limits, mode, signal);
  const judged = (sql: string): Judgement =>
    ({ statement: { text: sql, order: [], toTyped: (offset: number) => offset }, used: { names: new Set(), relations: new Set() } }) as unknown as Judgement; // prettier-ignore
  /** Whether the process of the last session is gone, waiting for it. */
  async function gone(): Promise<void> {
    const pid = Number(told().findLast((each) => each['pid'] !== undefined)?.['pid']);
    await expect.poll(() => { try { process.kill(pid, 0); return 'runs'; } catch { return 'gone'; } }, { timeout: 25_000 }).toBe('gone'); // prettier-ignore
  }

  it('logs in without a password in any argument, reads only, and ends with a rollback', async () => {
    const session = await opened();
    expect(session.identity).toMatchObject({
      product: 'oracle',
      version: [11, 2, 0, 4, 0],
      database: 'ERP',
      username: 'READER',
    });
    await session.close();
    const entries = told();
    expect(entries[0]).toMatchObject({ words: ['-S', '-L', '-R', '3', '/nolog'], home });
    expect(entries[1]).toMatchObject({ connect: 'reader', descriptor: expect.stringContaining('(SID=ERP)') as string }); // prettier-ignore
    const commands = entries.flatMap(({ command }) => (command === undefined ? [] : [command]));
    expect(commands.slice(1)).toEqual(['ALTER SESSION SET CURRENT_SCHEMA = "APPS";', 'SET TRANSACTION READ ONLY;']); // prettier-ignore
    expect(entries.at(-1)).toEqual({ exit: true });
    const audit = await host.client.audit.list({});
    const said = JSON.stringify(audit);
    expect(said).toContain('sqlplus -S -L -R 3 /nolog');
    expect(said).not.toContain(password);
    await gone();
  });

  it('gives every cell as it is, and cuts long ones', async () => {
    const session = await opened();
    const cursor = session.cursor(judged('SELECT all FROM t'), []);
    const rows = [...(await cursor.read(2)), ...(await cursor.read(2))];
    expect(cursor.columns.map(({ name, type, kind }) => [name, type, kind])).toEqual([
      ['N', 'NUMBER(38,2)', 'decimal'],
      ['日期', 'DATE', 'time'],
      ['NAME', 'NVARCHAR2(80)', 'text'],
      ['C', 'CLOB', 'text'],
      ['B', 'BLOB', 'binary'],
      ['X', 'OBJECT', 'text'],
      ['R', 'RAW(16)', 'binary'],
    ]);
    expect(rows[0]).toEqual(['-123.45', '2026-11-23 06:30:00', 'a\nb\t\\ 物料𠮷 ', 'line 1\r\nline 2', '00FF', '(OBJECT)', '00FF']); // prettier-ignore
    expect(rows[1]).toEqual([null, null, null, '', null, null, null]);
    expect(rows[2]?.slice(0, 3)).toEqual(['1', '-0044-03-15 00:00:00', 'x'.repeat(9_000)]);
    expect([rows[2]?.[3]?.length, rows[2]?.[4]?.length]).toEqual([maxCellBytes / 2, maxCellBytes * 2]); // prettier-ignore
    expect(cursor.takeClipped()).toEqual([
      { row: 2, column: 3, bytes: long.length * 2 },
      { row: 2, column: 4, bytes: maxCellBytes + 3 },
    ]);
    await cursor.close();
    await session.close();
  });

  it('binds values, whatever they hold', async () => {
    const session = await opened();
    const values = [`'); EXECUTE IMMEDIATE 'DROP TABLE x' --\n/\n&x "q'[`, '物'.repeat(3_000)];
    const cursor = session.cursor(judged('SELECT :1, :2, :1 FROM dual'), values);
    expect(await cursor.read(10)).toEqual([]);
    await cursor.close();
    await session.close();
    expect(told().findLast(({ statement }) => statement !== undefined)).toMatchObject({ values });
  });

  it('gives one cell whole, a few megabytes at a time', async () => {
    const session = await opened();
    const whole = async (row: number, column: number): Promise<string | null> => {
      const pieces: string[] = [];
      const take = async (piece: string): Promise<void> => void pieces.push(piece);
      const judgement = judged('SELECT all FROM t');
      return (await cellOf(session, judgement, [], { row, column }, take)) ? pieces.join('') : null;
    };
    expect((await whole(2, 3)) === long).toBe(true);
    expect((await whole(2, 4)) === '00'.repeat(maxCellBytes + 3)).toBe(true);
    expect(await whole(0, 2)).toBe('a\nb\t\\ 物料𠮷 ');
    expect(await whole(1, 3)).toBe('');
    expect(await whole(3, 3)).toBe(null);
    await session.close();
    await gone();
  });

  it('ends a batch when a block has said much, and goes on with the next', async () => {
    const session = await opened();
    const cursor = session.cursor(judged('endless'), []);
    const rows = await cursor.read(10_000);
    expect(rows.length).toBeLessThan(10_000);
    while (rows.length < 10_000) rows.push(...(await cursor.read(10_000 - rows.length)));
    expect(rows[9_999]?.[0]).toBe('row 9999');
    await cursor.close();
    await session.close();
    await gone();
  });

  it('stops what runs over there, when it is cancelled and when its time is over', async () => {
    const session = await opened();
    const reading = session
      .cursor(judged('hangs'), [])
      .read(1)
      .catch((error: unknown) => error);
    await expect.poll(() => told().at(-1), { timeout: 25_000 }).toMatchObject({ statement: 'hangs' }); // prettier-ignore
    await session.cancel();
    const error = await reading;
    expect(session.failure(error, judged('hangs'), 'hangs', 5).error.code).toBe('sql.cancelled');
    await session.close();
    await gone();
    expect(told().some(({ interrupted }) => interrupted === true)).toBe(true);

    const late = await driver.open(targetOf(), { ...limits, statementMs: 100 }, 'read', signal);
    const slow = await late
      .cursor(judged('hangs'), [])
      .read(1)
      .catch((reason: unknown) => reason);
    expect(late.failure(slow, judged('hangs'), 'hangs', 100).error.code).toBe('sql.timeout');
    await late.close();
  });

  it('leaves nothing over there when the connection breaks', async () => {
    const session = await opened();
    const reading = session
      .cursor(judged('hangs'), [])
      .read(1)
      .catch((error: unknown) => error);
    await expect.poll(() => told().at(-1), { timeout: 25_000 }).toMatchObject({ statement: 'hangs' }); // prettier-ignore
    server.dropConnections();
    expect(session.failure(await reading, judged('hangs'), 'hangs', 5).error.code).toBe('sql.connection-lost'); // prettier-ignore
    await gone();
    await session.close();
  });

  it('names what fails', async () => {
    const session = await opened();
    const typed = 'SELECT x\nFROM nmae';
    const failed = await session
      .cursor(judged(typed), [])
      .read(1)
      .catch((error: unknown) => error);
    expect(session.failure(failed, judged(typed), typed, 5)).toMatchObject({
      error: { code: 'sql.failed', params: { sqlstate: 'ORA-00942', message: 'table or view does not exist' } }, // prettier-ignore
      place: { line: 2, column: 6 },
    });
    const cursor = session.cursor(judged('breaks'), []);
    expect(await cursor.read(5)).toEqual([['kept']]);
    const ended = await cursor.read(5).catch((error: unknown) => error);
    expect(session.failure(ended, judged('breaks'), 'breaks', 5).error.code).toBe('sql.connection-lost'); // prettier-ignore
    await session.close();
    await expect(opened({ password: 'wrong' })).rejects.toMatchObject({ code: 'sql.auth-failed' });
    await expect(opened({ password: 'a"b' })).rejects.toMatchObject({ code: 'sql.auth-failed' });
    const nowhere = { names: 'sid', driver: 'sqlplus', home: '/nowhere' } as const;
    await expect(opened({ oracle: nowhere })).rejects.toMatchObject({
      code: 'sql.sqlplus-missing',
    });
  });

  it('keeps the password to itself where a wrapper repeats all it is told', async () => {
    const other = join(home, '..', 'echoing');
    mkdirSync(join(other, 'bin'), { recursive: true });
    const program = join(other, 'bin', 'sqlplus');
    writeFileSync(program, '#!/bin/sh\nwhile IFS= read -r line; do echo "$line"; echo "$line" >&2; case "$line" in CONNECT*) exit 3;; esac; done\n'); // prettier-ignore
    chmodSync(program, 0o755);
    const oracle = { names: 'sid', driver: 'sqlplus', home: other } as const;
    const error: unknown = await opened({ oracle }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'sql.connection-failed' });
    const said = JSON.stringify((error as AppError).toData());
    expect(said).toContain('CONNECT …');
    expect(said).not.toContain(password);
  });

  it('writes only in write mode', async () => {
    const session = await opened({}, 'write');
    expect(await session.execute('DELETE FROM t', [])).toEqual({ affected: 12 });
    await session.close('commit');
    const commands = told().flatMap(({ command }) => (command === undefined ? [] : [command]));
    expect(commands.slice(-2)).not.toContain('SET TRANSACTION READ ONLY;');
    expect(commands.at(-1)).toBe('COMMIT;');
  });
});
