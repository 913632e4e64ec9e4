import type { QueryCard } from '../../../../src-main/contract/index';

/** A folder of own queries, or one of them. */
export type OwnNode =
  | { kind: 'folder'; id: string; name: string; children: OwnNode[]; queries: QueryCard[] }
  | { kind: 'query'; id: string; query: QueryCard };

export type OwnFolder = Extract<OwnNode, { kind: 'folder' }>;

/** Where archived queries stand, whatever their folder. */
export const archiveId = 'archive';

/** Queries by their folders: folders first, each level in its order; `queries` of a folder are all below it. */
export function ownTree(queries: readonly QueryCard[]): OwnNode[] {
  const root = folder('', '');
  const archive = folder(archiveId, '');
  for (const query of queries) {
    const leaf = { kind: 'query', id: query.id, query } as const;
    if (query.archived) {
      archive.children.push(leaf);
      archive.queries.push(query);
      continue;
    }
    let place = root;
    for (const name of query.folder.split('/').filter(Boolean)) {
      place.queries.push(query);
      const id = `${place.id === '' ? 'folder:' : `${place.id}/`}${name}`;
      let next = place.children.find((child): child is OwnFolder => child.id === id);
      if (!next) place.children.push((next = folder(id, name)));
      place = next;
    }
    place.queries.push(query);
    place.children.push(leaf);
  }
  return [...foldersFirst(root.children), ...(archive.children.length > 0 ? [archive] : [])];
}

/** Ids of all folders of a tree. */
export function folderIds(nodes: readonly OwnNode[]): string[] {
  return nodes.flatMap((node) =>
    node.kind === 'folder' ? [node.id, ...folderIds(node.children)] : [],
  );
}

/** The queries a node of the tree stands for. */
export function queriesOf(nodes: readonly OwnNode[], id: string): readonly QueryCard[] {
  for (const node of nodes) {
    if (node.id === id) return node.kind === 'folder' ? node.queries : [node.query];
    const below = node.kind === 'folder' ? queriesOf(node.children, id) : [];
    if (below.length > 0) return below;
  }
  return [];
}

function folder(id: string, name: string): OwnFolder {
  return { kind: 'folder', id, name, children: [], queries: [] };
}

function foldersFirst(nodes: readonly OwnNode[]): OwnNode[] {
  const sorted = nodes.map((node) =>
    node.kind === 'folder' ? { ...node, children: foldersFirst(node.children) } : node,
  );
  return [
    ...sorted.filter(({ kind }) => kind === 'folder'),
    ...sorted.filter(({ kind }) => kind === 'query'),
  ];
}
