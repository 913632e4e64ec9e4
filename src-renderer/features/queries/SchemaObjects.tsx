import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconCopy, IconCursorText, IconSearch, IconTable } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { SchemaRow } from '../../../src-main/contract/index';
import { ContextMenu, TextField, useUi, type MenuItem } from '../../ui/index';
import { useHostQuery } from '../workbench/index';
import { SchemaTreeRow } from './SchemaTreeRow';
import styles from './SchemaTree.module.css';

const rowHeight = 24;
/** Rows are fetched in windows that begin at multiples of this. */
const windowStep = 100;
const windowRows = 400;

export interface SchemaTreeProps {
  endpointId: string;
  /** An object to go to; a new object of these names goes there again. */
  reveal?: { schema: string; name: string } | null;
  /** Puts a name where the cursor of the editor is. */
  onInsert: (name: string) => void;
  /** Opens a statement, e.g. the first rows of a table. */
  onSelectFirst: (name: string) => void;
}

/** The schemas, tables and columns themselves: a tree of any size, fetched in windows. */
export function SchemaObjects({
  endpointId,
  reveal = null,
  onInsert,
  onSelectFirst,
}: SchemaTreeProps) {
  const { t } = useTranslation('schema');
  const { zoom } = useUi();
  const [filter, setFilter] = useState('');
  const [open, setOpen] = useState<readonly string[]>([]);
  const [active, setActive] = useState(0);
  const [menu, setMenu] = useState<{ row: SchemaRow; at: { x: number; y: number } } | null>(null);
  const scroll = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const { data } = useHostQuery(
    ['queries', 'schema', endpointId, 'rows', filter, open, first, reveal],
    async (host) => ({
      // Rows of a window that was asked for before stay where they were till the next are here.
      first,
      ...(await host.queries.schemaRows({
        endpointId,
        filter,
        open: [...open],
        from: first,
        count: windowRows,
        reveal: filter === '' ? reveal : null,
      })),
    }),
    { keepPrevious: true },
  );
  const total = data?.total ?? 0;
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight * zoom,
    overscan: 10,
    onChange: ({ range }) => {
      const start = range?.startIndex ?? 0;
      const wanted = Math.max(0, Math.floor(start / windowStep) * windowStep - windowStep);
      setFirst((before) => (before === wanted ? before : wanted));
    },
  });
  const rowAt = (index: number): SchemaRow | undefined => data?.rows[index - data.first];

  const revealed = data?.revealed ?? null;
  useEffect(() => {
    if (reveal === null || revealed === null) return;
    setOpen((before) => [...new Set([...before, `s/${reveal.schema}`])]);
    setActive(revealed);
    virtual.scrollToIndex(revealed, { align: 'center' });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- goes there once for each wish
  }, [reveal, revealed]);

  const toggle = (row: SchemaRow, unfold: boolean): void => {
    if (!row.expandable || row.open === unfold) return;
    setOpen(unfold ? [...open, row.id] : open.filter((id) => id !== row.id));
  };
  const go = (index: number): void => {
    const to = Math.max(0, Math.min(index, total - 1));
    setActive(to);
    virtual.scrollToIndex(to);
  };
  const parentOf = (index: number): number => {
    const depth = rowAt(index)?.depth ?? 0;
    for (let at = index - 1; at >= 0; at -= 1) {
      const row = rowAt(at);
      if (row && row.depth < depth) return at;
    }
    return index;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rowAt(active);
    const page = Math.floor((scroll.current?.clientHeight ?? 0) / (rowHeight * zoom));
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(active + 1),
      ArrowUp: () => go(active - 1),
      PageDown: () => go(active + page),
      PageUp: () => go(active - page),
      Home: () => go(0),
      End: () => go(total - 1),
      ArrowRight: () => (row?.open || !row?.expandable ? go(active + 1) : toggle(row, true)),
      ArrowLeft: () => (row?.open ? toggle(row, false) : go(parentOf(active))),
      Enter: () => row && onInsert(row.insert),
      ' ': () => row && toggle(row, !row.open),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };

  return (
    <>
      <div className={styles['filter']}>
        <TextField
          label={t('filter')}
          hideLabel
          placeholder={t('filter')}
          icon={<IconSearch />}
          value={filter}
          onChange={(text) => {
            setFilter(text);
            setActive(0);
            setFirst(0);
          }}
        />
      </div>
      {data && total === 0 && <p className={styles['hint']}>{t('nothingFound')}</p>}
      <div
        ref={scroll}
        className={styles['tree']}
        role="tree"
        tabIndex={0}
        aria-label={t('tree')}
        aria-activedescendant={rowAt(active) ? `schema-row-${active}` : undefined}
        onKeyDown={onKeyDown}
        onContextMenu={(event) => {
          // The menu key: a row opens its own by the pointer.
          const row = rowAt(active);
          const place = document.getElementById(`schema-row-${active}`)?.getBoundingClientRect();
          if (event.defaultPrevented || !row || !place) return;
          event.preventDefault();
          setMenu({ row, at: { x: place.left + 24, y: place.bottom } });
        }}
      >
        <div style={{ height: virtual.getTotalSize() }} role="presentation">
          {virtual.getVirtualItems().map(({ index, start, size }) => {
            const row = rowAt(index);
            return (
              row && (
                <SchemaTreeRow
                  key={row.id}
                  row={row}
                  index={index}
                  active={index === active}
                  style={{ transform: `translateY(${start}px)`, height: size }}
                  onSelect={() => setActive(index)}
                  onToggle={() => toggle(row, !row.open)}
                  onInsert={() => onInsert(row.insert)}
                  onMenu={(at) => {
                    setActive(index);
                    setMenu({ row, at });
                  }}
                />
              )
            );
          })}
        </div>
      </div>
      {menu && (
        <ContextMenu
          label={menu.row.name}
          at={menu.at}
          items={menuOf(t, menu.row, onInsert, onSelectFirst)}
          onClose={() => setMenu(null)}
        />
      )}
    </>
  );
}

type Translate = ReturnType<typeof useTranslation<'schema'>>['t'];

function menuOf(
  t: Translate,
  row: SchemaRow,
  onInsert: (name: string) => void,
  onSelectFirst: (name: string) => void,
): MenuItem[] {
  const readable = row.depth === 1 && !['sequence', 'function', 'procedure'].includes(row.kind);
  return [
    {
      id: 'insert',
      label: t('insert'),
      icon: <IconCursorText />,
      kbd: 'Enter',
      onSelect: () => onInsert(row.insert),
    },
    ...(readable
      ? [
          {
            id: 'first',
            label: t('selectFirst'),
            icon: <IconTable />,
            onSelect: () => onSelectFirst(row.insert),
          },
        ]
      : []),
    {
      id: 'copy',
      label: t('copy'),
      icon: <IconCopy />,
      onSelect: () => void navigator.clipboard.writeText(row.name),
    },
  ];
}
