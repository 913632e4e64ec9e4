import { expect, test } from 'vitest';
import { readDraft, sentBefore, tabsAfterClose, tabsAfterRound, tabsAfterRun, tabsOf, writeDraft } from './console-draft'; // prettier-ignore

test('a new result takes the tab in front, unless that is pinned', () => {
  expect(tabsAfterRun([], null, 'a', false)).toEqual(['a']);
  expect(tabsAfterRun(['a', 'b'], 'a', 'c', false)).toEqual(['c', 'b']);
  expect(tabsAfterRun(['a', 'b'], 'a', 'c', true)).toEqual(['a', 'b', 'c']);
  expect(tabsAfterRun(['a'], 'gone', 'c', false)).toEqual(['a', 'c']);
});

test('closing the tab in front brings its neighbour there', () => {
  expect(tabsAfterClose(['a', 'b', 'c'], 'b', 'b')).toEqual({ tabs: ['a', 'c'], resultId: 'c' });
  expect(tabsAfterClose(['a', 'b'], 'b', 'b')).toEqual({ tabs: ['a'], resultId: 'a' });
  expect(tabsAfterClose(['a', 'b'], 'a', 'b')).toEqual({ tabs: ['a'], resultId: 'a' });
  expect(tabsAfterClose(['a'], 'a', 'a')).toEqual({ tabs: [], resultId: null });
});

test('a draft of before has the tab of its one result; the history gives values with their types', () => {
  expect(tabsOf({ sql: '', parameters: {}, resultId: 'a' })).toEqual(['a']);
  expect(sentBefore({ endpointId: 'x' })).toBeNull();
  const values = { a: '1', b: null, c: 7 };
  const types = { a: 'number', b: 'nonsense' };
  expect(sentBefore({ sql: 'SELECT :a', values, types, resultId: 7 })).toEqual({
    sql: 'SELECT :a',
    parameters: { a: { value: '1', type: 'number' }, b: { value: null, type: 'text' } },
    resultId: null,
  });
});

test('a repeated run stays in its tab, and takes nobody away from another one', () => {
  const draft = { sql: '', parameters: {}, resultId: 'b', tabs: ['a', 'b'] };
  expect(tabsAfterRound(draft, 'a', 'c', false)).toEqual({ tabs: ['c', 'b'], resultId: 'b' });
  expect(tabsAfterRound(draft, 'b', 'c', false)).toEqual({ tabs: ['a', 'c'], resultId: 'c' });
  expect(tabsAfterRound(draft, 'b', 'c', true)).toEqual({ tabs: ['a', 'b', 'c'], resultId: 'c' });
});

test('a statement that nobody changed follows the opened query', () => {
  const draft = { sql: 'SELECT 1', parameters: {}, resultId: null };
  const untouched = writeDraft(draft, 'SELECT 1');
  expect(readDraft(untouched, 'SELECT 2')).toEqual({ ...draft, sql: 'SELECT 2' });
  // The query is gone.
  expect(readDraft(untouched, undefined)).toEqual(draft);
  expect(readDraft(writeDraft(draft, 'SELECT 0'), 'SELECT 2')).toEqual(draft);
  expect(readDraft(writeDraft(draft, undefined), undefined)).toEqual(draft);
  expect(readDraft('{', 'SELECT 2')).toBeNull();
  expect(readDraft(null, 'SELECT 2')).toBeNull();
});
