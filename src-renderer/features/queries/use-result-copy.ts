import { useTranslation } from 'react-i18next';
import type { ResultState, ResultView } from '../../../src-main/contract/index';
import { formatCount, useAnnounce, type RowSelection } from '../../ui/index';
import { useHost, useWorkbench } from '../workbench/index';
import { textOfCell } from './cell-text';
import type { CopyFormat } from './result-menus';

/** What of a result is copied: rows by positions in the view, columns by places in the result. */
export interface CopyChoice {
  ranges: RowSelection['ranges'];
  columns: readonly number[];
}

/** Puts rows or one cell of a result on the clipboard, also what is not in sight. */
export function useResultCopy(
  result: ResultState,
  view: ResultView,
): {
  /** `header`: with the names of the columns, where the format can do without. */
  rows: (choice: CopyChoice, format: CopyFormat, header: boolean) => void;
  cell: (row: number, column: number) => void;
} {
  const { t } = useTranslation('results');
  const host = useHost();
  const workbench = useWorkbench();
  const announce = useAnnounce();
  const { id, dialect } = result;

  const rows = async (
    { ranges, columns }: CopyChoice,
    format: CopyFormat,
    header: boolean,
  ): Promise<void> => {
    const copied = await host.queries.copyRows({
      id,
      view,
      ranges: ranges.map(([from, to]) => [from, to]),
      columns: [...columns],
      format,
      header,
      dialect,
    });
    await navigator.clipboard.writeText(copied.text);
    const counts = { count: copied.rows, rows: formatCount(copied.rows) };
    if (copied.cut) workbench.notify({ tone: 'warn', title: t('copy.cut', counts) });
    else announce(t('copy.done', counts));
  };
  const cell = async (row: number, column: number): Promise<void> => {
    await navigator.clipboard.writeText(await textOfCell(host, { id, row, column }));
    announce(t('copy.cellDone'));
  };
  return {
    rows: (...what) => void rows(...what).catch(workbench.reportError),
    cell: (row, column) => void cell(row, column).catch(workbench.reportError),
  };
}
