import { useTranslation } from 'react-i18next';
import { formatCount } from '../../ui/index';
import type { TimeRange } from './histogram-model';
import { spanParts } from './time-text';

/** How long a range of the histogram is, and what it holds once that is counted. */
export function SelectionWords({
  selected,
  counts,
}: {
  selected: TimeRange;
  counts: { records: number; errors: number } | null;
}) {
  const { t } = useTranslation('logs');
  const length = spanParts(selected.to - selected.from);
  return (
    <>
      {t('histogram.selected', {
        length: [
          length.days > 0 && t('span.days', { count: length.days }),
          length.hours > 0 && t('span.hours', { count: length.hours }),
          length.minutes > 0 && t('span.minutes', { count: length.minutes }),
          (length.seconds > 0 || selected.to - selected.from < 60_000) &&
            t('span.seconds', { count: length.seconds }),
        ]
          .filter(Boolean)
          .join(' '),
      })}
      {counts &&
        ` · ${t('histogram.records', { count: counts.records, records: formatCount(counts.records) })} · ${t('histogram.errors', { count: counts.errors, errors: formatCount(counts.errors) })}`}
    </>
  );
}
