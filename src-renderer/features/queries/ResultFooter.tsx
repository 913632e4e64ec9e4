import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import type {
  Column,
  ColumnSummary,
  ResultState,
  ResultView,
} from '../../../src-main/contract/index';
import { formatBytes, formatCount, Tag, type RowSelection, selectionSize } from '../../ui/index';
import { isCancellation, useHost, useWorkbench } from '../workbench/index';
import own from './result.module.css';
import styles from './queries.module.css';

/** Selecting goes through many ranges; the host sums up the one that stands still. */
const standsStillMs = 150;

/** Sum, mean, least and greatest of the selected rows in one column, exact, by the host. */
function useSummary(
  id: string,
  view: ResultView,
  ranges: RowSelection['ranges'],
  column: number | undefined,
): ColumnSummary | null {
  const host = useHost();
  const workbench = useWorkbench();
  const [summary, setSummary] = useState<{ of: unknown; value: ColumnSummary | null } | null>(null);
  useEffect(() => {
    if (ranges.length === 0 || column === undefined) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      host.queries
        .summary(
          { id, view, ranges: ranges.map(([from, to]) => [from, to]), columns: [column] },
          { signal: stop.signal },
        )
        .then(({ columns }) => setSummary({ of: ranges, value: columns[0] ?? null }))
        .catch((error: unknown) => {
          if (!stop.signal.aborted && !isCancellation(error)) workbench.reportError(error);
        });
    }, standsStillMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [host, workbench, id, view, ranges, column]);
  return summary?.of === ranges && summary.value?.column === column ? summary.value : null;
}

/** Rows, size and times of a result, and what the selection sums up to. */
export function ResultFooter({
  result,
  view,
  selection,
  column,
}: {
  result: ResultState;
  view: ResultView;
  selection: RowSelection;
  /** The one the keyboard is on, by its place in the result. */
  column: number | undefined;
}) {
  const { t } = useTranslation('queries');
  const { t: say } = useTranslation('results');
  const selected = selectionSize(selection);
  const summary = useSummary(result.id, view, selection.ranges, column);
  return (
    <footer className={styles['footer']}>
      <strong>{t('result.rows', { count: result.rows, rows: formatCount(result.rows) })}</strong>
      {result.truncated && <Tag tone="warn">{t('result.more')}</Tag>}
      {result.clippedCells > 0 && (
        <Tag tone="warn">{say('clipped', { count: result.clippedCells })}</Tag>
      )}
      <span>{t('result.columns', { count: result.columns.length })}</span>
      <span>{t('result.disk', { size: formatBytes(result.bytes) })}</span>
      {result.firstRowMs !== null && (
        <span>{t('result.firstRow', { seconds: seconds(result.firstRowMs) })}</span>
      )}
      <span>{t('result.elapsed', { seconds: seconds(result.elapsedMs) })}</span>
      <span className="fb-grow" />
      {summary && selected > 1 && (
        <output className={own['summary']} title={summaryText(say, summary, result.columns)}>
          {summaryText(say, summary, result.columns)}
        </output>
      )}
      {selected > 0 && (
        <span>{t('result.selected', { count: selected, rows: formatCount(selected) })}</span>
      )}
    </footer>
  );
}

function summaryText(
  t: TFunction<'results'>,
  summary: ColumnSummary,
  columns: readonly Column[],
): string {
  const parts = [columns[summary.column]?.name ?? ''];
  const add = (
    key: 'sum' | 'mean' | 'min' | 'max' | 'distinct' | 'nulls',
    value: string | null,
  ): void => {
    if (value !== null) parts.push(t(`summary.${key}`, { value }));
  };
  add('sum', summary.sum);
  add('mean', summary.mean);
  add('min', summary.min);
  add('max', summary.max);
  add('distinct', summary.distinct === null ? null : formatCount(summary.distinct));
  if (summary.nulls > 0) add('nulls', formatCount(summary.nulls));
  return parts.join(' · ');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}
