import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../../src-main/contract/index';
import { layoutOf, rowOf, stateOf, type DifferenceWords } from './difference-rows';

const words: DifferenceWords = {
  change: 'change',
  kinds: { added: 'added', removed: 'removed', changed: 'changed', same: 'same' },
  before: 'before',
  after: 'after',
};
const column = (name: string, role: 'key' | 'compared' | 'ignored', changed = 0) => ({
  name,
  role,
  changed,
  type: 'text',
  align: 'left' as const,
  kind: 'text' as const,
  before: 0,
  after: 0,
});
const comparison: Comparison = {
  id: '',
  beforeId: '',
  afterId: '',
  key: ['id'],
  columns: [
    column('id', 'key'),
    column('state', 'compared', 2),
    column('note', 'compared'),
    column('seen', 'ignored'),
  ],
  onlyBefore: [],
  onlyAfter: [],
  counts: { added: 1, removed: 1, changed: 2, same: 0 },
  duplicates: { before: 0, after: 0 },
  elapsedMs: 0,
};
const place = { beforeRow: null, afterRow: null };

describe('differences in a grid', () => {
  const told = (changedOnly: boolean) => layoutOf(comparison, words, changedOnly);
  const texts = (row: ReturnType<typeof rowOf>) =>
    told(false).columns.map(({ source = 0 }) => row.cells[source]);

  it('pair only what changed, and leave out what is not compared', () => {
    const { columns, frozen, columnAt } = told(false);
    const names = columns.map(({ name }) => name);
    expect(names).toEqual(['change', 'id', 'state · before', 'state · after', 'note']);
    expect([frozen, columnAt]).toEqual([2, [null, 0, 1, 1, 2]]);
    expect(told(true).columns).toHaveLength(4);
  });

  it('tell NULL from an empty text, and a missing row from both', () => {
    const changed = rowOf(
      { ...place, change: 'changed', before: ['1', null, 'n', 's'], after: ['1', '', 'n', 't'], changed: [1] },
      4,
      words,
    ); // prettier-ignore
    expect(texts(changed)).toEqual(['~ changed', '1', null, '', 'n']);
    const removed = rowOf(
      { ...place, change: 'removed', before: ['2', 'x', 'n', 's'], after: null, changed: [] },
      4,
      words,
    );
    expect(texts(removed)).toEqual(['− removed', '2', 'x', '', 'n']);
  });

  it('mark with a word what differs, and only that', () => {
    const row = rowOf(
      { ...place, change: 'changed', before: ['1', 'a', 'n', 's'], after: ['1', 'b', 'n', 's'], changed: [1] },
      4,
      words,
    ); // prettier-ignore
    const states = told(false).columns.map(({ source = 0 }) => stateOf(row, source, words));
    expect(states).toEqual([
      { tone: 'warn' },
      undefined,
      { tone: 'removed', toneText: 'before' },
      { tone: 'added', toneText: 'after' },
      undefined,
    ]);
  });
});
