import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogView } from '../../../src-main/contract/logs';
import { formatBytes, LineLayout, type LogLine, type RowExtra } from '../../ui/index';
import { makeRowLines, markLine, unfoldedLines, type LineWords } from './row-lines';
import { timeStyleOf } from './time-text';
import { useMarks } from './use-marks';
import type { LogRows } from './use-log-rows';
import type { UnfoldedRows } from './use-unfolded';

/**
 * What the list draws: rows, the lines of unfolded records, marks, and at the ends how much of the
 * log is not at hand.
 */
export function useListLines(
  view: LogView,
  { get }: LogRows,
  end: number,
  unfolded: UnfoldedRows,
  numbering: number,
) {
  const { t } = useTranslation('logs');
  const words = t as unknown as LineWords;
  const marks = useMarks(view, numbering);
  const style = timeStyleOf(view);
  const rowLine = useMemo(() => makeRowLines(view.unit, style, words), [view.unit, style, words]);
  const { firstRow, before, after } = view;
  const atEnd = end === firstRow + view.rows;

  // Lines of our own before a row, in their order.
  const notes = useMemo(() => {
    const byRow = new Map<number, LogLine[]>();
    const add = (row: number, line: LogLine): void => {
      byRow.set(row, [...(byRow.get(row) ?? []), line]);
    };
    if (before > 0)
      add(firstRow, {
        text: words('piece.before', { size: formatBytes(before) }),
        note: { tone: 'info' },
      });
    for (const { row, mark, sourceName } of marks) {
      if (row <= end) add(row, markLine(mark, sourceName, words));
    }
    if (after > 0 && atEnd)
      add(end, {
        text: words('piece.after', { size: formatBytes(after) }),
        note: { tone: 'info' },
      });
    return byRow;
  }, [before, after, firstRow, end, atEnd, marks, words]);

  const further = useMemo(
    () =>
      new Map(
        [...unfolded].map(([row, { record, shown }]) => [
          row,
          unfoldedLines(record, shown, get(row)?.pin ?? null, words),
        ]),
      ),
    [unfolded, get, words],
  );

  const layout = useMemo(() => {
    const extras = new Map<number, RowExtra>();
    for (const [row, lines] of notes) extras.set(row, { row, before: lines.length, after: 0 });
    for (const [row, lines] of further)
      extras.set(row, { row, before: extras.get(row)?.before ?? 0, after: lines.length });
    return new LineLayout(firstRow, Math.max(0, end - firstRow), [...extras.values()]);
  }, [firstRow, end, notes, further]);

  const getLine = useCallback(
    (line: number): LogLine | undefined => {
      const { row, part } = layout.at(line);
      if (part < 0) return notes.get(row)?.at(part);
      if (part > 0) return further.get(row)?.[part - 1];
      const found = get(row);
      return found && rowLine(found, further.has(row));
    },
    [layout, notes, further, get, rowLine],
  );
  return { layout, getLine, style };
}
