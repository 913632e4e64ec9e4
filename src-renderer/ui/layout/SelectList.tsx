import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { cx } from '../cx';
import { movedIndex } from './roving';
import styles from './List.module.css';

/**
 * A list of things with one selected. One tab stop; arrows select, Enter opens. Rows are drawn by
 * the caller and must not hold controls of their own.
 */
export function SelectList<Item>({
  label,
  items,
  itemId,
  itemTitle,
  renderItem,
  selectedId,
  onSelect,
  onActivate,
  activateOnClick = false,
  rowHeight = 'row',
}: {
  label: string;
  items: readonly Item[];
  itemId: (item: Item) => string;
  /** Tooltip of a row, for what may be cut. */
  itemTitle?: (item: Item) => string;
  renderItem: (item: Item, selected: boolean) => ReactNode;
  selectedId?: string | undefined;
  onSelect: (id: string) => void;
  /** Enter or double click. */
  onActivate?: (id: string) => void;
  /** One click opens too, while arrows only select. */
  activateOnClick?: boolean;
  rowHeight?: 'row' | 'tall';
}) {
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const selectedIndex = items.findIndex((item) => itemId(item) === selectedId);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key === 'j' ? 'ArrowDown' : event.key === 'k' ? 'ArrowUp' : event.key;
    const moved =
      selectedIndex < 0 && (key === 'ArrowDown' || key === 'ArrowUp')
        ? 0
        : movedIndex(key, selectedIndex, items.length);
    const target = moved === undefined ? undefined : items[moved];
    if (target !== undefined && moved !== undefined) {
      onSelect(itemId(target));
      list.current?.children[moved]?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && selectedId !== undefined && onActivate) {
      onActivate(selectedId);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={list}
      role="listbox"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={selectedIndex >= 0 ? `${prefix}-${selectedIndex}` : undefined}
      className={styles['list']}
      onKeyDown={onKeyDown}
    >
      {items.map((item, index) => {
        const id = itemId(item);
        return (
          <div
            key={id}
            id={`${prefix}-${index}`}
            role="option"
            aria-selected={id === selectedId}
            className={cx(styles['row'], rowHeight === 'tall' && styles['tall'])}
            title={itemTitle?.(item)}
            onClick={() => {
              onSelect(id);
              if (activateOnClick) onActivate?.(id);
            }}
            onDoubleClick={() => {
              if (!activateOnClick) onActivate?.(id);
            }}
          >
            {renderItem(item, id === selectedId)}
          </div>
        );
      })}
    </div>
  );
}
