import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Evidence, ResultState, ResultView } from '../../../src-main/contract/index';
import { formatCount, selectionRows, selectionSize, type RowSelection } from '../../ui/index';
import { useEvidenceSource } from '../workbench/index';
import { useRowNumbers } from './result-rows';
import { isPlain } from './result-view';
import { isRunning } from './use-run';

/** Row numbers that one piece of evidence may name; more become the whole result. */
const mostSelected = 100_000;

/**
 * Announces the selected rows, or the whole result, as what may become evidence.
 *
 * @returns labels of the rows in the case, by their numbers in the result
 */
export function useResultEvidence({
  result,
  view,
  selection,
  name,
  numberAt,
}: {
  result: ResultState;
  view: ResultView;
  selection: RowSelection;
  name: string;
  /** Number of the row at a position of the view, where it is at hand. */
  numberAt: (position: number) => number | undefined;
}): ReadonlyMap<number, string> {
  const { t } = useTranslation('queries');
  // By numbers in the result: they stay when rows are arranged anew.
  const [marks, setMarks] = useState<ReadonlyMap<number, string>>(new Map());
  const plain = isPlain(view);
  const selected = selectionSize(selection);
  const numbers = useRowNumbers(result.id, view, selection.ranges, numberAt);
  const running = isRunning(result.state);

  useEvidenceSource(
    useMemo(() => {
      if (running || result.columns.length === 0) return null;
      const whole = selected === 0 || (plain && selected > mostSelected);
      const rows = whole ? null : plain ? [...selectionRows(selection)] : numbers;
      if (!whole && rows === null) return null;
      const count = rows?.length ?? result.rows;
      return {
        source: { kind: 'result' as const, resultId: result.id, rows: rows && [...rows] },
        label: t('result.evidence', { count, rows: formatCount(count), name }),
        onAdded: (evidence: Evidence) =>
          setMarks(
            (old) =>
              new Map([
                ...old,
                ...(rows ?? []).map((row) => [row, `E${evidence.ordinal}`] as const),
              ]),
          ),
        onRemoved: (evidence: Evidence) =>
          setMarks(
            (old) => new Map([...old].filter(([, label]) => label !== `E${evidence.ordinal}`)),
          ),
      };
    }, [
      running,
      result.id,
      result.columns.length,
      result.rows,
      selection,
      selected,
      plain,
      numbers,
      name,
      t,
    ]),
  );
  return marks;
}
