import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../contract/query-results';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { columnOf, keepRows } from '../../../../test/servers/results';

const columns = [
  columnOf('编号', 'integer'),
  columnOf('text', 'text'),
  columnOf('bytes', 'binary'),
];
const rows: Row[] = Array.from({ length: 2500 }, (_, at) => [
  String(at),
  ['=1+1', '-5', '', 'NULL', null, 'a;"b"\n客户😀'][at % 6] ?? null,
  '\\xdead',
]);

describe('a kept result as a file', () => {
  let at: TestHost;
  let client: TestHost['client'];
  let folder: string;
  let id: string;
  beforeAll(async () => {
    at = await startTestHost();
    client = at.client;
    folder = mkdtempSync(join(tmpdir(), 'exports-'));
    id = await keepRows(at.host.features().queries.results, columns, rows);
  });
  afterAll(async () => {
    await at.close();
    rmSync(folder, { recursive: true });
  });
  const file = (name: string): string => join(folder, name);

  it('has the rows and columns of its view, in its order', async () => {
    const view = {
      sort: [{ column: 0, descending: true }],
      filters: [{ column: 1, not: true, test: { kind: 'null' as const } }],
    };
    const path = file('view.csv');
    const told = await client.queries.exportResult({
      id,
      view,
      columns: [1, 0],
      path,
      options: { format: 'csv', guardFormulas: false },
    });
    const expected = rows.filter((row) => row[1] !== null).toReversed();
    expect(told).toMatchObject({ path, rows: expected.length, guardedCells: 0, truncated: false });
    const [head, ...read] = parse(readFileSync(path));
    expect(head).toEqual(['text', '编号']);
    expect(read).toEqual(expected.map((row) => [row[1], row[0]]));
  });

  it.each([
    ['utf-8-bom', (bytes: Buffer) => bytes.toString('utf8').replace(/^\ufeff/, '')],
    ['utf-16le', (bytes: Buffer) => bytes.toString('utf16le').replace(/^\ufeff/, '')],
    ['gb18030', (bytes: Buffer) => iconv.decode(bytes, 'gb18030')],
  ] as const)(
    'is written in %s, for a spreadsheet that runs no formula of it',
    async (encoding, decode) => {
      const path = file(`${encoding}.csv`);
      const options = {
        format: 'csv',
        encoding,
        separator: ';',
        newline: 'crlf',
        nullText: 'NULL',
      } as const;
      const told = await client.queries.exportResult({ id, path, options });
      expect(told).toMatchObject({ rows: 2500, guardedCells: 417, lostCharacters: 0 });
      const text = decode(readFileSync(path));
      expect(text.startsWith("编号;text;bytes\r\n0;'=1+1;\\xdead\r\n1;-5;")).toBe(true);
      expect(text).toContain('\r\n2;"";\\xdead\r\n3;"NULL";\\xdead\r\n4;NULL;\\xdead\r\n');
      expect(text).toContain('5;"a;""b""\n客户😀";');
    },
  );

  it('says in a last column how bad each row is, where that is wanted, as the grid does', async () => {
    const { results } = at.host.features().queries;
    const some = Array.from({ length: 1500 }, (_, row) => [String(row), 'x', null]);
    const own = await keepRows(results, columns, some, {}, [
      { column: '编号', is: '>=', value: 1000, level: 'warning' },
      { column: '编号', is: '>', value: 1497, level: 'critical' },
    ]);
    const path = file('severity.csv');
    const options = { format: 'csv' as const, severity: true };
    await client.queries.exportResult({ id: own, columns: [1], path, options });
    const [head, ...read] = parse(readFileSync(path));
    expect(head).toEqual(['text', 'severity']);
    const window = await client.queries.window({ id: own, from: 0, count: 1000 });
    const rest = await client.queries.window({ id: own, from: 1000, count: 1000 });
    const levels = [...window.severities, ...rest.severities].map((one) => one?.level ?? '');
    expect(read.map((row) => row[1])).toEqual(levels);
    expect(levels.filter((level) => level === 'critical')).toHaveLength(2);
    // It is no column of the result: without the wish the file is as before.
    const plain = file('plain.csv');
    await client.queries.exportResult({ id: own, columns: [1], path: plain, options: { format: 'csv' } }); // prettier-ignore
    expect(parse(readFileSync(plain))[0]).toEqual(['text']);
  });

  it('is written as statements of its database', async () => {
    const path = file('rows.sql');
    const write = (dialect: 'mysql' | 'sqlserver' | 'oracle') =>
      client.queries.exportResult({
        id,
        ranges: [[0, 1]],
        path,
        replace: true,
        options: { format: 'sql', dialect, table: 'a.b' },
      });
    await write('mysql');
    expect(readFileSync(path, 'utf8')).toBe(
      "INSERT INTO `a`.`b` (`编号`, `text`, `bytes`) VALUES (0, '=1+1', X'dead');\n",
    );
    await write('sqlserver');
    expect(readFileSync(path, 'utf8')).toBe(
      "INSERT INTO [a].[b] ([编号], [text], [bytes]) VALUES (0, N'=1+1', 0xdead);\n",
    );
    await write('oracle');
    expect(readFileSync(path, 'utf8')).toContain(`VALUES (0, '=1+1', HEXTORAW('dead'))`);
  });

  it('replaces no file unless that is wanted, and leaves none where it is stopped', async () => {
    const path = file('there.csv');
    writeFileSync(path, 'old');
    const options = { format: 'csv' } as const;
    await expect(client.queries.exportResult({ id, path, options })).rejects.toMatchObject({
      code: 'file.exists',
    });
    const stop = new AbortController();
    stop.abort();
    const other = file('stopped.csv');
    await expect(
      client.queries.exportResult({ id, path: other, options }, { signal: stop.signal }),
    ).rejects.toThrow();
    expect([readFileSync(path, 'utf8'), existsSync(other)]).toEqual(['old', false]);
    await client.queries.exportResult({ id, path, replace: true, options });
    expect(readFileSync(path, 'utf8')).toContain('编号');
  });
});
