import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount, selectionSize } from '../../ui/index';
import { SourceSettings } from './SourceSettings';
import { mostEvidenceRows } from './use-log-evidence';
import type { LogViewer } from './use-log-viewer';
import styles from './logs.module.css';

/** Where one is, how much there is, how it is read, and what is selected. */
export function LogFooter({ viewer }: { viewer: LogViewer }) {
  const { t } = useTranslation('logs');
  const { view, selection, rows } = viewer;
  const raw = view.unit === 'line';
  const all = view.sources.reduce((sum, source) => sum + (raw ? source.lines : source.records), 0);
  const filtered = view.filter.length > 0;
  const unit = raw ? 'lines' : 'records';
  const total = filtered ? view.rows : Math.max(all, view.rows);
  const bytes = view.sources.reduce((sum, source) => sum + source.bytes, 0);
  // A file that is read in place on its host never gets an index.
  const counted = view.sources.filter(({ place }) => place.kind !== 'remote');
  const known = counted.reduce((sum, source) => sum + source.bytes, 0);
  const indexed =
    known === 0
      ? 1
      : counted.reduce((sum, source) => sum + source.bytes * source.indexed, 0) / known;
  // In a piece rows are counted from its start, which says nothing about the log.
  const whole = view.sources.every(({ piece }) => piece === null);
  const at = selection.focus === undefined || !whole ? null : selection.focus - view.firstRow + 1;
  const selected = selectionSize(selection);
  const { inPlace } = view;
  const inHost = inPlace?.scope === 'file' && inPlace.filter !== null;
  const loaded = !inHost && view.before + view.after > 0;
  return (
    <footer className={styles['footer']}>
      <span className={styles['position']} role="status">
        {at === null
          ? t(inHost ? 'footer.hostLines' : loaded ? `footer.${unit}Loaded` : `footer.${unit}`, {
              count: total,
              total: formatCount(total),
            })
          : t(`footer.${unit}At`, { at: formatCount(at), total: formatCount(total) })}
        {filtered && !inHost && ` · ${t('footer.filtered', { all: formatCount(all) })}`}
        {view.filtered < 1 && ` · ${t('footer.filtering', { share: percent(view.filtered) })}`}
      </span>
      <span className="fb-faint">{formatBytes(bytes)}</span>
      {indexed < 1 && <span>{t('footer.indexing', { share: percent(indexed) })}</span>}
      <SourceSettings viewer={viewer} />
      <span className="fb-grow" />
      {selected > mostEvidenceRows ? (
        <span className={styles['selectedCount']}>
          {t('footer.tooMany', { limit: formatCount(mostEvidenceRows) })}
        </span>
      ) : (
        selected > 0 && (
          <span className={styles['selectedCount']}>
            {t(raw ? 'footer.selectedLines' : 'footer.selectedRecords', {
              count: selected,
              selected: formatCount(selected),
            })}
            {selected === 1 && !raw && linesOf(rows.get(selection.ranges[0]?.[0] ?? 0)?.moreLines)}
          </span>
        )
      )}
    </footer>
  );

  function linesOf(more: number | undefined): string {
    if (!more) return '';
    return t('footer.lineCount', { count: more + 1, lines: formatCount(more + 1) });
  }
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
