import type { ReactNode } from 'react';

export interface TreeNode {
  id: string;
  label: string;
  icon?: ReactNode;
  /** At the right end: a size, a tag. */
  meta?: ReactNode;
  /** Where both have no room, `meta` is cut and not the label. */
  metaYields?: boolean;
  /** Present, even when empty, makes it a folder. */
  children?: readonly TreeNode[];
  title?: string;
}

export interface TreeRow {
  node: TreeNode;
  depth: number;
  parent: string | undefined;
  position: number;
  siblings: number;
  expanded: boolean | undefined;
}

/** The visible rows of a tree, top to bottom. */
export function visibleRows(
  nodes: readonly TreeNode[],
  expandedIds: ReadonlySet<string>,
  depth = 0,
  parent?: string,
): TreeRow[] {
  return nodes.flatMap((node, index) => {
    const expanded = node.children ? expandedIds.has(node.id) : undefined;
    const row: TreeRow = {
      node,
      depth,
      parent,
      position: index + 1,
      siblings: nodes.length,
      expanded,
    };
    return expanded && node.children
      ? [row, ...visibleRows(node.children, expandedIds, depth + 1, node.id)]
      : [row];
  });
}
