import { useTranslation } from 'react-i18next';
import type { Comparison } from '../../../../src-main/contract/index';
import { mostCopiedCharacters } from '../../../../src-main/contract/query-results';
import { formatCount, rowsAsTsv, useAnnounce, type GridRow, type RowSelection } from '../../../ui/index'; // prettier-ignore
import { useHost, useWorkbench } from '../../workbench/index';
import { rowOf, type DifferenceLayout, type DifferenceWords } from './difference-rows';
import type { DifferenceFilter } from './use-differences';

const windowRows = 1000;

/** Puts rows or one cell of a comparison on the clipboard, whole, also what is not in sight. */
export function useDifferenceCopy(
  { id, columns }: Comparison,
  { kinds, changedColumn }: DifferenceFilter,
  layout: DifferenceLayout,
  words: DifferenceWords,
): {
  rows: (ranges: RowSelection['ranges']) => void;
  cell: (row: number, column: number) => void;
} {
  const { t } = useTranslation('compare');
  const { t: say } = useTranslation('results');
  const host = useHost();
  const workbench = useWorkbench();
  const announce = useAnnounce();

  const read = async (from: number, count: number): Promise<GridRow[]> => {
    const asked = { id, kinds: [...kinds], changedColumn, from, count };
    const { rows } = await host.queries.differences(asked);
    return rows.map((row) => {
      const { cells } = rowOf(row, columns.length, words);
      return layout.columns.map(({ source = 0 }) => cells[source]);
    });
  };
  const rows = async (ranges: RowSelection['ranges']): Promise<void> => {
    const parts = [rowsAsTsv([layout.columns.map(({ name }) => name)], layout.columns.length)];
    let [count, characters, cut] = [0, 0, false];
    for (const [from, to] of ranges) {
      for (let at = from; at < to && !cut;) {
        const some = await read(at, Math.min(windowRows, to - at));
        if (some.length === 0) break;
        const text = rowsAsTsv(some, layout.columns.length);
        characters += text.length;
        cut = characters > mostCopiedCharacters;
        if (cut) break;
        parts.push(text);
        at += some.length;
        count += some.length;
      }
    }
    await navigator.clipboard.writeText(parts.join('\n'));
    const counts = { count, rows: formatCount(count) };
    if (cut) workbench.notify({ tone: 'warn', title: say('copy.cut', counts) });
    else announce(t('copied', counts));
  };
  const cell = async (row: number, column: number): Promise<void> => {
    const [cells] = await read(row, 1);
    const value = cells?.[column];
    await navigator.clipboard.writeText(typeof value === 'string' ? value : '');
    announce(say('copy.cellDone'));
  };
  return {
    rows: (ranges) => void rows(ranges).catch(workbench.reportError),
    cell: (row, column) => void cell(row, column).catch(workbench.reportError),
  };
}
