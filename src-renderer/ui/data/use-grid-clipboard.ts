import type { ClipboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnnounce } from '../overlay/LiveRegion';
import { useToast } from '../overlay/toast';
import { cellText, rowsAsTsv, type GridColumn, type GridRow } from './grid-model';
import { selectionRows, selectionSize, type RowSelection } from './selection';

/** What Ctrl+C in a grid copies: the selected rows, or the cell when no row is selected. */
export function useGridClipboard({
  columns,
  getRow,
  selection,
  activeColumn,
  onCopyCell,
  onCopy,
}: {
  columns: readonly GridColumn[];
  getRow: (row: number) => GridRow | undefined;
  selection: RowSelection;
  activeColumn: number;
  onCopyCell: ((row: number, column: number) => void) | undefined;
  onCopy: ((selection: RowSelection) => void) | undefined;
}): (event: ClipboardEvent) => void {
  const { t } = useTranslation('ui');
  const announce = useAnnounce();
  const toast = useToast();
  return (event) => {
    const size = selectionSize(selection);
    let text: string;
    if (size === 0) {
      const row = selection.focus === undefined ? undefined : getRow(selection.focus);
      if (!row || selection.focus === undefined) return;
      if (onCopyCell) {
        event.preventDefault();
        onCopyCell(selection.focus, activeColumn);
        return;
      }
      text = cellText(row[columns[activeColumn]?.source ?? activeColumn]) ?? '';
    } else if (onCopy) {
      event.preventDefault();
      onCopy(selection);
      return;
    } else {
      const rows: GridRow[] = [];
      for (const index of selectionRows(selection)) {
        const row = getRow(index);
        if (row) rows.push(row);
      }
      text = rowsAsTsv(rows, columns.length);
      const counts = {
        copied: rows.length.toLocaleString('en-US'),
        total: size.toLocaleString('en-US'),
      };
      if (rows.length < size) toast.show({ tone: 'warn', title: t('grid.copiedPartly', counts) });
      else announce(t('grid.copied', counts));
    }
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  };
}
