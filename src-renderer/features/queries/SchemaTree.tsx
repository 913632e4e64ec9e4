import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconChevronDown,
  IconChevronRight,
  IconEye,
  IconFunction,
  IconKey,
  IconLink,
  IconListNumbers,
  IconRefresh,
  IconSearch,
  IconSortAscending,
  IconStack2,
  IconTable,
  type Icon,
} from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { SchemaRow, SchemaState } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  ContextMenu,
  cx,
  EmptyState,
  ErrorState,
  formatCount,
  formatMoment,
  HostileText,
  IconButton,
  NoteBlock,
  plainDisplay,
  Tag,
  TextField,
  useUi,
  type MenuItem,
} from '../../ui/index';
import { errorText, useHostMutation, useHostQuery } from '../workbench/index';
import styles from './SchemaTree.module.css';

const rowHeight = 24;
/** Rows are fetched in windows that begin at multiples of this. */
const windowStep = 100;
const windowRows = 400;

const pictures: Readonly<Partial<Record<SchemaRow['kind'], Icon>>> = {
  schema: IconStack2,
  table: IconTable,
  external: IconTable,
  view: IconEye,
  materialized: IconEye,
  synonym: IconLink,
  sequence: IconListNumbers,
  function: IconFunction,
  procedure: IconFunction,
  index: IconSortAscending,
};

export interface SchemaTreeProps {
  endpointId: string;
  /** An object to go to; a new object of these names goes there again. */
  reveal?: { schema: string; name: string } | null;
  /** Puts a name where the cursor of the editor is. */
  onInsert: (name: string) => void;
  /** Opens a statement, e.g. the first rows of a table. */
  onSelectFirst: (name: string) => void;
}

/** The objects of a database as they were last read: works offline, and says how old it is. */
export function SchemaTree({ endpointId, ...actions }: SchemaTreeProps) {
  const { t } = useTranslation('schema');
  const { data: state, error } = useHostQuery(['queries', 'schema', endpointId], (host) =>
    host.queries.schemaState({ endpointId }),
  );
  const [stop, setStop] = useState<AbortController | null>(null);
  const read = useHostMutation((host, asked: AbortController) =>
    host.queries.readSchema({ endpointId }, { signal: asked.signal }),
  );
  const start = (): void => {
    const asked = new AbortController();
    setStop(asked);
    read.mutate(asked);
  };
  if (error) return <ErrorState what={errorText(error).what} />;
  if (!state) return <Busy text={t('title')} />;
  if (state.readAt === null && !state.reading) {
    return (
      <EmptyState
        sentence={t('never')}
        detail={t('neverDetail')}
        action={{ label: t('read'), onClick: start }}
      />
    );
  }
  return (
    <div className={styles['schema']}>
      <SchemaHead
        state={state}
        onRead={start}
        onStop={stop && read.isPending ? () => stop.abort() : undefined}
      />
      {state.readAt !== null && (
        <Objects key={`${endpointId} ${state.readAt}`} endpointId={endpointId} {...actions} />
      )}
    </div>
  );
}

/** How old it is, and a way to read it again. */
function SchemaHead({
  state,
  onRead,
  onStop,
}: {
  state: SchemaState;
  onRead: () => void;
  onStop: (() => void) | undefined;
}) {
  const { t } = useTranslation('schema');
  return (
    <>
      <div className={styles['head']}>
        <span className={cx('fb-ellipsis', 'fb-grow', 'fb-tiny', 'fb-faint')} title={state.server}>
          {state.reading
            ? t('reading')
            : `${t('state', { server: plainDisplay(state.server), objects: formatCount(state.objects) })} · ${t('readAt', { time: formatMoment(state.readAt ?? 0) })}`}
        </span>
        {state.stale && !state.reading && (
          <span title={t('staleDetail')}>
            <Tag tone="warn">{t('stale')}</Tag>
          </span>
        )}
        {!state.reading && (
          <IconButton icon={<IconRefresh />} label={t('readAgain')} onClick={onRead} />
        )}
        {state.reading && onStop && (
          <Button variant="ghost" onClick={onStop}>
            {t('stop')}
          </Button>
        )}
      </div>
      {state.truncated && (
        <NoteBlock tone="warn">{t('truncated', { objects: formatCount(state.objects) })}</NoteBlock>
      )}
    </>
  );
}

function Objects({ endpointId, reveal = null, onInsert, onSelectFirst }: SchemaTreeProps) {
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
      >
        <div style={{ height: virtual.getTotalSize() }} role="presentation">
          {virtual.getVirtualItems().map(({ index, start, size }) => {
            const row = rowAt(index);
            return (
              row && (
                <TreeRow
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
    { id: 'insert', label: t('insert'), onSelect: () => onInsert(row.insert) },
    ...(readable
      ? [{ id: 'first', label: t('selectFirst'), onSelect: () => onSelectFirst(row.insert) }]
      : []),
    {
      id: 'copy',
      label: t('copy'),
      onSelect: () => void navigator.clipboard.writeText(row.name),
    },
  ];
}

function TreeRow({
  row,
  index,
  active,
  style,
  onSelect,
  onToggle,
  onInsert,
  onMenu,
}: {
  row: SchemaRow;
  index: number;
  active: boolean;
  style: { transform: string; height: number };
  onSelect: () => void;
  onToggle: () => void;
  onInsert: () => void;
  onMenu: (at: { x: number; y: number }) => void;
}) {
  const { t } = useTranslation('schema');
  const { kind, name, detail, comment, count, marks, expandable, open, depth } = row;
  const Picture = marks.includes('primary') ? IconKey : pictures[kind];
  const told = [
    t(`kind.${kind}`),
    detail,
    ...marks.map((mark) => t(`mark.${mark}`)),
    comment,
  ].filter((part) => part !== '');
  return (
    <div
      id={`schema-row-${index}`}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={active}
      aria-label={[name, ...told].join(', ')}
      {...(expandable ? { 'aria-expanded': open } : {})}
      className={cx(styles['row'], active && styles['active'])}
      style={{ ...style, paddingInlineStart: `calc(${4 + depth * 14}px * var(--zoom))` }}
      title={plainDisplay([name, ...told].join('\n'))}
      onClick={() => {
        onSelect();
        if (expandable) onToggle();
      }}
      onDoubleClick={() => !expandable && onInsert()}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      <span className={styles['fold']} aria-hidden="true">
        {expandable && (open ? <IconChevronDown /> : <IconChevronRight />)}
      </span>
      {Picture && <Picture size={14} aria-hidden="true" className={styles['picture']} />}
      <span
        className={cx('fb-ellipsis', styles['name'], marks.includes('invalid') && styles['bad'])}
      >
        <HostileText text={name} />
      </span>
      <span className={cx('fb-ellipsis', 'fb-grow', styles['comment'])}>
        <HostileText text={comment.split('\n')[0] ?? ''} />
      </span>
      {marks.includes('invalid') && <Tag tone="warn">{t('mark.invalid')}</Tag>}
      <span className={styles['detail']}>
        {kind === 'schema'
          ? count !== null && formatCount(count)
          : depth === 2
            ? plainDisplay(detail)
            : count !== null && `≈ ${formatCount(count)}`}
      </span>
    </div>
  );
}
