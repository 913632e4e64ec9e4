import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import type { Column, ResultState, ResultView } from '../../../src-main/contract/index';
import {
  cx,
  formatBytes,
  formatCount,
  isOneCell,
  plainDisplay,
  spanOf,
  Tag,
  selectionSize,
  type GridSelection,
} from '../../ui/index';
import { useNow } from '../workbench/index';
import { useSummary, type Summary } from './use-result-summary';
import { isRunning } from './use-run';
import own from './result.module.css';
import styles from './queries.module.css';

/** Rows, size and times of a result, and what the selection sums up to. */
export function ResultFooter({
  result,
  view,
  selection,
  shown,
}: {
  result: ResultState;
  view: ResultView;
  selection: GridSelection;
  /** Columns in sight, in their order. */
  shown: readonly number[];
}) {
  const { t } = useTranslation('queries');
  const { t: say } = useTranslation('results');
  const rows = selectionSize(selection);
  const columns = shown.slice(...spanOf(selection, shown.length));
  const one = isOneCell(selection, shown.length);
  const summary = useSummary(result.id, view, selection, shown);
  const words = summary && summaryText(say, summary, result.columns);
  const counts = { rows: formatCount(rows), columns: formatCount(columns.length) };
  return (
    <footer className={cx(styles['footer'], own['footer'])}>
      <strong>{t('result.rows', { count: result.rows, rows: formatCount(result.rows) })}</strong>
      {result.truncated && <Tag tone="warn">{t('result.more')}</Tag>}
      {result.clippedCells > 0 && (
        <Tag tone="warn">{say('clipped', { count: result.clippedCells })}</Tag>
      )}
      <span className={own['facts']}>
        {result.columns.length > 0 && (
          <>
            <span>{t('result.columns', { count: result.columns.length })}</span>
            <span>{t('result.disk', { size: formatBytes(result.bytes) })}</span>
          </>
        )}
        {result.firstRowMs !== null && (
          <span>{t('result.firstRow', { seconds: seconds(result.firstRowMs) })}</span>
        )}
        <Elapsed result={result} />
      </span>
      <span className="fb-grow" />
      {rows > 0 && !one && (
        <output className={own['summary']} title={words ?? undefined}>
          {selection.span
            ? say('summary.cells', { count: rows * columns.length, ...counts })
            : t('result.selected', { count: rows, rows: counts.rows })}
          {words && ` · ${words}`}
        </output>
      )}
    </footer>
  );
}

/** While it runs, by the clock: no news comes of a statement that gives no rows. */
function Elapsed({ result }: { result: ResultState }) {
  const { t } = useTranslation('queries');
  const running = isRunning(result.state);
  const now = useNow(running);
  const since = running ? now - result.startedAt : 0;
  return (
    <span>{t('result.elapsed', { seconds: seconds(Math.max(since, result.elapsedMs)) })}</span>
  );
}

function summaryText(
  t: TFunction<'results'>,
  { column, together, rest }: Summary,
  columns: readonly Column[],
): string {
  const parts: string[] = [];
  const add = (
    key: 'count' | 'sum' | 'mean' | 'min' | 'max' | 'distinct' | 'nulls',
    value: string | null,
  ): void => {
    if (value !== null) parts.push(t(`summary.${key}`, { value: plainDisplay(value) }));
  };
  if (column) {
    // Said where it is not plain which column is meant.
    if (rest) parts.push(plainDisplay(columns[column.column]?.name ?? ''));
    add('sum', column.sum);
    add('mean', column.mean);
    add('min', column.min);
    add('max', column.max);
    add('distinct', column.distinct === null ? null : formatCount(column.distinct));
    if (column.nulls > 0) add('nulls', formatCount(column.nulls));
  } else if (together) {
    add('count', formatCount(together.numbers));
    add('sum', together.sum);
    add('mean', together.mean);
    add('min', together.min);
    add('max', together.max);
  } else return t('summary.noNumbers');
  return parts.join(' · ');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}
