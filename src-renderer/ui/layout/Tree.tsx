import { useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { cx } from '../cx';
import { movedIndex, typeAhead } from './roving';
import { visibleRows, type TreeNode } from './tree-model';
import styles from './List.module.css';

/**
 * A tree with one tab stop: arrows move, fold and unfold, letters jump, Enter opens.
 * Follows the WAI-ARIA tree pattern; selection follows focus.
 */
export function Tree({
  label,
  nodes,
  selectedId,
  onSelect,
  onActivate,
  activateOnClick = false,
  expandedIds,
  onToggle,
  onContext,
}: {
  label: string;
  nodes: readonly TreeNode[];
  selectedId?: string | undefined;
  onSelect: (id: string) => void;
  /** Enter or double click. */
  onActivate?: (id: string) => void;
  /** One click on a leaf, or on the rows named here, opens it, while arrows only select. */
  activateOnClick?: boolean | ((id: string) => boolean);
  expandedIds: ReadonlySet<string>;
  onToggle: (id: string, expanded: boolean) => void;
  /** Right click or the menu key on a row; where a menu for it belongs, in CSS pixels of the window. */
  onContext?: (id: string, at: { x: number; y: number }) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const [focusedId, setFocusedId] = useState<string>();
  const rows = visibleRows(nodes, expandedIds);
  const has = (id: string | undefined) => id !== undefined && rows.some((r) => r.node.id === id);
  const stop = has(focusedId) ? focusedId : has(selectedId) ? selectedId : rows[0]?.node.id;

  const clickOpens = (id: string, expanded: boolean | undefined) =>
    typeof activateOnClick === 'function'
      ? activateOnClick(id)
      : activateOnClick && expanded === undefined;

  const go = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setFocusedId(row.node.id);
    onSelect(row.node.id);
    list.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[index]?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = rows.findIndex((row) => row.node.id === stop);
    const row = rows[index];
    if (!row) return;
    const moved = movedIndex(event.key, index, rows.length);
    if (moved !== undefined) go(moved);
    else if (event.key === 'ArrowRight' && row.expanded === false) onToggle(row.node.id, true);
    else if (event.key === 'ArrowRight' && row.expanded) {
      if (row.node.children?.length) go(index + 1);
    } else if (event.key === 'ArrowLeft' && row.expanded) onToggle(row.node.id, false);
    else if (event.key === 'ArrowLeft') {
      if (row.parent !== undefined) go(rows.findIndex((other) => other.node.id === row.parent));
    } else if (event.key === 'Enter') {
      if (onActivate) onActivate(row.node.id);
      else if (row.expanded !== undefined) onToggle(row.node.id, !row.expanded);
    } else if (event.key === ' ') {
      if (row.expanded !== undefined) onToggle(row.node.id, !row.expanded);
      else onSelect(row.node.id);
    } else if (event.key.length === 1) {
      // Only a jump that finds something takes the key; single letters are commands elsewhere.
      const found = typeAhead(
        rows.map((other) => other.node.label),
        index,
        event.key,
      );
      if (found < 0) return;
      go(found);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={list} role="tree" aria-label={label} className={styles['list']} onKeyDown={onKeyDown}>
      {rows.map(({ node, depth, position, siblings, expanded }) => (
        <div
          key={node.id}
          role="treeitem"
          tabIndex={node.id === stop ? 0 : -1}
          aria-level={depth + 1}
          aria-posinset={position}
          aria-setsize={siblings}
          aria-expanded={expanded}
          aria-selected={node.id === selectedId}
          className={cx(styles['row'], styles['treeRow'])}
          style={{ '--depth': depth } as CSSProperties}
          title={node.title ?? node.label}
          onFocus={() => setFocusedId(node.id)}
          onClick={() => {
            onSelect(node.id);
            if (clickOpens(node.id, expanded)) onActivate?.(node.id);
          }}
          onContextMenu={(event) => {
            if (!onContext) return;
            event.preventDefault();
            onSelect(node.id);
            // The menu key has no place of its own.
            const row = event.currentTarget.getBoundingClientRect();
            const byPointer = event.clientX > 0 || event.clientY > 0;
            onContext(
              node.id,
              byPointer
                ? { x: event.clientX, y: event.clientY }
                : { x: row.left + 24, y: row.bottom },
            );
          }}
          onDoubleClick={() => {
            if (clickOpens(node.id, expanded)) return;
            if (onActivate) onActivate(node.id);
            else if (expanded !== undefined) onToggle(node.id, !expanded);
          }}
        >
          <span
            className={styles['twist']}
            aria-hidden="true"
            onClick={(event) => {
              if (expanded === undefined) return;
              event.stopPropagation();
              onToggle(node.id, !expanded);
            }}
          >
            {expanded === true && <IconChevronDown />}
            {expanded === false && <IconChevronRight />}
          </span>
          {node.icon}
          <span className={styles['label']}>{node.label}</span>
          {node.meta && (
            <span className={cx(styles['meta'], node.metaYields && styles['yielding'])}>
              {node.meta}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
