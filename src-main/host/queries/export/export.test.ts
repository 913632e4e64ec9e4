import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { read, utils } from '@e965/xlsx';
import { parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Column, ColumnKind, ExportFormat, Row } from '../../../contract/query-results';
import { openExport } from './index';
import { optionsOf, type GivenOptions } from './options';

const column = (name: string, kind: ColumnKind): Column => ({
  name,
  type: kind,
  align: 'left',
  kind,
});
const columns = [
  column('id', 'integer'),
  column('name', 'text'),
  column('id', 'integer'),
  column('amount', 'decimal'),
  column('share', 'float'),
  column('ok', 'boolean'),
  column('doc', 'json'),
  column('at', 'time'),
];
const rows: Row[] = [
  [
    '1',
    '华东, "电机"\n<二>',
    '9223372036854775807',
    '12345678901234567.1',
    '0.1',
    't',
    '{"a":1,\n "b":[]}',
    '2026-01-02 03:04:05.678901+08',
  ],
  ['2', '', '-5', '1.50', 'NaN', 'f', '"x"', 'infinity'],
  ['3', null, null, null, null, null, null, null],
  ['4', '\u0000\u001b[31m_x0041_\r😀', '0', '-0.5', '1e+300', 't', 'null', null],
];

describe('exported files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'export-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (format: ExportFormat, path: string, more: Partial<GivenOptions> = {}) =>
    openExport(optionsOf({ format, ...more }), path, true);

  async function write(
    format: ExportFormat,
    content = rows,
    head = columns,
    more: Partial<GivenOptions> = {},
  ): Promise<string> {
    const path = join(folder, `result.${format}`);
    const file = await open(format, path, more);
    await file.begin(head);
    for (let at = 0; at < content.length; at += 2) await file.rows(content.slice(at, at + 2));
    await file.finish();
    return path;
  }

  it('of CSV tell NULL from an empty text and quote what needs it', async () => {
    expect(readFileSync(await write('csv'), 'utf8')).toBe(
      'id,name,id,amount,share,ok,doc,at\n' +
        '1,"华东, ""电机""\n<二>",9223372036854775807,12345678901234567.1,0.1,t,"{""a"":1,\n ""b"":[]}",2026-01-02 03:04:05.678901+08\n' +
        '2,"",-5,1.50,NaN,f,"""x""",infinity\n' +
        '3,,,,,,,\n' +
        '4,"\u0000\u001b[31m_x0041_\r😀",0,-0.5,1e+300,t,null,\n',
    );
  });

  it('of JSON keep every digit, and equal names apart', async () => {
    const lines = readFileSync(await write('jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe(
      '{"id":1,"name":"华东, \\"电机\\"\\n<二>","id_2":9223372036854775807,"amount":12345678901234567.1,"share":0.1,"ok":true,"doc":{"a":1,  "b":[]},"at":"2026-01-02 03:04:05.678901+08"}',
    );
    const document = JSON.parse(readFileSync(await write('json'), 'utf8')) as unknown[];
    expect(document).toEqual(lines.map((line) => JSON.parse(line) as unknown));
    expect(document[1]).toEqual({
      id: 2,
      name: '',
      id_2: -5,
      amount: 1.5,
      share: 'NaN',
      ok: false,
      doc: 'x',
      at: 'infinity',
    });
    expect(JSON.parse(readFileSync(await write('json', []), 'utf8'))).toEqual([]);
  });

  it('of Excel are read by another program, numbers as numbers only where they are exact', async () => {
    const book = read(readFileSync(await write('xlsx')));
    expect(book.SheetNames).toEqual(['Result']);
    const sheet = book.Sheets['Result'];
    const found = utils.sheet_to_json<unknown[]>(sheet ?? {}, { header: 1, defval: null });
    expect(found).toEqual([
      ['id', 'name', 'id', 'amount', 'share', 'ok', 'doc', 'at'],
      [
        1,
        '华东, "电机"\n<二>',
        '9223372036854775807',
        '12345678901234567.1',
        0.1,
        true,
        '{"a":1,\n "b":[]}',
        '2026-01-02 03:04:05.678901+08',
      ],
      [2, '', -5, 1.5, 'NaN', false, '"x"', 'infinity'],
      [3, null, null, null, null, null, null, null],
      [4, '\u0000\u001b[31m_x0041_\r😀', 0, -0.5, '1e+300', true, 'null', null],
    ]);
  });

  it('of Excel cut a cell beyond its limit and count it', async () => {
    const path = join(folder, 'long.xlsx');
    const file = await open('xlsx', path);
    await file.begin([column('text', 'text')]);
    await file.rows([['x'.repeat(40_000)], ['short']]);
    await file.finish();
    expect(file.counts.cutCells).toBe(1);
    const sheet = read(readFileSync(path)).Sheets['Result'] ?? {};
    const [, long] = utils.sheet_to_json<string[]>(sheet, { header: 1 });
    expect(long?.[0]).toBe('x'.repeat(32_767));
  });

  it('of Parquet keep what signed 64 bits do not hold as text, or refuse it', async () => {
    const most = '9999999999999999999';
    const unsigned = { ...column('id', 'integer'), type: 'bigint unsigned' };
    const bytes = readFileSync(await write('parquet', [[most], ['1']], [unsigned]));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    expect(await parquetReadObjects({ file })).toEqual([{ id: most }, { id: '1' }]);
    await expect(write('parquet', [[most]], [column('id', 'integer')])).rejects.toMatchObject({
      code: 'sql.value-unexpected',
    });
  });

  it('of Parquet keep numbers that have no end, and refuse a text among numbers', async () => {
    const cells = [['Inf'], ['-Infinity'], ['2.5'], ['NaN']];
    const bytes = readFileSync(await write('parquet', cells, [column('x', 'float')]));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const read = await parquetReadObjects({ file });
    expect(read.map((row) => row['x'] as number)).toEqual([Infinity, -Infinity, 2.5, NaN]);
    await expect(write('parquet', [['']], [column('x', 'float')])).rejects.toMatchObject({
      code: 'sql.value-unexpected',
    });
  });

  it('of Parquet are read by another program with types that lose nothing', async () => {
    const bytes = readFileSync(await write('parquet'));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    expect(await parquetReadObjects({ file })).toEqual([
      {
        id: 1n,
        name: rows[0]?.[1],
        id_2: 9223372036854775807n,
        amount: '12345678901234567.1',
        share: 0.1,
        ok: true,
        doc: '{"a":1,\n "b":[]}',
        at: rows[0]?.[7],
      },
      {
        id: 2n,
        name: '',
        id_2: -5n,
        amount: '1.50',
        share: NaN,
        ok: false,
        doc: '"x"',
        at: 'infinity',
      },
      { id: 3n, name: null, id_2: null, amount: null, share: null, ok: null, doc: null, at: null },
      {
        id: 4n,
        name: rows[3]?.[1],
        id_2: 0n,
        amount: '-0.5',
        share: 1e300,
        ok: true,
        doc: 'null',
        at: null,
      },
    ]);
  });

  it.each(['csv', 'json', 'jsonl', 'xlsx', 'parquet'] as const)(
    'of %s without rows are whole',
    async (format) => {
      const path = await write(format, []);
      if (format !== 'jsonl') expect(readFileSync(path).length).toBeGreaterThan(0);
      expect(readdirSync(folder)).toEqual([`result.${format}`]);
    },
  );

  it.each(['csv', 'xlsx', 'parquet'] as const)(
    'of %s leave the old file alone when they are not finished',
    async (format) => {
      const path = join(folder, `result.${format}`);
      writeFileSync(path, 'old');
      const file = await open(format, path);
      await file.begin(columns);
      await file.rows(rows);
      await file.abort();
      expect(readFileSync(path, 'utf8')).toBe('old');
      expect(readdirSync(folder)).toEqual([`result.${format}`]);
    },
  );

  it.each(['csv', 'xlsx', 'parquet'] as const)(
    'of %s name the path that cannot be written',
    async (format) => {
      const path = join(folder, 'nowhere', 'result');
      const attempt = async (): Promise<void> => {
        const file = await open(format, path);
        await file.begin(columns);
        await file.rows(rows);
        await file.finish();
      };
      await expect(attempt()).rejects.toMatchObject({ code: 'file.unwritable', params: { path } });
    },
  );

  it('never take the place of a file that came while they were written', async () => {
    for (const format of ['csv', 'xlsx', 'parquet'] as const) {
      const path = join(folder, `late.${format}`);
      const file = await openExport(optionsOf({ format }), path, false);
      await file.begin(columns);
      writeFileSync(path, 'of another');
      await expect(file.finish()).rejects.toMatchObject({ code: 'file.exists', params: { path } });
      await file.abort();
      expect(readFileSync(path, 'utf8')).toBe('of another');
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
