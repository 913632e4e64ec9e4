import { describe, expect, it } from 'vitest';
import {
  alignOf,
  cellText,
  columnEdges,
  columnsWithin,
  columnWidths,
  rowsAsTsv,
  textCells,
} from './grid-model';

describe('grid cells', () => {
  it('align by column type, never by value', () => {
    const types = [
      'int4',
      'bigint',
      'numeric(12,2)',
      'float8',
      'text',
      'interval',
      'point',
      'int4range',
    ];
    expect(types.map((type) => alignOf({ name: 'c', type }))).toEqual([
      'right',
      'right',
      'right',
      'right',
      'left',
      'left',
      'left',
      'left',
    ]);
    expect(alignOf({ name: 'c', type: 'int4', align: 'left' })).toBe('left');
  });

  it('tell NULL from an empty text and keep exact numbers', () => {
    expect([null, undefined, '', 0, false, 12345678901234567890n].map(cellText)).toEqual([
      undefined,
      undefined,
      '',
      '0',
      'false',
      '12345678901234567890',
    ]);
    expect(cellText({ a: [1] })).toBe('{"a":[1]}');
  });

  it('count Chinese characters as two cells wide', () => {
    expect(textCells('ab 物料')).toBe(7);
  });
});

describe('grid columns', () => {
  it('are as wide as head and values need, within limits', () => {
    const columns = [{ name: 'id' }, { name: 'note' }, { name: 'fixed', width: 99 }];
    const [id, note, fixed] = columnWidths(columns, [[1, 'x'.repeat(400), '']]);
    expect([id, note, fixed]).toEqual([56, 360, 99]);
  });

  it('are drawn only when they touch what is in sight', () => {
    const edges = columnEdges([100, 50, 200, 80]);
    expect(edges).toEqual([0, 100, 150, 350, 430]);
    expect(columnsWithin(edges, 0, 120)).toEqual({ from: 0, to: 2 });
    expect(columnsWithin(edges, 150, 351)).toEqual({ from: 2, to: 4 });
    expect(columnsWithin(edges, 430, 500)).toEqual({ from: 4, to: 4 });
  });
});

describe('copied rows', () => {
  it('are tab-separated, NULL as an empty cell', () => {
    expect(
      rowsAsTsv(
        [
          [1, null, 'a\tb'],
          [2, 'ok'],
        ],
        3,
      ),
    ).toBe('1\t\t"a\tb"\n2\tok\t');
  });
});
