import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../contract/query-results';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { columnOf, keepRows } from '../../../../test/servers/results';

const head = [
  columnOf('id', 'integer'),
  columnOf('name', 'text'),
  columnOf('amount', 'decimal'),
  columnOf('seen', 'time'),
];

describe('two results', () => {
  let at: TestHost;
  let client: TestHost['client'];
  let folder: string;
  beforeAll(async () => {
    at = await startTestHost();
    client = at.client;
    folder = mkdtempSync(join(tmpdir(), 'compare-'));
  });
  afterAll(async () => {
    await at.close();
    rmSync(folder, { recursive: true });
  });
  const keep = (rows: Row[], columns = head) =>
    keepRows(at.host.features().queries.results, columns, rows, { title: `${rows.length} rows` });

  it('are compared by key: added, removed, changed and same, in any order of rows and columns', async () => {
    const beforeId = await keep([
      ['1', 'a', '1.0', '2026-01-01 08:00:00+08'],
      ['2', 'b', null, null],
      ['3', 'c', '3', null],
      ['2', 'again', '0', null],
      [null, 'nobody', '0', null],
    ]);
    const shuffled = [
      head[3]!,
      { ...head[1]!, name: 'NAME' },
      head[0]!,
      head[2]!,
      columnOf('more', 'text'),
    ];
    const afterId = await keep(
      [
        [null, 'x', '4', '4', 'm'],
        ['2026-01-01 00:00:00Z', 'a', '1', '1.00', 'm'],
        [null, 'B', '2', '', 'm'],
        [null, 'nobody', null, '0', 'm'],
        [null, 'again', '2', '0', 'm'],
      ],
      shuffled,
    );
    const told = await client.queries.compare({ beforeId, afterId, key: ['id'] });
    expect(told).toMatchObject({
      key: ['id'],
      onlyBefore: [],
      onlyAfter: ['more'],
      counts: { added: 1, removed: 1, changed: 1, same: 3 },
      duplicates: { before: 1, after: 1 },
    });
    expect(told.columns.map(({ name, role, changed }) => [name, role, changed])).toEqual([
      ['id', 'key', 0],
      ['seen', 'compared', 0],
      ['NAME', 'compared', 1],
      ['amount', 'compared', 1],
    ]);
    const { total, rows } = await client.queries.differences({ id: told.id, from: 0, count: 10 });
    expect(total).toBe(3);
    expect(rows).toEqual([
      {
        change: 'changed',
        beforeRow: 1,
        afterRow: 2,
        before: ['2', null, 'b', null],
        after: ['2', null, 'B', ''],
        changed: [2, 3],
      },
      {
        change: 'removed',
        beforeRow: 2,
        afterRow: null,
        before: ['3', null, 'c', '3'],
        after: null,
        changed: [],
      },
      {
        change: 'added',
        beforeRow: null,
        afterRow: 0,
        before: null,
        after: ['4', null, 'x', '4'],
        changed: [],
      },
    ]);
    const one = await client.queries.differences({
      id: told.id,
      changedColumn: 3,
      from: 0,
      count: 9,
    });
    expect(one.rows.map(({ afterRow }) => afterRow)).toEqual([2]);
    const next = async (from: number, more: { backwards?: true; changedColumn?: 3 } = {}) => {
      const kinds = ['added', 'removed', 'changed', 'same'] as const;
      const asked = { id: told.id, kinds: [...kinds], from, ...more };
      return (await client.queries.nextDifference(asked)).position;
    };
    // The rows of before: same, changed, removed, same, same; then what was added.
    const found = await Promise.all([-1, 1, 2, 5].map((from) => next(from)));
    expect(found).toEqual([1, 2, 5, null]);
    expect(await next(5, { backwards: true })).toBe(2);
    expect(await next(0, { changedColumn: 3 })).toBeNull();
    const strict = await client.queries.compare({
      beforeId,
      afterId,
      key: ['id'],
      asNumbers: false,
      ignore: ['seen'],
    });
    expect(strict.counts).toMatchObject({ changed: 2, same: 2 });
  });

  it('of many rows are told apart exactly', async () => {
    const count = 12_000;
    const row = (id: number, note: string): Row => [String(id), note, `${id}.5`, null];
    const beforeId = await keep(Array.from({ length: count }, (_, id) => row(id, 'same')));
    const afterId = await keep(
      Array.from({ length: count }, (_, id) =>
        row(count - 1 - id + 100, id % 10 === 0 ? 'other' : 'same'),
      ),
    );
    const { counts, columns } = await client.queries.compare({
      beforeId,
      afterId,
      key: ['id', 'amount'],
    });
    // Of 12,000 rows those with the 100 greatest numbers are new; every tenth of the others changed.
    expect(counts).toEqual({ added: 100, removed: 100, changed: 1190, same: 10_710 });
    expect(columns.find(({ name }) => name === 'name')?.changed).toBe(1190);
  });

  it('without the key or without a column to compare are refused', async () => {
    const beforeId = await keep([['1', 'a', '1', null]]);
    const afterId = await keep([['1']], [columnOf('number', 'integer')]);
    const key = ['id'];
    await expect(client.queries.compare({ beforeId, afterId, key })).rejects.toMatchObject({
      code: 'sql.compare-key',
      params: { column: 'id', result: 'after' },
    });
    const ignore = ['name', 'amount', 'seen'];
    await expect(
      client.queries.compare({ beforeId, afterId: beforeId, key, ignore }),
    ).rejects.toMatchObject({ code: 'sql.compare-columns' });
  });

  it('leave their differences as a file and as evidence with both hashes', async () => {
    const beforeId = await keep([
      ['1', '=cmd', '1', null],
      ['2', 'b', '2', null],
    ]);
    const afterId = await keep([
      ['1', 'x', '1', null],
      ['3', 'c', '3', null],
    ]);
    const { id } = await client.queries.compare({ beforeId, afterId, key: ['id'] });
    const path = join(folder, 'differences.csv');
    const written = await client.queries.exportDifferences({
      id,
      path,
      options: { format: 'csv', encoding: 'utf-8-bom' },
    });
    expect(written).toMatchObject({ rows: 4, guardedCells: 1 });
    expect(parse(readFileSync(path), { bom: true })).toEqual([
      ['change', 'id', 'name', 'amount', 'seen'],
      ['before', '1', "'=cmd", '1', ''],
      ['after', '1', 'x', '1', ''],
      ['removed', '2', 'b', '2', ''],
      ['added', '3', 'c', '3', ''],
    ]);
    const changedColumn = 2;
    const ofOne = { id, path, replace: true, options: { format: 'csv' as const }, changedColumn };
    expect(await client.queries.exportDifferences(ofOne)).toMatchObject({ rows: 0 });
    expect(await client.queries.exportDifferences({ ...ofOne, changedColumn: 1 })).toMatchObject({
      rows: 2,
    });
    const { id: caseId } = await client.cases.create({ title: '对账' });
    const source = { kind: 'comparison' as const, comparisonId: id };
    const evidence = await client.cases.addEvidence({ caseId, source });
    const [before, after] = await Promise.all(
      [beforeId, afterId].map((each) => client.queries.result({ id: each })),
    );
    expect(evidence.provenance).toMatchObject({
      kind: 'result',
      rowCount: 4,
      wholeSha256: after?.sha256,
      comparison: { before: { wholeSha256: before?.sha256 }, key: ['id'], counts: { changed: 1 } },
    });
    for (const each of [beforeId, afterId]) await client.queries.discard({ id: each });
    expect(await client.cases.evidence({ id: evidence.id })).toMatchObject({
      verified: true,
      content: {
        kind: 'rows',
        total: 4,
        columns: [{ name: 'change' }, { name: 'id' }, {}, {}, {}],
      },
    });
    for (const format of ['md', 'html'] as const) {
      const { text } = await client.cases.export({ id: caseId, format, language: 'zh-CN' });
      for (const part of [before?.sha256 ?? '-', after?.sha256 ?? '-', 'before', 'removed'])
        expect(text).toContain(part);
    }
  });
});
