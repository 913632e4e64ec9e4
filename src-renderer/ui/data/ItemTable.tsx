import { useId, type KeyboardEvent, type ReactNode } from 'react';
import { cx } from '../cx';
import { movedIndex } from '../layout/roving';
import styles from './ItemTable.module.css';

/** One column of an {@link ItemTable}. */
export interface ItemColumn<Item> {
  id: string;
  title: string;
  /** Stands in the head instead of the title. */
  head?: ReactNode;
  /** CSS pixels at zoom 1, or a share such as `22%`; absent takes what is left. */
  width?: number | string;
  align?: 'right';
  cell: (item: Item) => ReactNode;
  /** Tooltip of the cell, for what may be cut. */
  hover?: (item: Item) => string;
}

/**
 * Things with several facts each, one of them selected; for hundreds, not for millions. One tab
 * stop: arrows, J and K, Home, End and page keys select, Enter and a double click open.
 */
export function ItemTable<Item>({
  label,
  columns,
  items,
  itemId,
  selectedId,
  onSelect,
  onActivate,
  keys = {},
  rowHeight = 'row',
  isMarked,
}: {
  label: string;
  columns: readonly ItemColumn<Item>[];
  items: readonly Item[];
  itemId: (item: Item) => string;
  /** The first one where it names none of the items. */
  selectedId: string | undefined;
  onSelect: (id: string) => void;
  onActivate: (item: Item) => void;
  /** What other keys do with the selected item, by `KeyboardEvent.key`. */
  keys?: Readonly<Record<string, (item: Item) => void>>;
  /** `tall` has room for two lines, see {@link TwoLines}. */
  rowHeight?: 'row' | 'tall';
  /** Items with a mark at their left edge. */
  isMarked?: (item: Item) => boolean;
}) {
  const prefix = useId();
  const index = Math.max(
    0,
    items.findIndex((item) => itemId(item) === selectedId),
  );

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key === 'j' ? 'ArrowDown' : event.key === 'k' ? 'ArrowUp' : event.key;
    const moved = movedIndex(key, index, items.length);
    const target = items[moved ?? index];
    const act = key === 'Enter' ? onActivate : keys[event.key];
    if (target === undefined || (moved === undefined && !act)) return;
    event.preventDefault();
    event.stopPropagation();
    if (moved === undefined) act?.(target);
    else {
      onSelect(itemId(target));
      event.currentTarget.querySelectorAll('tbody tr')[moved]?.scrollIntoView({ block: 'nearest' });
    }
  };

  return (
    <div className="fb-scroll" data-page-focus>
      <table
        className={cx('fb-table', styles['table'], rowHeight === 'tall' && styles['tall'])}
        role="grid"
        aria-label={label}
        aria-rowcount={items.length}
        aria-activedescendant={items.length > 0 ? `${prefix}-${index}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <colgroup>
          {columns.map(({ id, width }) => (
            <col
              key={id}
              style={{
                width: typeof width === 'number' ? `calc(${width}px * var(--zoom))` : width,
              }}
            />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map(({ id, title, head, align }) => (
              <th key={id} scope="col" className={align && styles[align]}>
                {head ?? title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item, row) => (
            <tr
              key={itemId(item)}
              id={`${prefix}-${row}`}
              aria-selected={row === index}
              data-marked={isMarked?.(item) || undefined}
              onClick={() => onSelect(itemId(item))}
              onDoubleClick={() => onActivate(item)}
            >
              {columns.map(({ id, align, cell, hover }) => (
                <td key={id} className={align && styles[align]} title={hover?.(item)}>
                  {cell(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a cell says first, and a quieter line below it. */
export function TwoLines({ first, second }: { first: ReactNode; second: ReactNode }) {
  return (
    <>
      <div className="fb-ellipsis">{first}</div>
      <div className={styles['second']}>{second}</div>
    </>
  );
}
