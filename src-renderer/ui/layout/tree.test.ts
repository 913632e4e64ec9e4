import { describe, expect, it } from 'vitest';
import { movedIndex, typeAhead } from './roving';
import { visibleRows } from './tree-model';

const nodes = [
  {
    id: 'a',
    label: 'a',
    children: [
      { id: 'a1', label: 'a1' },
      { id: 'a2', label: 'a2', children: [] },
    ],
  },
  { id: 'b', label: 'b' },
];

describe('a tree', () => {
  it('lists what is unfolded, with depth, place and parent', () => {
    const seen = visibleRows(nodes, new Set(['a'])).map((row) => [
      row.node.id,
      row.depth,
      `${row.position}/${row.siblings}`,
      row.parent,
      row.expanded,
    ]);
    expect(seen).toEqual([
      ['a', 0, '1/2', undefined, true],
      ['a1', 1, '1/2', 'a', undefined],
      ['a2', 1, '2/2', 'a', false],
      ['b', 0, '2/2', undefined, undefined],
    ]);
  });

  it('hides what is folded', () => {
    expect(visibleRows(nodes, new Set()).map((row) => row.node.id)).toEqual(['a', 'b']);
  });
});

describe('moving in a list', () => {
  it('stays inside', () => {
    expect(movedIndex('ArrowUp', 0, 3)).toBe(0);
    expect(movedIndex('ArrowDown', 2, 3)).toBe(2);
    expect(movedIndex('End', 0, 3)).toBe(2);
    expect(movedIndex('x', 0, 3)).toBeUndefined();
    expect(movedIndex('Home', 0, 0)).toBeUndefined();
  });

  it('jumps to the next row with the letter and wraps round', () => {
    expect(typeAhead(['alpha', 'Beta', 'beam'], 1, 'b')).toBe(2);
    expect(typeAhead(['alpha', 'Beta', 'beam'], 2, 'b')).toBe(1);
    expect(typeAhead(['alpha'], 0, 'z')).toBe(-1);
  });
});
