import { expect, test } from 'vitest';
import type { ResultState, WatchState } from '../../../../src-main/contract/index';
import { marksOf } from './row-changes';
import { afterState, beginWatch, secondsOf, secondsUntil } from './watch';

const result = (id: string): ResultState => ({ id }) as ResultState;
const told: WatchState = {
  rounds: 0,
  resultId: 'a',
  previousId: null,
  running: false,
  nextAt: 5000,
  changes: null,
  comparisonId: null,
  compared: [],
  key: ['id'],
  error: null,
};
const counts = { added: 1, removed: 0, changed: 2, same: 3 };

test('rounds are counted on over a pause; one that failed leaves the rows before it', () => {
  let watch = beginWatch(result('a'), 5, ['id']);
  watch = afterState(watch, { ...told, running: true, nextAt: null }, null);
  expect(watch).toMatchObject({ phase: 'running', rounds: [] });
  const second = { ...told, rounds: 1, resultId: 'b', changes: counts, comparisonId: 'c' };
  watch = afterState(watch, second, { at: 1, result: result('b') });
  expect(watch).toMatchObject({ phase: 'waiting', result: { id: 'b' }, changes: counts });
  const error = { code: 'sql.connection-failed', params: {} };
  watch = afterState(watch, { ...second, error }, { at: 2, result: null });
  expect(watch).toMatchObject({ result: { id: 'b' }, changes: counts, error });
  expect(watch.rounds).toMatchObject([
    { number: 2, result: null, changes: null, error },
    { number: 1, changes: counts, error: null },
  ]);
});

test('marks stand where the newer result has the columns; rows that are gone are named by their key', () => {
  const differences = [
    { change: 'changed', beforeRow: 0, afterRow: 4, before: ['7', 'old', null], after: ['7', 'new', null], changed: [1] }, // prettier-ignore
    { change: 'removed', beforeRow: 1, afterRow: null, before: ['8', null, null], after: null, changed: [] }, // prettier-ignore
    { change: 'added', beforeRow: null, afterRow: 2, before: null, after: ['9', 'x', null], changed: [] }, // prettier-ignore
  ] as const;
  const marks = marksOf(differences as never, [1, 0, 2], 1);
  expect([...marks.rows]).toEqual([
    [4, { kind: 'changed', columns: new Map([[0, 'old']]) }],
    [2, { kind: 'added', columns: new Map() }],
  ]);
  expect(marks.gone).toEqual(['8']);
});

test('two seconds to an hour may be typed', () => {
  expect(['2', ' 45 ', '3600'].map(secondsOf)).toEqual([2, 45, 3600]);
  expect(['1', '3601', '', '2.5', '-3', 'x'].map(secondsOf)).toEqual(Array(6).fill(null));
  expect([secondsUntil(5001, 1000), secondsUntil(1000, 5000)]).toEqual([5, 0]);
});
