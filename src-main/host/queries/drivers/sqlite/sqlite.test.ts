import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../../../test/servers/query-bed';
import { rowsOf, unguarded } from '../../../../../test/servers/unguarded';
import { judge } from '../../guard/index';
import { askingPragmas, tellingPragmas } from '../../sqlite-pragmas';
import { targetOfUrl } from '../../target-url';
import type { DatabaseSession, SessionMode } from '../port';
import { driver } from './index';

const limits = { connectMs: 25_000, statementMs: 60_000, lockMs: 1_000 };
const never = new AbortController().signal;
const children = () =>
  execFileSync('ps', ['-eo', 'ppid,args']).toString().split('\n').filter((line) => line.trim().startsWith(`${process.pid} `)).join('\n'); // prettier-ignore
const endless = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n`;

describe('a SQLite file', () => {
  let folder: string;
  let path: string;
  let session: DatabaseSession | null = null;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sqlite-'));
    path = join(folder, '50% of 库 #1?.db');
  });
  afterEach(async () => {
    await session?.close();
    session = null;
    rmSync(folder, { recursive: true });
  });

  function make(sql: string, pragma = 'journal_mode = DELETE'): Sqlite.Database {
    const db = new Sqlite(path);
    db.pragma(pragma);
    db.exec(sql);
    return db;
  }

  async function open(of = path, given = limits, mode: SessionMode = 'read') {
    const target = await targetOfUrl(`sqlite:${encodeURIComponent(of)}`);
    session = await driver.open(target, given, mode, never);
    return session;
  }

  it('gives every value as text without loss, and names that are equal or empty', async () => {
    make(`CREATE TABLE t (a INT, b REAL, c TEXT, d BLOB, e DATETIME, f);
      INSERT INTO t VALUES (9223372036854775807, 0.1, '华东', x'00ff', '2026-01-02', NULL),
        (-9007199254740993, 1e300, '', x'', 1735689600, 9e999)`).close();
    const { rows, columns, types } = await rowsOf(
      await open(),
      unguarded('sqlite', 'SELECT a, b AS a, c AS "", d, e, f, 2.0, ? FROM t', 1),
      ["it's"],
    );
    expect(rows).toEqual([
      ['9223372036854775807', '0.1', '华东', '0x00ff', '2026-01-02', null, '2.0', "it's"],
      ['-9007199254740993', '1e+300', '', '0x', '1735689600', 'Inf', '2.0', "it's"],
    ]);
    expect(columns.slice(0, 3)).toEqual(['a', 'a', '']);
    expect(types.slice(0, 5)).toEqual(['INT', 'REAL', 'TEXT', 'BLOB', 'DATETIME']);
  });

  it.each([
    "INSERT INTO t VALUES ('x')",
    'CREATE TABLE other (a)',
    'CREATE TEMP TABLE other (a)',
    "ATTACH 'new.db' AS other",
    'PRAGMA journal_mode = WAL',
    'PRAGMA query_only = OFF',
    "SELECT load_extension('x')",
    'VACUUM',
    'BEGIN IMMEDIATE',
  ])('refuses %s also without the guard', async (sql) => {
    make('CREATE TABLE t (a)').close();
    const opened = await open();
    const judgement = unguarded('sqlite', sql);
    const failed = await rowsOf(opened, judgement).catch((error: unknown) => error);
    expect(opened.failure(failed, judgement, sql, 0).error).toMatchObject({ code: 'sql.refused' });
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('tells what the guard lets ask of it', async () => {
    make('CREATE TABLE t (a)').close();
    const opened = await open();
    for (const pragma of [...tellingPragmas, ...askingPragmas.map((name) => `${name}('t')`)]) {
      const judgement = await judge('sqlite', `PRAGMA ${pragma}`);
      expect(judgement.verdict.verdict, pragma).toBe('read');
      await rowsOf(opened, judgement);
    }
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is left as it lies, also where it has a write-ahead log that nobody has open', async () => {
    make('CREATE TABLE t (a); INSERT INTO t VALUES (1)', 'journal_mode = WAL').close();
    expect((await rowsOf(await open(), unguarded('sqlite', 'SELECT * FROM t'))).rows).toEqual([
      ['1'],
    ]);
    await session?.close();
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is read with the newest changes of the program that has it open', async () => {
    const live = make('CREATE TABLE t (a); INSERT INTO t VALUES (1)', 'journal_mode = WAL');
    live.exec('INSERT INTO t VALUES (2)');
    expect((await rowsOf(await open(), unguarded('sqlite', 'SELECT * FROM t'))).rows).toHaveLength(
      2,
    );
    const copy = join(folder, 'copy.db');
    copyFileSync(path, copy);
    copyFileSync(`${path}-wal`, `${copy}-wal`);
    await session?.close();
    live.close();
    await expect(open(copy)).rejects.toMatchObject({ code: 'sql.file-open-changes' });
  });

  it('tells what is no database, or an encrypted one, and makes no file', async () => {
    await expect(open(join(folder, 'none.db'))).rejects.toMatchObject({
      code: 'sql.file-unreadable',
    });
    await expect(open(folder)).rejects.toMatchObject({ code: 'sql.file-unreadable' });
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(path, 'id,name\n1,华东\n');
    await expect(open()).rejects.toMatchObject({ code: 'sql.file-foreign' });
    rmSync(path);
    const db = new Sqlite(path);
    db.pragma("key = 'secret'");
    db.exec('CREATE TABLE t (a)');
    db.close();
    await expect(open()).rejects.toMatchObject({ code: 'sql.file-encrypted' });
    await expect(open(path, limits, 'write')).rejects.toMatchObject({ code: 'sql.read-only-file' });
  });

  it('is let go by a statement that never ends: by time and by cancel', async () => {
    make('CREATE TABLE t (a)').close();
    const short = await open(path, { ...limits, statementMs: 300 });
    const judgement = unguarded('sqlite', endless);
    await expect(rowsOf(short, judgement)).rejects.toMatchObject({ code: 'sql.timeout' });
    const other = await open();
    const failed = expect(rowsOf(other, judgement)).rejects.toThrow();
    await other.cancel();
    await failed;
    await until(() => Promise.resolve(!/--no-warnings/.test(children())));
  });

  it('cuts long cells and tells how long they are', async () => {
    make(`CREATE TABLE t (a, b); INSERT INTO t VALUES ('x', 'y'),
      (replace(hex(zeroblob(1000000)), '00', '长'), zeroblob(3000000))`).close();
    const cursor = (await open()).cursor(unguarded('sqlite', 'SELECT * FROM t'), []);
    const [, row] = await cursor.read(10);
    expect(row?.[0]).toBe('长'.repeat(Math.floor((1024 * 1024) / 3)));
    expect(row?.[1]).toHaveLength(2 + 2 * 1024 * 1024);
    expect(cursor.takeClipped()).toEqual([
      { row: 1, column: 0, bytes: 3_000_000 },
      { row: 1, column: 1, bytes: 3_000_000 },
    ]);
    const whole = async (column: number): Promise<string> => {
      let text = '';
      const given = unguarded('sqlite', 'SELECT * FROM t');
      await session?.cell?.(given, [], { row: 1, column }, (piece) => void (text += piece));
      return text;
    };
    expect(await whole(0)).toBe('长'.repeat(1_000_000));
    expect(await whole(1)).toBe(`0x${'00'.repeat(3_000_000)}`);
    const none = session?.cell?.(unguarded('sqlite', 'SELECT 1'), [], { row: 1, column: 0 }, () => undefined); // prettier-ignore
    expect(await none).toBe(false);
  });

  it('says which text is longer than it can read, keeps the rows before it, and works after it', async () => {
    make('CREATE TABLE t (a)').close();
    const long =
      "SELECT 1 AS id, 'short' AS note UNION ALL SELECT 2, CAST(zeroblob(540000000) AS TEXT)";
    const cursor = (await open()).cursor(unguarded('sqlite', long), []);
    expect(await cursor.read(10)).toEqual([['1', 'short']]);
    const told = {
      code: 'sql.text-too-long',
      params: { row: 2, column: 'note', megabytes: '515' },
    };
    await expect(cursor.read(10)).rejects.toMatchObject(told);
    await session?.close();
    expect((await rowsOf(await open(), unguarded('sqlite', 'SELECT 3'))).rows).toEqual([['3']]);
  });
});
