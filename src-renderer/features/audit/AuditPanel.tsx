import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditFilter } from '../../../src-main/contract/index';
import {
  Busy,
  cx,
  DataGrid,
  EmptyState,
  emptySelection,
  ErrorState,
  formatCount,
  formatFullTime,
  plainDisplay,
  rowsAsTsv,
  selectionRows,
  selectionSize,
  Toolbar,
  useAnnounce,
  type GridColumn,
  type RowSelection,
} from '../../ui/index';
import { errorText, useFrame, useHostQuery, usePanelTab } from '../workbench/index';
import { AuditFilterBar } from './AuditFilterBar';
import { detailLine, everything, filterOf, isFiltering, type AuditSearch } from './audit-model';
import { useAuditView } from './audit-store';
import { useFieldNames } from './field-names';
import { useAuditRows } from './use-audit-rows';
import { VerdictNote, VerifyTools, type Verified } from './VerifyTools';
import styles from './audit.module.css';

/** Typing is over when no key came for so long. */
const settleMs = 300;
/** As many rows are copied at most. */
const mostCopied = 10_000;

/** Everything done to customers' systems from this device, newest first. */
export default function AuditPanel() {
  const { t } = useTranslation('audit');
  const [search, setSearch] = useState<AuditSearch>(everything);
  const { settled, filter } = useSettled(search);
  const rows = useAuditRows(filter);
  const [verified, setVerified] = useState<Verified | null>(null);
  const { data: head } = useHostQuery(['audit', 'head'], (host) => host.audit.head());
  usePanelTab({ title: t('title') });
  const filtering = isFiltering(settled);

  return (
    <div className="fb-page">
      <Toolbar label={t('tools')}>
        <span className={cx('fb-small', 'fb-muted', 'fb-ellipsis', styles['intro'])}>
          {t('intro')}
        </span>
        <VerifyTools
          filter={filter}
          filtering={filtering}
          total={rows.total ?? 0}
          onVerified={setVerified}
        />
      </Toolbar>
      <AuditFilterBar search={search} onChange={setSearch} />
      {verified && <VerdictNote verified={verified} onClose={() => setVerified(null)} />}
      {rows.error !== null ? (
        <ErrorState {...errorText(rows.error)} onRetry={rows.retry} />
      ) : rows.total === null ? (
        <Busy text={t('loading')} />
      ) : rows.total === 0 ? (
        <EmptyState
          sentence={filtering ? t('nothingFound') : t('empty')}
          {...(filtering
            ? { action: { label: t('filter.clear'), onClick: () => setSearch(everything) } }
            : { detail: t('emptyDetail') })}
        />
      ) : (
        <Entries
          key={JSON.stringify(filter)}
          rows={rows}
          total={rows.total}
          largest={head?.sequence ?? rows.total}
        />
      )}
      <div className={styles['footer']}>
        {rows.total !== null && (
          <span>{t('rows', { count: rows.total, rows: formatCount(rows.total) })}</span>
        )}
        {head && head.sequence > 0 && (
          <span className="fb-ellipsis" title={head.hash}>
            {t('head', { sequence: formatCount(head.sequence) })}{' '}
            <code className="fb-small">{head.hash.slice(0, 16)}…</code>
          </span>
        )}
      </div>
    </div>
  );
}

/** The search once typing is over, and the host's filter of that moment. */
function useSettled(search: AuditSearch): { settled: AuditSearch; filter: AuditFilter } {
  const settle = () => ({ settled: search, filter: filterOf(search, Date.now()) });
  const [state, setState] = useState(settle);
  useEffect(() => {
    // Only typing waits; a choice acts at once.
    const pause = search.text === state.settled.text ? 0 : settleMs;
    const timer = setTimeout(() => setState(settle), pause);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only a new search is settled
  }, [search]);
  return state;
}

function Entries({
  rows,
  total,
  largest,
}: {
  rows: ReturnType<typeof useAuditRows>;
  total: number;
  /** Number of the chain's last row. */
  largest: number;
}) {
  const { t } = useTranslation('audit');
  const nameOf = useFieldNames();
  const announce = useAnnounce();
  const select = useAuditView((store) => store.select);
  const change = useFrame((frame) => frame.change);
  const narrow = useFrame((frame) => frame.narrow);
  // New rows come in above: the selection, made at some length of the list, stays with its rows.
  const [chosen, setChosen] = useState({ selection: emptySelection, total });
  const selection = useMemo(() => moved(chosen.selection, total - chosen.total), [chosen, total]);

  const columns = useMemo<GridColumn[]>(
    () => [
      { name: t('column.time'), width: 160 },
      { name: t('column.what'), width: 170 },
      { name: t('column.target'), width: 150 },
      { name: t('column.detail'), width: 560 },
    ],
    [t],
  );
  const getRow = (row: number) => {
    const entry = rows.get(row);
    return (
      entry && [
        formatFullTime(entry.at),
        t(`kind.${entry.kind}`),
        entry.target,
        plainDisplay(detailLine(entry, nameOf)),
      ]
    );
  };
  const onSelectionChange = (next: RowSelection): void => {
    setChosen({ selection: next, total });
    select(next.focus === undefined ? null : (rows.get(next.focus) ?? null));
  };
  const copy = (rowsToCopy: RowSelection): void => {
    const lines = [...selectionRows(rowsToCopy)].slice(0, mostCopied).flatMap((row) => {
      const shown = getRow(row);
      return shown ? [shown] : [];
    });
    void navigator.clipboard
      .writeText(rowsAsTsv(lines, columns.length))
      .then(() => announce(t('copied', { count: lines.length, rows: formatCount(lines.length) })));
  };
  return (
    <div className={styles['grid']} data-page-focus>
      <DataGrid
        label={t('title')}
        columns={columns}
        rowCount={total}
        getRow={getRow}
        onWindow={rows.want}
        rowNumbers={{ of: (row) => rows.get(row)?.sequence, largest }}
        selection={selection}
        onSelectionChange={onSelectionChange}
        cellTone={(row, column) => (column === 1 ? toneOf(row[1], t) : undefined)}
        onActivateRow={() => change(narrow ? { drawerOpen: true } : { inspectorOpen: true })}
        {...(selectionSize(selection) > 0 ? { onCopy: copy } : {})}
        emptyText={t('empty')}
        revision={rows.revision}
      />
    </div>
  );
}

/** A refused change and a failed connection stand out. */
function toneOf(kind: unknown, t: (key: string) => string): 'error' | 'warn' | undefined {
  if (kind === t('kind.change-refused')) return 'warn';
  return kind === t('kind.connection-failed') ? 'error' : undefined;
}

function moved(selection: RowSelection, by: number): RowSelection {
  if (by === 0) return selection;
  const shift = (row: number | undefined) => (row === undefined ? undefined : row + by);
  return {
    ...selection,
    ranges: selection.ranges.map(([from, to]) => [from + by, to + by]),
    anchor: shift(selection.anchor),
    focus: shift(selection.focus),
  };
}
