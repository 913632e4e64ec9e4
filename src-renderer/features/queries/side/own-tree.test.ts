import { expect, it } from 'vitest';
import type { QueryCard } from '../../../../src-main/contract/index';
import { folderIds, ownTree, queriesOf } from './own-tree';

const card = (id: string, folder: string, archived = false): QueryCard =>
  ({ id, folder, archived, origin: 'own' }) as QueryCard;

it('own queries stand in their folders, folders first, archived ones apart', () => {
  const nodes = ownTree([
    card('1', ''),
    card('2', 'a/b'),
    card('3', 'a'),
    card('4', 'folder:a'),
    card('5', 'a', true),
  ]);
  expect(nodes.map(({ id }) => id)).toEqual(['folder:a', 'folder:folder:a', '1', 'archive']);
  expect(folderIds(nodes)).toEqual(['folder:a', 'folder:a/b', 'folder:folder:a', 'archive']);
  expect(queriesOf(nodes, 'folder:a').map(({ id }) => id)).toEqual(['2', '3']);
  expect(queriesOf(nodes, '2').map(({ id }) => id)).toEqual(['2']);
  expect(queriesOf(nodes, 'archive').map(({ id }) => id)).toEqual(['5']);
  expect(queriesOf(nodes, 'nowhere')).toEqual([]);
});
