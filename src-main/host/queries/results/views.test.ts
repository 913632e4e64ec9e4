import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../contract/query-results';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { columnOf, identityOf, keepRows, resultOf } from '../../../../test/servers/results';

const columns = [
  columnOf('id', 'integer'),
  columnOf('name', 'text'),
  columnOf('amount', 'decimal'),
  columnOf('at', 'time'),
];
/** 5,000 rows in five frames. */
const rows: Row[] = Array.from({ length: 5000 }, (_, at) => [
  String(at),
  at % 7 === 0 ? null : `客户 ${at % 10}${at % 2 === 0 ? 'A' : 'a'}`,
  at % 5 === 0 ? null : `${(at * 7919) % 5000}.${at % 2 === 0 ? '50' : '5'}`,
  `2026-01-${String((at % 28) + 1).padStart(2, '0')} 00:00:00`,
]);

describe('a kept result', () => {
  let at: TestHost;
  let client: TestHost['client'];
  let id: string;
  beforeAll(async () => {
    at = await startTestHost();
    client = at.client;
    id = await keepRows(at.host.features().queries.results, columns, rows);
  });
  afterAll(() => at.close());

  const numbersOf = (window: { numbers: number[] }): number[] => window.numbers;

  it('has the hash of its rows in the form of evidence', async () => {
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    expect(await client.queries.result({ id })).toMatchObject({
      state: 'done',
      rows: 5000,
      sha256: createHash('sha256').update(lines).digest('hex'),
    });
  });

  it('is sorted while its rows go to the disk', async () => {
    const { results } = at.host.features().queries;
    const result = resultOf({ state: 'connecting' });
    const batches = Array.from({ length: 200 }, () => rows.slice(0, 1000));
    let arrived = false;
    results.record(result, async (sink) => {
      await sink.begin(columns, identityOf());
      for (const batch of batches) await sink.rows(batch, []);
      arrived = true;
      const elapsed = { firstRowMs: 0, elapsedMs: 0 };
      return { columns, rows: 200_000, truncated: false, clippedCells: 0, ...elapsed };
    });
    const { id: growing } = result.state;
    const view = { sort: [{ column: 0, descending: true }] };
    while (!arrived) await client.queries.arrange({ id: growing, view });
    for await (const [state] of results.follow(growing)) expect(state?.error).toBeNull();
    expect(await client.queries.arrange({ id: growing, view })).toMatchObject({ rows: 200_000 });
    await client.queries.discard({ id: growing });
  });

  it('is sorted by several columns, NULL last in both directions, ties as they were', async () => {
    const number = (cell: string | null | undefined): number => Number(cell ?? Infinity);
    for (const descending of [false, true]) {
      const view = {
        sort: [
          { column: 2, descending },
          { column: 0, descending: true },
        ],
      };
      expect(await client.queries.arrange({ id, view })).toMatchObject({ rows: 5000, of: 5000 });
      const { numbers } = await client.queries.window({ id, view, from: 0, count: 1000 });
      const expected = rows.map((_, row) => row);
      expected.sort((a, b) => {
        const [x, y] = [number(rows[a]?.[2]), number(rows[b]?.[2])];
        if (x === y) return b - a;
        if (x === Infinity || y === Infinity) return x === Infinity ? 1 : -1;
        return descending ? y - x : x - y;
      });
      expect(numbers).toEqual(expected.slice(0, 1000));
      const end = await client.queries.window({ id, view, from: 4990, count: 100 });
      expect(numbersOf(end)).toEqual(expected.slice(4990));
      expect(end.rows).toEqual(expected.slice(4990).map((row) => rows[row]));
    }
  });

  it.each([
    [{ kind: 'text', match: 'contains', text: '3a' }, 1, (row: Row) => /3a/i.test(row[1] ?? '')],
    [
      { kind: 'text', match: 'equals', text: '客户 3a', ignoreCase: false },
      1,
      (row: Row) => row[1] === '客户 3a',
    ],
    [
      { kind: 'text', match: 'regex', text: '户 [45]a$', ignoreCase: false },
      1,
      (row: Row) => /户 [45]a$/.test(row[1] ?? ''),
    ],
    [
      { kind: 'text', match: 'contains', text: '99.5' },
      null,
      (row: Row) => row.some((cell) => cell?.includes('99.5')),
    ],
    [{ kind: 'null' }, 1, (row: Row) => row[1] === null],
    [
      { kind: 'range', from: '10', to: '20.50' },
      2,
      (row: Row) => row[2] !== null && Number(row[2]) >= 10 && Number(row[2]) <= 20.5,
    ],
    [
      { kind: 'range', from: '2026-01-20', to: null },
      3,
      (row: Row) => (row[3] ?? '') >= '2026-01-20',
    ],
    [
      { kind: 'values', values: [null, '客户 0A'] },
      1,
      (row: Row) => row[1] === null || row[1] === '客户 0A',
    ],
  ] as const)('is filtered by %j on %s, and by its contrary', async (test, column, holds) => {
    for (const not of [false, true]) {
      const view = { filters: [{ column, not, test: { ...test } }] } as unknown as { filters: [] };
      const expected = rows.flatMap((row, number) => (holds(row) === not ? [] : [number]));
      const { rows: left } = await client.queries.arrange({ id, view });
      const { numbers } = await client.queries.window({ id, view, from: 0, count: 1000 });
      expect([left, numbers]).toEqual([expected.length, expected.slice(0, 1000)]);
    }
  });

  it('refuses a pattern that is none, and lets none hang', async () => {
    const view = (text: string) => ({
      filters: [{ column: 1, test: { kind: 'text' as const, match: 'regex' as const, text } }],
    });
    await expect(client.queries.arrange({ id, view: view('(') })).rejects.toMatchObject({
      code: 'logs.expression-unclosed',
    });
    const slow = await client.queries.arrange({ id, view: view('(客*户*)*( *)*$x') });
    expect(slow.rows).toBe(0);
  });

  it('finds a text forwards and backwards in the order of its view, and goes round', async () => {
    const view = { sort: [{ column: 0, descending: true }] };
    const find = (from: number, backwards: boolean) =>
      client.queries.find({ id, view, text: '4999', from, backwards });
    const hits = rows.filter((row) => row.some((cell) => cell?.includes('4999'))).length;
    const first = await find(-1, false);
    expect(first).toMatchObject({
      hits,
      found: { position: 0, row: 4999, columns: [0], ordinal: 1, wrapped: false },
    });
    const last = await find(0, true);
    expect(last.found).toMatchObject({ ordinal: hits, wrapped: true });
    expect(await client.queries.find({ id, text: 'nowhere' })).toEqual({ hits: 0, found: null });
  });

  it('tells values, sums and bounds', async () => {
    const { values, distinct } = await client.queries.values({ id, column: 3, limit: 3 });
    expect(distinct).toBe(28);
    expect(values[0]).toEqual({ value: '2026-01-01 00:00:00', count: 179 });
    const { values: some } = await client.queries.values({ id, column: 1, text: '9A' });
    expect(some.map(({ value }) => value)).toEqual(['客户 9a']);
    const summary = await client.queries.summary({ id, ranges: [[0, 4]], columns: [0, 1, 2, 3] });
    expect(summary).toEqual({
      rows: 4,
      columns: [
        {
          column: 0,
          nulls: 0,
          distinct: 4,
          sum: '6',
          mean: '1.5',
          min: '0',
          max: '3',
          notNumbers: 0,
        },
        {
          column: 1,
          nulls: 1,
          distinct: 3,
          sum: null,
          mean: null,
          min: '客户 1a',
          max: '客户 3a',
          notNumbers: 0,
        },
        {
          column: 2,
          nulls: 1,
          distinct: 3,
          sum: '7515.50',
          mean: '2505.16666666666666666666',
          min: '838.50',
          max: '3757.5',
          notNumbers: 0,
        },
        {
          column: 3,
          nulls: 0,
          distinct: 4,
          sum: null,
          mean: null,
          min: '2026-01-01 00:00:00',
          max: '2026-01-04 00:00:00',
          notNumbers: 0,
        },
      ],
      // Of the two columns of numbers.
      together: { numbers: 7, sum: '7521.50', mean: '1074.5', min: '0', max: '3757.5' },
    });
  });

  it('is drawn with its extremes, however few points there are', async () => {
    const drawn = await client.queries.chart({ id, x: 3, ys: [0, 2], points: 20 });
    expect(drawn).toMatchObject({ rows: 5000, thinned: true, axis: 'time' });
    expect(drawn.x).toHaveLength(20);
    const amounts = rows.flatMap((row) =>
      row[2] === null || row[2] === undefined ? [] : [Number(row[2])],
    );
    const values = drawn.series[1]?.values.filter((value) => value !== null) ?? [];
    expect([Math.min(...values), Math.max(...values)]).toEqual([
      Math.min(...amounts),
      Math.max(...amounts),
    ]);
    const few = await client.queries.chart({ id, ranges: [[0, 3]], x: 1, ys: [0] });
    expect(few).toMatchObject({
      thinned: false,
      axis: 'category',
      x: [null, '客户 1a', '客户 2A'],
    });
  });

  it('is copied in five forms, columns as they are wanted', async () => {
    const copy = async (format: 'tsv' | 'csv' | 'json' | 'markdown' | 'insert') =>
      (
        await client.queries.copyRows({
          id,
          ranges: [
            [1, 2],
            [7, 8],
          ],
          columns: [1, 0],
          format,
        })
      ).text;
    expect(await copy('tsv')).toBe('name\tid\n客户 1a\t1\n\t7\n');
    expect(await copy('csv')).toBe('name,id\n客户 1a,1\n,7\n');
    expect(JSON.parse(await copy('json'))).toEqual([
      { name: '客户 1a', id: 1 },
      { name: null, id: 7 },
    ]);
    expect(await copy('markdown')).toBe(
      '| name | id |\n| --- | --- |\n| 客户 1a | 1 |\n| NULL | 7 |\n',
    );
    expect(await copy('insert')).toBe(
      `INSERT INTO "result" ("name", "id") VALUES ('客户 1a', 1);\nINSERT INTO "result" ("name", "id") VALUES (NULL, 7);\n`,
    );
  });

  it('gives long cells in pieces, and windows of 1,600 columns as far as they are wanted', async () => {
    const wide = Array.from({ length: 1600 }, (_, at) => columnOf(`c${at}`, 'text'));
    const long = `${'x'.repeat(999)}😀${'y'.repeat(5000)}`;
    const one: Row = wide.map((_, at) => (at === 1599 ? long : `v${at}`));
    const results = at.host.features().queries.results;
    const other = await keepRows(
      results,
      wide,
      Array.from({ length: 300 }, () => one),
    );
    const window = await client.queries.window({
      id: other,
      from: 299,
      count: 5,
      cellLimit: 1000,
      columns: [3, 1599],
    });
    expect(window.rows).toHaveLength(1);
    expect([window.rows[0]?.[3], window.rows[0]?.[4]]).toEqual(['v3', null]);
    expect(window.rows[0]?.[1599]).toBe('x'.repeat(999));
    expect(window.cut).toEqual([{ row: 0, column: 1599, length: long.length }]);
    const piece = await client.queries.cell({
      id: other,
      row: 299,
      column: 1599,
      from: 998,
      count: 4,
    });
    expect(piece).toEqual({ text: 'x😀y', length: long.length, clipped: null });
    await client.queries.discard({ id: other });
  });

  it('stays as it is called and pinned when the vault is opened again', async () => {
    await client.queries.pinResult({ id, pinned: true });
    await client.queries.renameResult({ id, title: '对账' });
    await client.vault.lock({});
    await client.vault.unlock({ passphrase: at.passphrase });
    const [state] = await client.queries.results({});
    expect(state).toMatchObject({ id, pinned: true, title: '对账', server: '', guard: 'read' });
    const view = { sort: [{ column: 0, descending: true }] };
    expect(numbersOf(await client.queries.window({ id, view, from: 0, count: 2 }))).toEqual([
      4999, 4998,
    ]);
  });
});
