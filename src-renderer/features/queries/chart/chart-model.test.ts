import { describe, expect, it } from 'vitest';
import type { Column } from '../../../../src-main/contract/index';
import { apart, firstChoice, mostSeries, pointsOf, toggledSeries } from './chart-model';

const column = (name: string, kind: Column['kind']): Column => ({ name, type: kind, align: 'left', kind }); // prettier-ignore

describe('what is drawn at first', () => {
  const sessions = [
    column('id', 'integer'),
    column('host', 'text'),
    column('at', 'time'),
    column('waits', 'integer'),
    column('load', 'float'),
  ];

  it('is numbers that measure, over time', () => {
    expect(firstChoice(sessions, [0, 1, 2, 3, 4])).toEqual({ kind: 'line', x: 2, ys: [3, 4] });
  });

  it('is what was chosen, if that can be drawn', () => {
    expect(firstChoice(sessions, [4])).toEqual({ kind: 'line', x: 2, ys: [4] });
    expect(firstChoice(sessions, [1])).toEqual({ kind: 'line', x: 2, ys: [3, 4] });
  });

  it('is bars of names without a time, and over the rows without both', () => {
    expect(firstChoice([column('table', 'text'), column('rows', 'decimal')], [0, 1])).toEqual({
      kind: 'bar',
      x: 0,
      ys: [1],
    });
    expect(firstChoice([column('row_id', 'integer')], [0])).toEqual({ kind: 'line', x: null, ys: [0] }); // prettier-ignore
    expect(firstChoice([column('name', 'text')], [0]).ys).toEqual([]);
  });
});

it('keeps one series, and no more than can be told apart', () => {
  expect(toggledSeries([2], 2)).toEqual([2]);
  expect(toggledSeries([2, 5], 2)).toEqual([5]);
  expect(toggledSeries([5], 2)).toEqual([2, 5]);
  const many = Array.from({ length: mostSeries }, (_, at) => at);
  expect(toggledSeries(many, 20)).toBe(many);
});

it('puts points into the order of the axis, and leaves out those without a place', () => {
  const series = [{ column: 1, values: [1, 2, null] }];
  expect(pointsOf({ axis: 'number', x: [30, null, 10], series })).toEqual([
    { x: 10, values: [null] },
    { x: 30, values: [1] },
  ]);
  expect(pointsOf({ axis: 'category', x: ['b', 'a', null], series }).map(({ x }) => x)).toEqual(['b', 'a']); // prettier-ignore
});

it('numbers names that several columns share', () => {
  expect(apart(['n', 'm', 'n', 'n'])).toEqual(['n', 'm', 'n (2)', 'n (3)']);
});
