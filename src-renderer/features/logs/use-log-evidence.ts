import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, selectionSize } from '../../ui/index';
import type { EvidenceAnnouncement } from '../workbench/index';
import type { LogViewer } from './use-log-viewer';

/** Rows that one piece of evidence may have. */
export const mostEvidenceRows = 100_000;

/** The selected rows, as what `E` puts into the case. */
export function useLogEvidence({ view, selection }: LogViewer): EvidenceAnnouncement | null {
  const { t } = useTranslation('logs');
  const size = selectionSize(selection);
  return useMemo(() => {
    if (size === 0 || size > mostEvidenceRows) return null;
    const rows = selection.ranges.map(([from, to]): [number, number] => [from, to]);
    return {
      source: { kind: 'log', viewId: view.id, generation: view.generation, rows, whole: false },
      label: t(view.unit === 'record' ? 'evidence.records' : 'evidence.lines', {
        count: size,
        rows: formatCount(size),
        name: view.title,
      }),
    };
  }, [size, selection, view.id, view.generation, view.unit, view.title, t]);
}
