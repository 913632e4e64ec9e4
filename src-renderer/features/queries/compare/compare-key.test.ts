import { describe, expect, it } from 'vitest';
import type { Column } from '../../../../src-main/contract/index';
import { commonColumns, suggestedKey, type PairFacts } from './compare-key';

const column = (name: string, kind: Column['kind'] = 'text'): Column => ({
  name,
  kind,
  type: kind,
  align: 'left',
});
const facts = (told: Record<string, [distinct: number | null, nulls?: number]>, rows = 10) =>
  new Map<string, PairFacts>(
    Object.entries(told).map(([name, [distinct, nulls = 0]]) => {
      const side = { rows, nulls, distinct };
      return [name, { before: side, after: side }];
    }),
  );

describe('columns of two results', () => {
  it('are paired by name, the exact one first, each once', () => {
    const common = commonColumns(
      [column('ID'), column('note'), column('note'), column('gone')],
      [column('note'), column('id', 'integer'), column('note'), column('note'), column('new')],
    );
    expect(common.map(({ name, before, after }) => [name, before, after])).toEqual([
      ['note', 1, 0],
      ['id', 0, 1],
      ['note', 2, 2],
    ]);
    expect(common.map(({ kindsDiffer }) => kindsDiffer)).toEqual([false, true, false]);
  });
});

describe('the suggested key', () => {
  const columns = commonColumns(
    ...([
      [column('amount', 'float'), column('state'), column('remark'), column('order_no')],
      [column('amount', 'float'), column('state'), column('remark'), column('order_no')],
    ] as const),
  );

  it('is that of the saved query where both results have it', () => {
    expect(suggestedKey(columns, ['STATE', 'order_no'], new Map())).toEqual(['state', 'order_no']);
    expect(suggestedKey(columns, ['gone'], facts({ order_no: [10] }))).toEqual(['order_no']);
  });

  it('is a column that names rows in both, one that is called so before others', () => {
    expect(suggestedKey(columns, [], facts({ remark: [10], order_no: [10] }))).toEqual([
      'order_no',
    ]);
    expect(suggestedKey(columns, [], facts({ remark: [10], order_no: [9] }))).toEqual(['remark']);
    expect(suggestedKey(columns, [], facts({ remark: [10, 1], order_no: [10] }))).toEqual([
      'order_no',
    ]);
  });

  it('trusts a name where there are too many values to be counted', () => {
    expect(suggestedKey(columns, [], facts({ remark: [null], order_no: [null] }, 1e6))).toEqual([
      'order_no',
    ]);
  });

  it('takes several columns where none is enough, never a measure', () => {
    const told = facts({ amount: [10], state: [3], remark: [2], order_no: [5] });
    expect(suggestedKey(columns, [], told)).toEqual(['order_no', 'state']);
  });
});
