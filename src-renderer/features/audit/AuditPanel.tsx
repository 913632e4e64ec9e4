import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
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
  const settled = useSettled(search);
  const filter = useMemo(() => filterOf(settled, Date.now()), [settled]);
  const rows = useAuditRows(filter);
  const [verified, setVerified] = useState<Verified | null>(null);
  const { data: head } = useHostQuery(['audit', 'head'], (host) => host.audit.head());
  usePanelTab({ title: t('title') });
  const filtering = isFiltering(settled);

  return (
    <div className={styles['panel']}>
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
        <Entries key={JSON.stringify(filter)} rows={rows} total={rows.total} />
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

function useSettled(search: AuditSearch): AuditSearch {
  const [settled, setSettled] = useState(search);
  useEffect(() => {
    // Only typing waits; a choice acts at once.
    const timer = setTimeout(() => setSettled(search), search.text === settled.text ? 0 : settleMs);
    return () => clearTimeout(timer);
  }, [search, settled.text]);
  return settled;
}

function Entries({ rows, total }: { rows: ReturnType<typeof useAuditRows>; total: number }) {
  const { t } = useTranslation('audit');
  const nameOf = useFieldNames();
  const announce = useAnnounce();
  const select = useAuditView((store) => store.select);
  const change = useFrame((frame) => frame.change);
  const narrow = useFrame((frame) => frame.narrow);
  const [selection, setSelection] = useState<RowSelection>(emptySelection);
  // New rows come in above: the selection stays with its rows.
  const [size, setSize] = useState(total);
  useEffect(() => {
    if (total === size) return;
    setSelection((old) => moved(old, total - size));
    setSize(total);
  }, [total, size]);

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
    setSelection(next);
    select(next.focus === undefined ? null : (rows.get(next.focus) ?? null));
  };
  const copy = (chosen: RowSelection): void => {
    const lines = [...selectionRows(chosen)].slice(0, mostCopied).flatMap((row) => {
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
  const shift = (row: number | undefined) => (row === undefined ? undefined : row + by);
  return {
    ...selection,
    ranges: selection.ranges.map(([from, to]) => [from + by, to + by]),
    anchor: shift(selection.anchor),
    focus: shift(selection.focus),
  };
}
